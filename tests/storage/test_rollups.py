"""Rollups against summing up by hand, however results come and whatever retention has dropped."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from probes.result import Outcome, ProbeResult, Surface, Timings
from storage import history, rebuilding, results, retention
from storage.database import Database, open_database
from storage.models import ROLLUP_DAY, ROLLUP_HOUR, ROLLUP_SERIES, ROLLUP_SKETCH
from storage.retention import Keep
from storage.sketches import RELATIVE_ERROR
from storage.spans import DAY_MS, HOUR_MS, MINUTE_MS

LAST_MS = 6 * DAY_MS
FOREVER = Keep(raw_ms=None, failure_ms=None, minute_ms=None, hour_ms=None, day_ms=None)
SHORT = Keep(raw_ms=DAY_MS, failure_ms=4 * DAY_MS, minute_ms=2 * DAY_MS, hour_ms=None, day_ms=None)

# Close together, so that hours, minutes and keys are shared.
starts = st.builds(
    lambda hour, minute, ms: hour * HOUR_MS + minute * MINUTE_MS + ms,
    st.sampled_from([0, 1, 23, 24, 47, 48, 50, 96, 120, 143]),
    st.sampled_from([0, 1, 30, 59]),
    st.sampled_from([0, 7, 59_999]),
)
timing = st.none() | st.integers(0, 5_000_000).map(lambda us: us / 1000)
run = st.builds(
    lambda **said: ProbeResult(provider="openai", surface=Surface.API, **said),
    probe=st.sampled_from(["canary", "login"]),
    vantage=st.sampled_from(["home", "eu-west"]),
    started_at_ms=starts,
    outcome=st.sampled_from([Outcome.OK, Outcome.OK, Outcome.TOO_SLOW, Outcome.TIMEOUT]),
    timings=st.builds(Timings, ttft_ms=timing, total_ms=timing),
    score=st.none() | st.sampled_from([0.0, 0.25, 1.0]),
    cost_microusd=st.integers(0, 100),
)
batches = st.lists(st.lists(run, min_size=1, max_size=12), max_size=6)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One file for all examples of a property; each example rolls back what it wrote."""
    database = open_database(tmp_path_factory.mktemp("shared") / "brownout.db")
    yield database
    database.close()


def tend(connection: Connection, keep: Keep, now_ms: int) -> None:
    while retention.step(connection, keep, now_ms):
        pass


def first_of_each(runs: Sequence[ProbeResult]) -> list[ProbeResult]:
    by_key = {(r.probe, r.started_at_ms, r.vantage): r for r in reversed(runs)}
    return list(by_key.values())


def nearest_rank(values: list[float], percent: int) -> float | None:
    return sorted(values)[-(-len(values) * percent // 100) - 1] if values else None


def assert_is_by_hand(
    found: Sequence[results.Bucket], runs: Sequence[ProbeResult], step_ms: int, origin_ms: int
) -> None:
    by_hand: dict[tuple[str, int], list[ProbeResult]] = {}
    for r in runs:
        at_ms = origin_ms + (r.started_at_ms - origin_ms) // step_ms * step_ms
        by_hand.setdefault((r.probe, at_ms), []).append(r)
    assert {(b.probe, b.start_ms) for b in found} == set(by_hand)
    for bucket in found:
        inside = by_hand[bucket.probe, bucket.start_ms]
        assert bucket.counts == Counter(r.outcome for r in inside)
        assert bucket.cost_microusd == sum(r.cost_microusd for r in inside)
        scores = [r.score for r in inside if r.score is not None]
        assert bucket.score_count == len(scores)
        assert bucket.score_mean == (pytest.approx(sum(scores) / len(scores)) if scores else None)
        answered = [r.timings for r in inside if r.outcome.is_answered]
        for name in ("ttft", "total"):
            values = [ms for t in answered if (ms := getattr(t, f"{name}_ms")) is not None]
            assert getattr(bucket, f"{name}_count") == len(values)
            for percent in (50, 95):
                exact = nearest_rank(values, percent)
                told = getattr(bucket, f"{name}_p{percent}_ms")
                assert told == (
                    exact if exact is None else pytest.approx(exact, rel=RELATIVE_ERROR, abs=1e-3)
                )


@settings(deadline=None, max_examples=60)
@given(
    landed=batches,
    tended=st.lists(st.none() | st.integers(0, LAST_MS + DAY_MS), max_size=6),
    step_ms=st.sampled_from([HOUR_MS, 2 * HOUR_MS, DAY_MS, 5 * HOUR_MS, LAST_MS]),
    from_hour=st.integers(0, 140),
    hours=st.integers(1, 150),
)
def test_each_result_counts_once_however_late_it_comes_and_whatever_was_dropped(
    shared: Database,
    landed: list[list[ProbeResult]],
    tended: list[int | None],
    step_ms: int,
    from_hour: int,
    hours: int,
) -> None:
    start_ms, end_ms = from_hour * HOUR_MS, (from_hour + hours) * HOUR_MS
    with shared.transaction() as connection:
        savepoint = connection.begin_nested()
        for number, batch in enumerate(landed):
            results.append(connection, batch)
            now_ms = tended[number] if number < len(tended) else None
            if now_ms is not None:
                tend(connection, SHORT, now_ms)
                # Once more: what has gone is known all the same.
                results.append(connection, batch)
        span: dict[str, Any] = {"start_ms": start_ms, "end_ms": end_ms, "step_ms": step_ms}
        found = results.buckets(connection, **span)
        without = results.buckets(connection, **span, percentiles=False)
        counted = history.counted(connection, **span)
        on_clock = results.buckets(connection, **span, on_clock=True)
        savepoint.rollback()
    runs = [r for batch in landed for r in batch]
    inside = [r for r in first_of_each(runs) if start_ms <= r.started_at_ms < end_ms]
    assert_is_by_hand(found, inside, step_ms, start_ms)
    assert_is_by_hand(on_clock, inside, step_ms, 0)
    for others in (without, counted):
        assert [(b.probe, b.start_ms, b.counts) for b in others] == [
            (b.probe, b.start_ms, b.counts) for b in found
        ]


@settings(deadline=None, max_examples=40)
@given(
    landed=batches,
    start_ms=st.integers(0, LAST_MS),
    length_ms=st.integers(1, LAST_MS),
    step_ms=st.integers(MINUTE_MS, LAST_MS),
)
def test_while_raw_rows_are_kept_every_edge_is_exact(
    shared: Database,
    landed: list[list[ProbeResult]],
    start_ms: int,
    length_ms: int,
    step_ms: int,
) -> None:
    end_ms = start_ms + length_ms
    with shared.transaction() as connection:
        savepoint = connection.begin_nested()
        for batch in landed:
            results.append(connection, batch)
        tend(connection, FOREVER, LAST_MS + DAY_MS)
        found = results.buckets(connection, start_ms=start_ms, end_ms=end_ms, step_ms=step_ms)
        savepoint.rollback()
    runs = first_of_each([r for batch in landed for r in batch])
    inside = [r for r in runs if start_ms <= r.started_at_ms < end_ms]
    assert_is_by_hand(found, inside, step_ms, start_ms)


def kept(connection: Connection) -> list[list[Any]]:
    tables = (ROLLUP_HOUR, ROLLUP_DAY, ROLLUP_SKETCH, ROLLUP_SERIES)
    return [
        [*connection.execute(select(table).order_by(*table.primary_key)).all()] for table in tables
    ]


@settings(deadline=None, max_examples=40)
@given(landed=batches, dropped_at_ms=st.none() | st.integers(0, LAST_MS))
def test_rebuilding_gives_the_same_rows_as_landing(
    shared: Database, landed: list[list[ProbeResult]], dropped_at_ms: int | None
) -> None:
    now_ms = LAST_MS + DAY_MS
    with shared.transaction() as connection:
        savepoint = connection.begin_nested()
        for batch in landed:
            results.append(connection, batch)
        if dropped_at_ms is not None:
            tend(connection, SHORT, dropped_at_ms)
        tend(connection, FOREVER, now_ms)
        before = kept(connection)
        for series in rebuilding.all_series(connection):
            rebuilding.forget(connection, series)
        while rebuilding.step(connection, now_ms - HOUR_MS, series=3):
            pass
        after = kept(connection)
        savepoint.rollback()
    assert after == before


def test_an_hour_is_rolled_up_in_the_transaction_that_begins_the_next(
    database: Database, result: Callable[..., ProbeResult]
) -> None:
    def hours(connection: Connection) -> list[tuple[int, int]]:
        told = select(ROLLUP_HOUR.c.start_ms, ROLLUP_HOUR.c.ok).order_by(ROLLUP_HOUR.c.start_ms)
        return [(row.start_ms, row.ok) for row in connection.execute(told)]

    with database.transaction() as connection:
        results.append(connection, [result(started_at_ms=n * MINUTE_MS) for n in range(60)])
        assert hours(connection) == []
        results.append(connection, [result(started_at_ms=HOUR_MS)])
        assert hours(connection) == [(0, 60)]
        results.append(connection, [result(started_at_ms=90_001)])
        assert hours(connection) == [(0, 61)]


def test_a_day_is_made_of_its_hours_when_it_is_over(
    database: Database, result: Callable[..., ProbeResult]
) -> None:
    ttft_us = [100_000 + 7_919 * n % 900_000 for n in range(24 * 12)]
    runs = [
        result(started_at_ms=n * 5 * MINUTE_MS, timings=Timings(ttft_ms=us / 1000))
        for n, us in enumerate(ttft_us)
    ]
    with database.transaction() as connection:
        for each in (*runs, result(started_at_ms=DAY_MS)):
            results.append(connection, [each])
        (day,) = connection.execute(select(ROLLUP_DAY)).all()
    assert (day.start_ms, day.ok, day.others, day.ttft_count) == (0, 288, None, 288)
    assert day.ttft_sum_us == sum(ttft_us)
    assert day.ttft_p95_us == pytest.approx(sorted(ttft_us)[273], rel=RELATIVE_ERROR)
