"""Points: all of few, the outline of many."""

from collections.abc import Callable

from probes.result import Outcome, ProbeResult, Timings
from storage import results
from storage.database import Database


def test_few_points_are_all_there_with_what_they_measured(
    database: Database, result: Callable[..., ProbeResult]
) -> None:
    kept = [
        result(started_at_ms=1, timings=Timings(ttft_ms=300.5, total_ms=900.25)),
        result(started_at_ms=2, timings=Timings(total_ms=30_000.0), outcome=Outcome.TIMEOUT),
        result(started_at_ms=3, timings=Timings(), outcome=Outcome.CONNECT),
        result(started_at_ms=9),
    ]
    with database.transaction() as connection:
        results.append(connection, kept)
        found = results.points(connection, start_ms=0, end_ms=9, probe="openai canary")
    assert [(p.started_at_ms, p.outcome, p.ttft_ms, p.total_ms) for p in found] == [
        (1, Outcome.OK, 300.5, 900.25),
        (2, Outcome.TIMEOUT, None, 30_000.0),
    ]
    assert {(p.provider, p.probe) for p in found} == {("openai", "openai canary")}


def test_many_points_keep_their_extremes_and_stay_within_the_limit(
    database: Database, result: Callable[..., ProbeResult]
) -> None:
    def took(n: int) -> Timings:
        return Timings(ttft_ms={700: 9000.0, 1300: 1.0}.get(n, 400.0 + n % 7))

    with database.transaction() as connection:
        results.append(connection, [result(started_at_ms=n, timings=took(n)) for n in range(2000)])
        found = results.points(connection, start_ms=0, end_ms=2000, limit=100)
    assert 90 <= len(found) <= 100
    assert {(700, 9000.0), (1300, 1.0)} <= {(p.started_at_ms, p.ttft_ms) for p in found}
    times = [p.started_at_ms for p in found]
    assert times == sorted(set(times))
    assert times[0] < 40
    assert times[-1] >= 1960


def test_the_newest_first_tokens_are_those_of_the_last_answers(
    database: Database, result: Callable[..., ProbeResult]
) -> None:
    kept = [
        result(started_at_ms=n, timings=Timings(ttft_ms=100.0 + n), outcome=outcome)
        for n, outcome in enumerate([Outcome.OK, Outcome.OK, Outcome.WRONG_ANSWER, Outcome.OK])
    ]
    kept.append(result(started_at_ms=4, timings=Timings(ttft_ms=9.0), outcome=Outcome.TIMEOUT))
    kept.append(result(started_at_ms=5, timings=Timings(total_ms=9.0)))
    with database.transaction() as connection:
        results.append(connection, kept)
        newest = results.newest_ttft_ms(connection, start_ms=1, each=2)
        since = results.newest_ttft_ms(connection, start_ms=3, each=2)
    assert newest == {"openai": [[103.0, 102.0]]}
    assert since == {"openai": [[103.0]]}
