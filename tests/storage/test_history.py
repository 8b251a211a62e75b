"""Buckets against counting by hand."""

from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from probes.result import Outcome, ProbeResult, Surface, Timings
from storage import results
from storage.database import Database, open_database

PROBES = {"canary": "openai", "login": "openai", "claude": "anthropic"}
MS = st.none() | st.integers(0, 5_000_000).map(lambda us: us / 1000)

run = st.builds(
    lambda probe, **said: ProbeResult(
        probe=probe, provider=PROBES[probe], surface=Surface.API, **said
    ),
    probe=st.sampled_from(sorted(PROBES)),
    vantage=st.sampled_from(["home", "eu-west"]),
    started_at_ms=st.integers(0, 100),
    outcome=st.sampled_from([Outcome.OK, Outcome.OK, Outcome.TOO_SLOW, Outcome.TIMEOUT]),
    timings=st.builds(Timings, ttft_ms=MS, total_ms=MS),
    score=st.none() | st.sampled_from([0.0, 0.25, 1.0]),
    cost_microusd=st.integers(0, 100),
)
runs = st.lists(run, max_size=60, unique_by=lambda r: (r.probe, r.started_at_ms, r.vantage))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One file for all examples of a property; each example rolls back what it wrote."""
    database = open_database(tmp_path_factory.mktemp("shared") / "brownout.db")
    yield database
    database.close()


def percentile(values: list[float], percent: int) -> float | None:
    """The smallest value that at least `percent` % of all values do not exceed."""
    enough = Fraction(percent * len(values), 100)
    return next((v for v in sorted(values) if sum(w <= v for w in values) >= enough), None)


@settings(deadline=None)
@given(
    kept=runs,
    start_ms=st.integers(0, 40),
    length_ms=st.integers(1, 80),
    step_ms=st.integers(1, 50),
    provider=st.sampled_from([None, "openai", "anthropic"]),
)
def test_buckets_equal_counting_by_hand(
    shared: Database,
    kept: list[ProbeResult],
    start_ms: int,
    length_ms: int,
    step_ms: int,
    provider: str | None,
) -> None:
    end_ms = start_ms + length_ms
    with shared.transaction() as connection:
        savepoint = connection.begin_nested()
        results.append(connection, kept)
        span = {"start_ms": start_ms, "end_ms": end_ms, "step_ms": step_ms, "provider": provider}
        found = results.buckets(connection, **span)
        counted_only = results.buckets(connection, **span, percentiles=False)
        savepoint.rollback()

    by_hand: dict[tuple[str, int], list[ProbeResult]] = {}
    for r in kept:
        if start_ms <= r.started_at_ms < end_ms and provider in (None, r.provider):
            bucket_ms = start_ms + (r.started_at_ms - start_ms) // step_ms * step_ms
            by_hand.setdefault((r.probe, bucket_ms), []).append(r)

    assert {(b.probe, b.start_ms) for b in found} == set(by_hand)
    assert len(found) == len(by_hand)
    for bucket in found:
        inside = by_hand[bucket.probe, bucket.start_ms]
        answered = [r.timings for r in inside if r.outcome.is_answered]
        ttft = [t.ttft_ms for t in answered if t.ttft_ms is not None]
        total = [t.total_ms for t in answered if t.total_ms is not None]
        scores = [r.score for r in inside if r.score is not None]
        assert bucket.provider == PROBES[bucket.probe]
        assert bucket.surface is Surface.API
        assert bucket.counts == Counter(r.outcome for r in inside)
        assert bucket.runs == len(inside)
        assert bucket.ttft_p50_ms == percentile(ttft, 50)
        assert bucket.ttft_p95_ms == percentile(ttft, 95)
        assert bucket.ttft_count == len(ttft)
        assert bucket.total_p50_ms == percentile(total, 50)
        assert bucket.total_p95_ms == percentile(total, 95)
        assert bucket.total_count == len(total)
        assert bucket.score_mean == (sum(scores) / len(scores) if scores else None)
        assert bucket.score_count == len(scores)
        assert bucket.cost_microusd == sum(r.cost_microusd for r in inside)
    assert [b.counts for b in counted_only] == [b.counts for b in found]
    assert all(b.ttft_p50_ms is None for b in counted_only)


def test_buckets_come_by_probe_and_then_by_time(
    database: Database, result: Callable[..., ProbeResult]
) -> None:
    kept = [result(probe=p, started_at_ms=n) for n in (25, 5, 15) for p in ("a", "b")]
    with database.transaction() as connection:
        results.append(connection, kept)
        found = results.buckets(connection, start_ms=0, end_ms=30, step_ms=10)
    assert [(b.probe, b.start_ms) for b in found] == [
        ("a", 0),
        ("a", 10),
        ("a", 20),
        ("b", 0),
        ("b", 10),
        ("b", 20),
    ]


def test_buckets_of_one_probe_leave_out_the_others(
    database: Database, result: Callable[..., ProbeResult]
) -> None:
    with database.transaction() as connection:
        results.append(connection, [result(probe=p, started_at_ms=1) for p in ("a", "b")])
        found = results.buckets(connection, start_ms=0, end_ms=9, step_ms=9, probe="b")
    assert [b.probe for b in found] == ["b"]
