"""A batch is kept whole or not at all, and a judge that forgot everything starts anew."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

import storage.incidents
import storage.official
import storage.results
import storage.state_changes
from incidents.incident import State
from incidents.rules import Rules
from monitor.keeping import Keeper
from probes.result import Outcome, ProbeResult, Surface, Timings
from storage.database import Database, open_database

RULES = Rules(open_after_s=1, open_after_pooled_s=1, repeat_s=0)
EVERY_S = {"aurora/canary": 10.0}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "brownout.db")
    yield database
    database.close()


def run(number: int, outcome: Outcome = Outcome.OVERLOADED, probe: str = "canary") -> ProbeResult:
    return ProbeResult(
        probe=f"aurora/{probe}",
        provider="aurora",
        surface=Surface.API,
        vantage="here",
        started_at_ms=1_700_000_000_000 + number * 10_000,
        outcome=outcome,
        timings=Timings(ttft_ms=300, total_ms=800),
    )


def state(database: Database) -> State:
    with database.read() as connection:
        return storage.incidents.states(connection)["aurora"].state


def count(database: Database) -> int:
    with database.read() as connection:
        return len(storage.results.recent(connection, limit=1000))


def test_an_incident_goes_on_through_a_restart(database: Database) -> None:
    Keeper(database, RULES).keep([run(number) for number in range(6)], EVERY_S)
    assert state(database) is State.OUTAGE

    later = Keeper(database, RULES)
    later.keep([run(6)], EVERY_S)
    later.keep([run(number, Outcome.OK) for number in range(7, 60)], EVERY_S)

    assert state(database) is State.OPERATIONAL
    with database.read() as connection:
        (incident,) = storage.incidents.incidents(connection)
    assert not incident.is_open


def test_each_change_of_a_state_is_kept_once_over_restarts_and_failures(
    database: Database,
) -> None:
    ok, refused = Outcome.OK, Outcome.AUTH_REJECTED
    keeper = Keeper(database, RULES)
    keeper.keep([run(0, ok), run(1, refused), run(2, refused)], EVERY_S)
    keeper.keep([run(3, refused)], EVERY_S)
    with pytest.raises(Exception, match="too large"):
        keeper.keep([run(4, ok), replace(run(5), started_at_ms=2**70)], EVERY_S)
    Keeper(database, RULES).keep([run(6, refused), run(7, ok)], EVERY_S)

    with database.transaction() as connection:
        changes = storage.state_changes.claim_unannounced(connection, 1)
        assert storage.state_changes.claim_unannounced(connection, 2) == []
    assert [(each.was, each.now.state) for each in changes] == [
        (None, State.OPERATIONAL),
        (State.OPERATIONAL, State.ACCOUNT),
        (State.ACCOUNT, State.OPERATIONAL),
    ]
    assert "our key was rejected" in changes[1].now.sentence


def test_a_batch_that_was_kept_already_is_not_there_twice(database: Database) -> None:
    keeper = Keeper(database, RULES)
    keeper.keep([run(1), run(2)], EVERY_S)

    keeper.keep([run(1), run(2), run(3)], EVERY_S)

    assert count(database) == 3


def test_a_damaged_memory_closes_what_it_cannot_know_of_and_judging_goes_on(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    Keeper(database, RULES).keep([run(number) for number in range(6)], EVERY_S)
    with database.transaction() as connection:
        connection.execute(text("""UPDATE provider_state SET snapshot = '{"version": 0}'"""))

    keeper = Keeper(database, RULES)
    keeper.keep([run(6)], EVERY_S)

    with database.read() as connection:
        (closed,) = storage.incidents.incidents(connection)
    assert not closed.is_open
    assert closed.started_at_ms <= closed.ended_at_ms <= run(6).started_at_ms  # type: ignore[operator]
    assert "no longer measured" in closed.sentence
    assert "aurora is judged from the beginning" in caplog.text

    # The trouble still lasts: it is found again, once.
    keeper.keep([run(number) for number in range(7, 14)], EVERY_S)
    with database.read() as connection:
        (found,) = storage.incidents.open_incidents(connection)
    assert found.id != closed.id


def test_a_result_that_no_database_can_hold_costs_none_of_the_others(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    keeper = Keeper(database, RULES)
    impossible = replace(run(2), started_at_ms=2**70)
    with pytest.raises(Exception, match="too large"):
        keeper.keep([run(1), impossible, run(3)], EVERY_S)
    assert count(database) == 0

    for result in (run(1), impossible, run(3)):
        keeper.keep_at_least(result, EVERY_S)

    assert count(database) == 2
    assert "a result is lost, which is a bug" in caplog.text


def test_what_a_status_page_says_is_kept_and_not_judged(database: Database) -> None:
    page = replace(
        run(0, Outcome.MALFORMED, "official"), surface=Surface.OFFICIAL, detail="it is no JSON"
    )
    Keeper(database, RULES).keep([replace(page, started_at_ms=n) for n in range(1, 9)], {})

    assert count(database) == 8
    with database.read() as connection:
        assert storage.incidents.states(connection) == {}
        assert storage.incidents.open_incidents(connection) == []
        assert storage.official.statuses(connection)["aurora"].problem == "it is no JSON"
