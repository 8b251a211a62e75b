"""Results over time for screens and reports: counts and percentiles by bucket.

Whoever shows history reads it here, so that what answers can change beneath them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from probes.result import Outcome, Surface
from storage import names
from storage.codec import OUTCOME_CODES, OUTCOMES
from storage.models import RESULT


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """What one probe saw in [start_ms, start_ms + step_ms), all vantages together.

    `counts` holds the outcomes that occurred. Percentiles are nearest-rank, of the runs that
    were answered (`Outcome.is_answered`) and have that timing, which `ttft_count` and
    `total_count` count. `score_mean` is over the `score_count` runs that were graded.
    """

    provider: str
    surface: Surface
    probe: str
    start_ms: int
    counts: Mapping[Outcome, int]
    ttft_p50_ms: float | None = None
    ttft_p95_ms: float | None = None
    ttft_count: int = 0
    total_p50_ms: float | None = None
    total_p95_ms: float | None = None
    total_count: int = 0
    score_mean: float | None = None
    score_count: int = 0
    cost_microusd: int = 0

    @property
    def runs(self) -> int:
        """How many results fell into the bucket."""
        return sum(self.counts.values())


@dataclass(slots=True)
class _Tally:
    counts: dict[Outcome, int] = field(default_factory=dict)
    ttft_us: list[int] = field(default_factory=list)
    total_us: list[int] = field(default_factory=list)
    score_sum: float = 0.0
    score_count: int = 0
    cost_microusd: int = 0


SPAN = (
    RESULT.c.probe_id == bindparam("probe_id"),
    RESULT.c.started_at_ms >= bindparam("start_ms"),
    RESULT.c.started_at_ms < bindparam("end_ms"),
)
"""One probe's results that started in [start_ms, end_ms): a range of the clustered table."""

ANSWERED = RESULT.c.outcome.in_(
    [code for outcome, code in OUTCOME_CODES.items() if outcome.is_answered]
)

_BUCKET = ((RESULT.c.started_at_ms - bindparam("start_ms")) // bindparam("step_ms")).label("bucket")
_COUNTS = (
    select(
        _BUCKET,
        RESULT.c.outcome,
        func.count(),
        func.count(RESULT.c.score),
        func.sum(RESULT.c.score),
        func.sum(RESULT.c.cost_microusd),
    )
    .where(*SPAN)
    .group_by("bucket", RESULT.c.outcome)
)
_TIMINGS = select(_BUCKET, RESULT.c.ttft_us, RESULT.c.total_us).where(*SPAN, ANSWERED)


def buckets(
    connection: Connection,
    *,
    start_ms: int,
    end_ms: int,
    step_ms: int,
    provider: str | None = None,
    probe: str | None = None,
    percentiles: bool = True,
) -> list[Bucket]:
    """Return the results that started in [start_ms, end_ms) as buckets of `step_ms`.

    Buckets begin at `start_ms`; empty ones are left out. They come by probe, then by time.
    Without `percentiles` all is counted in the database, which a span of months wants.
    """
    found = []
    for probe_id, of in names.series(connection, provider=provider, probe=probe).items():
        span = {
            "probe_id": probe_id,
            "start_ms": start_ms,
            "end_ms": end_ms,
            "step_ms": step_ms,
        }
        tallies: dict[int, _Tally] = defaultdict(_Tally)
        _count(tallies, connection.execute(_COUNTS, span).all())
        if percentiles:
            _collect(tallies, connection.execute(_TIMINGS, span).all())
        found += [
            _bucket(of, start_ms + number * step_ms, tally)
            for number, tally in sorted(tallies.items())
        ]
    return found


def _count(tallies: dict[int, _Tally], rows: Iterable[Sequence[Any]]) -> None:
    for number, outcome, runs, graded, score, cost in rows:
        tally = tallies[number]
        tally.counts[OUTCOMES[outcome]] = runs
        tally.score_count += graded
        tally.score_sum += score or 0.0
        # PostgreSQL sums integers to a decimal.
        tally.cost_microusd += int(cost)


def _collect(tallies: dict[int, _Tally], rows: Iterable[Sequence[Any]]) -> None:
    for number, ttft, total in rows:
        tally = tallies[number]
        if ttft is not None:
            tally.ttft_us.append(ttft)
        if total is not None:
            tally.total_us.append(total)


def _bucket(of: names.Series, start_ms: int, tally: _Tally) -> Bucket:
    tally.ttft_us.sort()
    tally.total_us.sort()
    return Bucket(
        provider=of.provider,
        surface=of.surface,
        probe=of.probe,
        start_ms=start_ms,
        counts=tally.counts,
        ttft_p50_ms=_percentile_ms(tally.ttft_us, 50),
        ttft_p95_ms=_percentile_ms(tally.ttft_us, 95),
        ttft_count=len(tally.ttft_us),
        total_p50_ms=_percentile_ms(tally.total_us, 50),
        total_p95_ms=_percentile_ms(tally.total_us, 95),
        total_count=len(tally.total_us),
        score_mean=tally.score_sum / tally.score_count if tally.score_count else None,
        score_count=tally.score_count,
        cost_microusd=tally.cost_microusd,
    )


def _percentile_ms(ascending_us: Sequence[int], percent: int) -> float | None:
    # Nearest rank: the smallest value that at least `percent` % of all do not exceed.
    rank = -(-len(ascending_us) * percent // 100)
    return ascending_us[rank - 1] / 1000 if ascending_us else None
