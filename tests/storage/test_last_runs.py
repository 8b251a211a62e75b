from collections.abc import Callable

from probes.result import Outcome, ProbeResult, Timings
from storage import results
from storage.database import Database
from storage.last_runs import Run, last_runs


def test_the_last_runs_of_each_probe_come_oldest_first(
    database: Database, result: Callable[..., ProbeResult]
) -> None:
    kept = [result(started_at_ms=n, timings=Timings(total_ms=n * 10.0)) for n in range(1, 6)]
    kept.append(result(probe="openai/edge", outcome=Outcome.TIMEOUT, timings=Timings()))
    with database.transaction() as connection:
        results.append(connection, kept)

    with database.read() as connection:
        found = last_runs(connection, 2)

    assert found["openai canary"] == (Run(4, Outcome.OK, 40.0), Run(5, Outcome.OK, 50.0))
    assert found["openai/edge"] == (Run(kept[-1].started_at_ms, Outcome.TIMEOUT, None),)
