"""Partitions of the results: made where they are needed, thinned to failures, dropped."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import text

from probes.result import Outcome, ProbeResult
from storage import partitions, results, retention
from storage.database import Database
from storage.partitions import WEEK_MS
from storage.retention import Keep

WEEK = 2908  # some week of the year 2025; a season ends four weeks earlier
NOW_MS = WEEK * WEEK_MS + 3_600_000

Make = Callable[..., ProbeResult]


def made(database: Database) -> list[tuple[int, int, bool]]:
    """The first week of each partition, counted from WEEK, that after it, whether it is thin."""
    with database.read() as connection:
        found = partitions.partitions(connection)
    assert all(each.bytes > 0 for each in found)
    return [
        (each.start_ms // WEEK_MS - WEEK, each.end_ms // WEEK_MS - WEEK, each.is_thin)
        for each in found
    ]


def fill(database: Database, result: Make) -> list[ProbeResult]:
    """A run a day over five weeks, every third of them a failure."""
    kept = [
        result(
            started_at_ms=NOW_MS - day * WEEK_MS // 7,
            outcome=Outcome.OK if day % 3 else Outcome.TIMEOUT,
        )
        for day in range(34, -1, -1)
    ]
    with database.transaction() as connection:
        results.append(connection, kept)
    return kept


def retain(database: Database, before_ms: int, failures_before_ms: int) -> bool:
    with database.transaction() as connection:
        return bool(
            partitions.drop(connection, failures_before_ms)
            or partitions.thin(connection, before_ms)
        )


def stream(database: Database) -> list[ProbeResult]:
    with database.read() as connection:
        return list(results.stream(connection, 0, 2**44))


def test_a_partition_is_made_for_results_of_any_time_and_ahead(
    postgres: Database, result: Make
) -> None:
    with postgres.transaction() as connection:
        partitions.make_ahead(connection, NOW_MS)
        partitions.make_ahead(connection, NOW_MS)
    weeks = [(0, 1, False), (1, 2, False), (2, 3, False)]
    assert made(postgres) == weeks

    old, early = result(started_at_ms=NOW_MS - 9 * WEEK_MS), result(started_at_ms=5)
    with postgres.transaction() as connection:
        results.append(connection, [old, early])
    assert made(postgres) == [(-2908, -2907, False), (-9, -8, False), *weeks]


def test_what_lacks_a_partition_lands_beside_what_is_there_already(
    postgres: Database, result: Make
) -> None:
    # So many that the server finds those that are there before it comes to the last.
    kept = [result(started_at_ms=NOW_MS + n) for n in range(3_000)]
    new = result(started_at_ms=NOW_MS + 30 * WEEK_MS)
    with postgres.transaction() as connection:
        results.append(connection, kept)
    with postgres.transaction() as connection:
        results.append(connection, [*kept, new])
    assert stream(postgres) == [*kept, new]


def test_writers_who_lack_the_same_partitions_at_once_all_land(
    postgres: Database, result: Make
) -> None:
    together = threading.Barrier(4)

    def land(vantage: str) -> list[ProbeResult]:
        landed = []
        for week in range(12):
            batch = [
                result(probe=probe, vantage=vantage, started_at_ms=NOW_MS + week * WEEK_MS)
                for probe in ("a", "b")
            ]
            together.wait()
            with postgres.transaction() as connection:
                results.append(connection, batch)
            landed += batch
        return landed

    with ThreadPoolExecutor(4) as pool:
        landed = [each for batch in pool.map(land, "wxyz") for each in batch]
    found = stream(postgres)
    assert len(found) == len(landed)
    assert not [each for each in landed if each not in found]


def test_retention_keeps_the_failures_where_every_reader_finds_them(
    postgres: Database, result: Make
) -> None:
    kept = fill(postgres, result)
    limit_ms = NOW_MS - 2 * WEEK_MS
    steps = 0
    while retain(postgres, limit_ms, 0):
        steps += 1

    # Only whole weeks go, so that nothing younger than the limit is ever lost; and those that are
    # left of one season are one.
    assert steps == 3
    assert made(postgres) == [
        (-5, -4, True), (-4, -2, True), (-2, -1, False), (-1, 0, False), (0, 1, False)
    ]  # fmt: skip
    start_ms = (WEEK - 2) * WEEK_MS
    expected = [
        each for each in kept if each.started_at_ms >= start_ms or each.outcome is Outcome.TIMEOUT
    ]
    assert len(kept) > len(expected)
    assert stream(postgres) == expected
    with postgres.read() as connection:
        failures = results.recent(connection, only_failures=True, limit=1000)
    assert failures[::-1] == [each for each in kept if each.outcome is Outcome.TIMEOUT]


def test_a_late_result_of_a_thinned_week_is_kept(postgres: Database, result: Make) -> None:
    fill(postgres, result)
    while retain(postgres, NOW_MS, 0):
        pass
    before = len(stream(postgres))
    late = result(started_at_ms=NOW_MS - 4 * WEEK_MS + 17)

    for _ in range(2):
        with postgres.transaction() as connection:
            results.append(connection, [late])

    assert len(stream(postgres)) == before + 1


def test_failures_go_too_when_their_time_is_over(postgres: Database, result: Make) -> None:
    kept = fill(postgres, result)
    while retain(postgres, NOW_MS, NOW_MS - 4 * WEEK_MS):
        pass
    assert made(postgres) == [(-4, 0, True), (0, 1, False)]
    assert stream(postgres)[0].started_at_ms >= (WEEK - 4) * WEEK_MS

    assert not retain(postgres, NOW_MS, NOW_MS - WEEK_MS), "some of the season are younger"
    assert retain(postgres, NOW_MS, NOW_MS)
    assert stream(postgres) == [each for each in kept if each.started_at_ms >= WEEK * WEEK_MS]


def test_retention_drops_whole_weeks_but_for_what_a_probe_saw_last(
    postgres: Database, result: Make
) -> None:
    kept = fill(postgres, result)
    given_up = result(probe="given up", started_at_ms=NOW_MS - 4 * WEEK_MS)
    with postgres.transaction() as connection:
        results.append(connection, [given_up])
    days = 86_400_000
    keep = Keep(raw_ms=days, failure_ms=8 * days, minute_ms=8 * days, hour_ms=None, day_ms=None)
    is_busy = True
    while is_busy:
        with postgres.transaction() as connection:
            is_busy = retention.step(connection, keep, NOW_MS + 10 * WEEK_MS)

    # The season before is gone.
    assert made(postgres) == [(-4, 1, True)]
    assert stream(postgres) == [given_up, kept[-1]]
    with postgres.read() as connection:
        assert results.latest(connection)["given up"] == given_up
        (whole,) = results.buckets(
            connection, probe="openai canary", start_ms=0, end_ms=2 * NOW_MS, step_ms=2 * NOW_MS
        )
    assert whole.runs == len(kept)


def test_a_long_reader_is_not_waited_for_and_loses_nothing(
    postgres: Database, result: Make
) -> None:
    kept = fill(postgres, result)
    with postgres.read() as reading:
        found = results.stream(reading, 0, 2**44)
        first = next(found)
        assert not retain(postgres, NOW_MS, NOW_MS)
        assert [first, *found] == kept
    assert retain(postgres, NOW_MS, NOW_MS)


def test_results_that_land_while_a_week_is_thinned_are_not_lost(
    postgres: Database, result: Make
) -> None:
    kept = fill(postgres, result)
    late = [result(started_at_ms=NOW_MS - 3 * WEEK_MS + n, vantage="late") for n in range(200)]

    def land() -> None:
        for each in late:
            with postgres.transaction() as connection:
                results.append(connection, [each])

    landing = threading.Thread(target=land)
    landing.start()
    while retain(postgres, NOW_MS - 2 * WEEK_MS, 0):
        pass
    landing.join()

    with postgres.read() as connection:
        failures = results.recent(connection, only_failures=True, limit=1000)
        ours = text("SELECT count(*) FROM result WHERE started_at_ms >= :start")
        after = connection.execute(ours, {"start": (WEEK - 2) * WEEK_MS}).scalar()
    assert len(failures) == sum(each.outcome is Outcome.TIMEOUT for each in kept)
    assert after == sum(each.started_at_ms >= (WEEK - 2) * WEEK_MS for each in kept)


def test_a_database_without_partitions_has_nothing_to_make_or_drop(sqlite: Database) -> None:
    with sqlite.transaction() as connection:
        partitions.make_ahead(connection, NOW_MS)
        assert partitions.drop(connection, NOW_MS) is None
        assert partitions.thin(connection, NOW_MS) is None
        assert partitions.partitions(connection) == []
