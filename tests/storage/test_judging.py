"""Results wait in line for whoever judges, and none is ever passed over."""

from collections.abc import Callable
from dataclasses import replace

from probes.result import Outcome, ProbeResult
from storage import judging, results
from storage.database import Database
from storage.judging import Turn

Make = Callable[..., ProbeResult]


def land(database: Database, *found: ProbeResult) -> None:
    with database.transaction() as connection:
        results.append(connection, found)
        judging.put_in_line(connection, found)


def test_results_are_judged_in_the_order_in_which_they_landed(
    postgres: Database, result: Make
) -> None:
    late, early = result(started_at_ms=900), result(started_at_ms=100, vantage="eu-west")
    land(postgres, late)
    land(postgres, early, result(started_at_ms=500, probe="openai login"))

    with postgres.transaction() as connection:
        assert not judging.is_line_empty(connection)
        line = judging.line(connection, 2)
        assert line.results == (late, early)
        dated = [replace(each, judged_at_ms=1_000 + n) for n, each in enumerate(line.results)]
        judging.date(connection, dated)
        judging.leave(connection, line.numbers)
        assert len(judging.line(connection, 9).results) == 1
        kept = list(results.stream(connection, 0, 1_000))
    assert [each.judged_at_ms for each in kept] == [1_001, None, 1_000]


def test_what_is_committed_late_is_not_passed_over(postgres: Database, result: Make) -> None:
    # Two workers of a vantage have probes of their own.
    slow, quick = (result(started_at_ms=1, probe=name) for name in ("slow", "quick"))
    with postgres.transaction() as connection:
        results.append(connection, [replace(each, started_at_ms=0) for each in (slow, quick)])
    with postgres.transaction() as connection:
        results.append(connection, [slow])
        judging.put_in_line(connection, [slow])
        land(postgres, quick)
        with postgres.transaction() as judge:
            line = judging.line(judge, 9)
            assert line.results == (quick,)
            judging.leave(judge, line.numbers)
    with postgres.read() as connection:
        assert judging.line(connection, 9).results == (slow,)


def test_a_place_whose_result_was_dropped_meanwhile_is_given_up(
    postgres: Database, result: Make
) -> None:
    gone = result(started_at_ms=5)
    with postgres.transaction() as connection:
        judging.put_in_line(connection, [gone])
        line = judging.line(connection, 9)
        assert line.results == ()
        judging.leave(connection, line.numbers)
        assert judging.is_line_empty(connection)


def test_whose_turn_it_is_is_kept(database: Database) -> None:
    with database.transaction() as connection:
        assert judging.turn(connection) == Turn(0, 0)
        judging.note(connection, Turn(3, 1_790_000_000_000))
    with database.transaction() as connection:
        assert judging.turn(connection) == Turn(3, 1_790_000_000_000)


def test_what_is_not_kept_yet_is_found_out(database: Database, result: Make) -> None:
    there = result(outcome=Outcome.TIMEOUT)
    others = [result(vantage="eu-west"), result(probe="new"), result(started_at_ms=7)]
    with database.transaction() as connection:
        results.append(connection, [there])
        assert results.unkept(connection, [there, *others]) == others
