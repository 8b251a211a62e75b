"""From which vantages a period was seen, also where its single results are gone."""

from collections.abc import Callable

from probes.result import ProbeResult
from storage import names, results, retention
from storage.database import Database
from storage.retention import Keep
from storage.spans import DAY_MS, HOUR_MS
from storage.vantages import reporting

NOW_MS = 20_000 * DAY_MS
SHORT = Keep(
    raw_ms=2 * DAY_MS, failure_ms=2 * DAY_MS, minute_ms=3 * DAY_MS, hour_ms=None, day_ms=None
)


def test_only_who_ran_a_probe_in_the_period_is_named(
    database: Database, result: Callable[..., ProbeResult]
) -> None:
    old_ms, new_ms = NOW_MS - 20 * DAY_MS, NOW_MS - DAY_MS
    runs = [
        *(result(started_at_ms=old_ms + n * HOUR_MS, vantage="cellar") for n in range(3)),
        *(result(started_at_ms=new_ms + n * HOUR_MS, vantage="attic") for n in range(3)),
    ]
    with database.transaction() as connection:
        results.append(connection, runs)

    def told(start_ms: int, end_ms: int) -> list[str]:
        with database.read() as connection:
            probes = list(names.series(connection))
            return reporting(connection, probes, start_ms=start_ms, end_ms=end_ms)

    def all_told() -> list[list[str]]:
        return [
            told(old_ms, NOW_MS),
            told(old_ms, old_ms + DAY_MS),
            told(new_ms, NOW_MS),
            told(new_ms + 3 * HOUR_MS, NOW_MS),
        ]

    expected = [["attic", "cellar"], ["cellar"], ["attic"], []]
    assert all_told() == expected
    is_busy = True
    while is_busy:
        with database.transaction() as connection:
            is_busy = retention.step(connection, SHORT, NOW_MS)
    assert all_told() == expected
