"""What went over the wire: of the first failures of an hour alone, and beside their results."""

from dataclasses import replace

import pytest

from probes.result import Outcome, ProbeResult, Surface
from storage import results, transcripts
from storage.database import Database

HOUR_MS = 3_600_000


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


def test_what_is_old_is_forgotten(database: Database) -> None:
    first = _failed(1, 1_000)
    _kept(database, [first])
    _kept(database, [_failed(2, 100 * 24 * HOUR_MS)])

    with database.read() as connection:
        assert transcripts.with_transcripts(connection, [first])[0].transcript is None
        assert transcripts.with_transcripts(connection, []) == []


def test_what_tells_of_nothing_keeps_nothing(database: Database) -> None:
    assert _kept(database, [replace(_failed(1, 1_000), transcript=None)]) == [None]


@pytest.mark.parametrize("words", ["\u202eright", "grün\n日本"])
def test_words_of_others_stay_as_they_are(database: Database, words: str) -> None:
    assert _kept(database, [replace(_failed(1, 1_000), transcript=words)]) == [words]
