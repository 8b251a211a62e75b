"""Results over time for screens and reports: counts and percentiles by bucket.

Whoever shows history reads it here, so that what answers can change beneath them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from probes.result import Outcome, Surface
from storage import names
from storage.codec import OUTCOMES, ms
from storage.pieces import Window
from storage.seam import count, gather, outcomes
from storage.tallies import Counts, Latencies


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How one probe's runs ended in [start_ms, start_ms + step_ms), all vantages together.

    `counts` holds the outcomes that occurred.
    """

    provider: str
    surface: Surface
    probe: str
    start_ms: int
    counts: Mapping[Outcome, int]

    @property
    def runs(self) -> int:
        """How many results fell into the bucket."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket(Counted):
    """The same with what was measured.

    Percentiles are nearest-rank, of the runs that were answered (`Outcome.is_answered`) and have
    that timing, which `ttft_count` and `total_count` count. `score_mean` is over the
    `score_count` runs that were graded.
    """

    ttft_p50_ms: float | None = None
    ttft_p95_ms: float | None = None
    ttft_count: int = 0
    total_p50_ms: float | None = None
    total_p95_ms: float | None = None
    total_count: int = 0
    score_mean: float | None = None
    score_count: int = 0
    cost_microusd: int = 0


def counted(
    connection: Connection,
    *,
    start_ms: int,
    end_ms: int,
    step_ms: int,
    provider: str | None = None,
    on_clock: bool = False,
) -> list[Counted]:
    """Return how results ended, in buckets as those of `buckets`, at a fraction of the cost."""
    series = names.series(connection, provider=provider)
    window = _window(start_ms, end_ms, step_ms, on_clock=on_clock)
    return [
        Counted(
            provider=series[of].provider,
            surface=series[of].surface,
            probe=series[of].probe,
            start_ms=at_ms,
            counts=counts,
        )
        for (of, at_ms), counts in outcomes(connection, list(series), window).items()
    ]


def buckets(
    connection: Connection,
    *,
    start_ms: int,
    end_ms: int,
    step_ms: int,
    provider: str | None = None,
    probe: str | None = None,
    percentiles: bool = True,
    on_clock: bool = False,
) -> list[Bucket]:
    """Return the results that started in [start_ms, end_ms) as buckets of `step_ms`.

    Buckets begin at `start_ms`, or with `on_clock` at whole steps of the clock (UTC), the first
    and the last then being cut short. Empty ones are left out. They come by probe, then by time.
    Without `percentiles` none of their latencies are told, which costs less.

    What is old is read from rollups (`storage.seam`). A percentile is exact of raw rows and of
    a bucket that is one hour, and else within 1 % of the exact one. Where raw rows are gone, a
    minute counts where it begins, and beyond the minutes that are kept an hour does.
    """
    series = names.series(connection, provider=provider, probe=probe)
    window = _window(start_ms, end_ms, step_ms, on_clock=on_clock)
    if not percentiles:
        without = count(connection, list(series), window)
        return [_bucket(series[of], at_ms, counts) for (of, at_ms), counts in without.items()]
    found = gather(connection, list(series), window)
    return [
        _bucket(
            series[of], at_ms, tally, **_told("ttft", tally.ttft), **_told("total", tally.total)
        )
        for (of, at_ms), tally in found.items()
    ]


def _window(start_ms: int, end_ms: int, step_ms: int, *, on_clock: bool) -> Window:
    origin_ms = 0 if on_clock else start_ms
    return Window(start_ms=start_ms, end_ms=end_ms, step_ms=step_ms, origin_ms=origin_ms)


def _bucket(of: names.Series, start_ms: int, counts: Counts, **latencies: Any) -> Bucket:
    return Bucket(
        provider=of.provider,
        surface=of.surface,
        probe=of.probe,
        start_ms=start_ms,
        counts={OUTCOMES[code]: number for code, number in counts.by_code.items()},
        score_mean=counts.score_sum / counts.score_count if counts.score_count else None,
        score_count=counts.score_count,
        cost_microusd=counts.cost_microusd,
        **latencies,
    )


def _told(what: str, latencies: Latencies) -> dict[str, Any]:
    p50_us, p95_us = latencies.p50_p95_us
    return {
        f"{what}_p50_ms": ms(p50_us),
        f"{what}_p95_ms": ms(p95_us),
        f"{what}_count": latencies.count,
    }
