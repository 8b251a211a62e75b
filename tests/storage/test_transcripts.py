"""What went over the wire: of the first failures of an hour alone, and beside their results."""

from dataclasses import replace

import pytest

from probes.result import Outcome, ProbeResult, Surface
from storage import results, retention, transcripts
from storage.database import Database
from storage.retention import Keep
from storage.spans import DAY_MS, HOUR_MS


def _failed(number: int, at_ms: int, probe: str = "a/canary") -> ProbeResult:
    return ProbeResult(
        probe=probe, provider="a", surface=Surface.API, vantage="home", started_at_ms=at_ms,
        outcome=Outcome.OVERLOADED, transcript=f"exchange {number}",
    )  # fmt: skip


def _kept(database: Database, those: list[ProbeResult]) -> list[str | None]:
    with database.transaction() as connection:
        results.append(connection, those)
        transcripts.keep(connection, those)
        transcripts.keep(connection, those)
    bare = [replace(each, transcript=None) for each in those]
    with database.read() as connection:
        return [each.transcript for each in transcripts.with_transcripts(connection, bare)]


def test_the_first_of_an_hour_are_kept(database: Database) -> None:
    told = _kept(database, [_failed(n, 1_000 * n) for n in range(transcripts.AN_HOUR + 2)])

    assert told == [*(f"exchange {n}" for n in range(transcripts.AN_HOUR)), None, None]
    assert _kept(database, [_failed(90, 2 * HOUR_MS)]) == ["exchange 90"]
    assert _kept(database, [_failed(91, 9_000, "a/other")]) == ["exchange 91"]


def test_the_next_incident_of_an_hour_has_its_own(database: Database) -> None:
    first = [_failed(n, 1_000 * n) for n in range(transcripts.AN_HOUR)]
    _kept(database, first)

    soon = first[-1].started_at_ms + transcripts.AGAIN_MS
    told = _kept(database, [_failed(n, soon - 1_000 + 1_000 * n) for n in range(4)])

    assert told == [None, "exchange 1", None, None]


@pytest.mark.parametrize(
    ("transcript_ms", "failure_ms", "found"),
    [
        (2 * DAY_MS, 9 * DAY_MS, [None, "exchange 2", "exchange 3"]),
        (9 * DAY_MS, 1 * DAY_MS, [None, None, "exchange 3"]),
        (None, 9 * DAY_MS, ["exchange 1", "exchange 2", "exchange 3"]),
    ],
)
def test_the_old_go_before_their_results_or_with_them(
    database: Database, transcript_ms: int | None, failure_ms: int, found: list[str | None]
) -> None:
    now_ms = 10 * DAY_MS
    those = [_failed(3 - age, now_ms - age * DAY_MS - HOUR_MS) for age in (2, 1, 0)]
    _kept(database, those)
    keep = Keep(
        raw_ms=DAY_MS, failure_ms=failure_ms, minute_ms=None, hour_ms=None, day_ms=None,
        transcript_ms=transcript_ms,
    )  # fmt: skip
    with database.transaction() as connection:
        while retention.step(connection, keep, now_ms):
            pass
        told = transcripts.with_transcripts(connection, those)

    assert [each.transcript for each in told] == found


def test_nobody_is_told_nothing(database: Database) -> None:
    with database.read() as connection:
        assert transcripts.with_transcripts(connection, []) == []


def test_what_tells_of_nothing_keeps_nothing(database: Database) -> None:
    assert _kept(database, [replace(_failed(1, 1_000), transcript=None)]) == [None]


@pytest.mark.parametrize("words", ["\u202eright", "grün\n日本"])
def test_words_of_others_stay_as_they_are(database: Database, words: str) -> None:
    assert _kept(database, [replace(_failed(1, 1_000), transcript=words)]) == [words]
