"""A batch is kept whole or not at all, and a judge that forgot everything starts anew."""

import logging
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

import storage.incidents
import storage.official
import storage.results
import storage.state_changes
from incidents.incident import Judgement, State, Transition
from incidents.judge import Judge
from incidents.replay import in_judged_order, replay
from incidents.rules import Rules
from monitor.keeping import Keeper
from probes.result import Outcome, ProbeResult, Surface, Timings
from storage.database import Connection, Database, DatabaseError, open_database
from storage.locks import LockSession

RULES = Rules(open_after_s=1, open_after_pooled_s=1, repeat_s=0)
EVERY_S = {"aurora/canary": 10.0}


@pytest.fixture
def database(tmp_path: Path, migrated: Callable[[Path], Path]) -> Iterator[Database]:
    database = open_database(migrated(tmp_path / "brownout.db"))
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

    keeper.keep([run(1), run(2), run(3)], EVERY_S, is_doubtful=True)

    assert count(database) == 3


def test_runs_that_begin_at_once_because_the_clock_was_set_back_are_both_kept(
    database: Database,
) -> None:
    keeper = Keeper(database, RULES)
    judged = keeper.keep([run(0, Outcome.OK), run(1, Outcome.OK)], EVERY_S)
    judged += keeper.keep([run(1), run(0), run(0)], EVERY_S)
    # Nor does a worker that starts anew take one for another.
    judged += Keeper(database, RULES).keep([run(1)], EVERY_S)

    starts = [result.started_at_ms - run(0).started_at_ms for result, _ in judged]
    assert starts == [0, 10_000, 10_001, 1, 2, 10_002]
    assert count(database) == 6


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


@pytest.fixture
def shared(postgresql_url: str) -> Iterator[Database]:
    database = open_database(postgresql_url)
    yield database
    database.close()


def dates(database: Database) -> list[int | None]:
    with database.read() as connection:
        return [each.judged_at_ms for each in storage.results.stream(connection, 0, 2**44)]


def test_what_a_worker_keeps_that_does_not_judge_is_judged_by_the_one_that_does(
    shared: Database,
) -> None:
    worker, judge = Keeper(shared, RULES, may_judge=lambda: False), Keeper(shared, RULES)
    assert worker.keep([run(number) for number in range(6)], EVERY_S) == []
    assert dates(shared) == [None] * 6
    with closing(LockSession(shared)) as listening:
        assert judge.judge_line() == 6
        heard = listening.heard(5)

    assert state(shared) is State.OUTAGE
    assert judge.judge_line() == 0
    assert None not in dates(shared)
    assert heard[0]["probe"] == "aurora/canary"
    assert heard[0]["vantage"] == "here"
    assert heard[0]["after_s"] > 0


def test_two_who_both_judge_take_turns_and_judge_as_one(shared: Database) -> None:
    # The clock of the second is behind: what it judges is dated after what the first judged.
    keepers = [
        Keeper(shared, RULES, clock_ms=lambda: 1_700_000_500_000),
        Keeper(shared, RULES, clock_ms=lambda: 1_700_000_000_000),
    ]
    live: list[Transition] = []
    for number in range(60):
        outcome = Outcome.OVERLOADED if number < 12 else Outcome.OK
        judged = keepers[number % 2].keep([run(number, outcome)], EVERY_S)
        live += [change for _, judgement in judged for change in judgement.transitions]

    with shared.read() as connection:
        kept = list(in_judged_order(storage.results.stream(connection, 0, 2**44)))
        (incident,) = storage.incidents.incidents(connection)
    assert [each.started_at_ms for each in kept] == [run(n).started_at_ms for n in range(60)]
    assert list(replay(kept, EVERY_S, RULES)) == live
    assert not incident.is_open


@pytest.mark.parametrize("judges", [True, False])
def test_a_batch_whose_fate_is_not_known_is_judged_once(
    shared: Database, monkeypatch: pytest.MonkeyPatch, judges: bool
) -> None:
    batch = [run(number) for number in range(4)]
    keeper = Keeper(shared, RULES, may_judge=lambda: judges)
    transaction = shared.transaction

    @contextmanager
    def committed_but_not_told() -> Iterator[Connection]:
        with transaction() as connection:
            yield connection
        raise DatabaseError("the server went away before it answered")

    monkeypatch.setattr(shared, "transaction", committed_but_not_told)
    with pytest.raises(DatabaseError):
        keeper.keep(batch, EVERY_S)
    monkeypatch.undo()
    judged = keeper.keep([*batch, run(4)], EVERY_S, is_doubtful=True)

    assert [result.started_at_ms for result, _ in judged] == [run(4).started_at_ms][:judges]
    assert Keeper(shared, RULES).judge_line() == (0 if judges else 5)
    assert len(dates(shared)) == 5
    assert None not in dates(shared)


def test_a_result_that_trips_the_judge_holds_up_nobody_behind_it(
    shared: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    step = Judge.step

    def trip(self: Judge, result: ProbeResult, *, every_s: float) -> Judgement:
        assert result.started_at_ms != run(1).started_at_ms, "tripped"
        return step(self, result, every_s=every_s)

    Keeper(shared, RULES, may_judge=lambda: False).keep([run(n) for n in range(4)], EVERY_S)
    monkeypatch.setattr(Judge, "step", trip)
    keeper = Keeper(shared, RULES)
    while keeper.judge_line():
        pass

    assert [date is None for date in dates(shared)] == [False, True, False, False]
    assert "a result is left unjudged, which is a bug" in caplog.text
