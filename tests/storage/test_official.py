"""What status pages say, kept over time."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from probes.official import Impact, OfficialIncident, OfficialState, Reading
from probes.result import Outcome, ProbeResult, Surface
from storage import official, results
from storage.database import Database
from storage.probes import watched

INCIDENT = OfficialIncident(
    key="i1", title="Slow", impact=Impact.MINOR, status="investigating", started_at_ms=900
)


@pytest.fixture
def reading(result: Callable[..., ProbeResult]) -> Callable[..., ProbeResult]:
    def make(
        at_ms: int,
        state: OfficialState | None,
        *incidents: OfficialIncident,
        detail: str | None = None,
    ) -> ProbeResult:
        return replace(
            result(started_at_ms=at_ms, provider="openai", probe="openai/official"),
            surface=Surface.OFFICIAL,
            outcome=Outcome.OK if state else Outcome.MALFORMED,
            detail=detail or (str(state) if state else "no JSON"),
            official=Reading(state=state, incidents=incidents) if state else None,
        )

    return make


def keep(database: Database, *results: ProbeResult) -> official.OfficialStatus:
    with database.transaction() as connection:
        official.keep(connection, results)
        return official.statuses(connection)["openai"]


def test_a_provider_without_a_page_is_in_nobodys_way(
    database: Database, reading: Callable[..., ProbeResult], result: Callable[..., ProbeResult]
) -> None:
    with database.transaction() as connection:
        results.append(connection, [result(provider="other", probe="other/canary")])
    assert keep(database, reading(1000, OfficialState.DEGRADED)).state is OfficialState.DEGRADED


def test_a_state_is_dated_from_when_we_first_read_it(
    database: Database, reading: Callable[..., ProbeResult]
) -> None:
    keep(database, reading(1000, OfficialState.OPERATIONAL))
    keep(database, reading(2000, OfficialState.DEGRADED))
    last = keep(database, reading(3000, OfficialState.DEGRADED))

    assert (last.state, last.since_ms, last.read_at_ms) == (OfficialState.DEGRADED, 2000, 3000)


def test_a_page_that_cannot_be_read_keeps_what_it_said_last(
    database: Database, reading: Callable[..., ProbeResult]
) -> None:
    keep(database, reading(1000, OfficialState.OPERATIONAL))
    lost = keep(database, reading(2000, None))
    assert (lost.state, lost.read_at_ms, lost.problem) == (
        OfficialState.OPERATIONAL, 1000, "no JSON",
    )  # fmt: skip

    back = keep(database, reading(3000, OfficialState.OPERATIONAL))
    assert (back.problem, back.since_ms) == (None, 1000)


def test_a_late_reading_changes_nothing(
    database: Database, reading: Callable[..., ProbeResult]
) -> None:
    keep(database, reading(2000, OfficialState.DEGRADED))
    assert keep(database, reading(1000, OfficialState.OPERATIONAL)).read_at_ms == 2000


def test_an_incident_keeps_when_we_first_read_of_it_and_learns_its_end(
    database: Database, reading: Callable[..., ProbeResult]
) -> None:
    keep(database, reading(1000, OfficialState.DEGRADED, INCIDENT))
    over = replace(INCIDENT, status="resolved", resolved_at_ms=5000, title="Was slow")
    keep(database, reading(6000, OfficialState.OPERATIONAL, over))

    with database.read() as connection:
        (kept,) = official.incidents(connection, "openai")
    assert (kept.first_seen_ms, kept.incident) == (1000, over)


def test_an_import_watches_nobody_and_can_be_repeated(database: Database) -> None:
    over = replace(INCIDENT, resolved_at_ms=2000)
    with database.transaction() as connection:
        assert official.take_in(connection, "anthropic", [over, replace(over, key="i2")]) == 2
        assert official.take_in(connection, "anthropic", [over]) == 0
        assert watched(connection) == []
        found = official.incidents(connection, "anthropic")
    assert [each.incident.key for each in found] == ["i1", "i2"]
    assert {each.first_seen_ms for each in found} == {None}


def test_only_incidents_that_touch_the_span_are_found(database: Database) -> None:
    spans = [(100, 200), (300, None), (400, 500)]
    with database.transaction() as connection:
        official.take_in(
            connection,
            "x",
            [replace(INCIDENT, key=f"{a}", started_at_ms=a, resolved_at_ms=b) for a, b in spans],
        )
        found = official.incidents(connection, "x", start_ms=250, end_ms=350)
    assert [each.incident.key for each in found] == ["300"]
