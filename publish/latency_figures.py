"""Figures of how long answers took: percentiles of each probe, and how sure they are."""

import math
from collections.abc import Iterator, Mapping, Sequence

from publish.figures import Figure, Unit, figure, rounded
from publish.report_records import Course
from publish.timeline import Period
from storage.database import Connection
from storage.latencies import TIMINGS, Latencies, latencies, merged

_PERCENTS = (50, 95, 99)
_DRAWN = (50, 95)

ByProbe = Mapping[str, Sequence[Mapping[str, Latencies]]]
"""What each probe took in each part of the period, by what was timed."""


def read_latencies(connection: Connection, provider: str, period: Period) -> ByProbe:
    """Read what the probes of a provider took in each part of the period, of those that ran."""
    parts = [(part.start_ms, part.end_ms) for part in period.parts]
    return latencies(connection, parts, provider=provider)


def latency_figures(parts: Sequence[Mapping[str, Latencies]], coverage: float) -> list[Figure]:
    """Return the percentiles of one probe over the whole period, from those of its `parts`."""
    found = []
    for what in TIMINGS:
        whole = parts[0][what] if len(parts) == 1 else merged([part[what] for part in parts])
        if whole.count:
            for percent in _PERCENTS:
                made = figure(
                    f"{what}_p{percent}",
                    _percentile_ms(whole, percent),
                    interval=_interval_ms(whole, percent),
                    of=whole.count,
                    probes=1,
                    coverage=coverage,
                )
                found.append(made)
    return found


def latency_courses(of: ByProbe) -> Iterator[Course]:
    """Yield the time to first token of each probe over the parts of a period."""
    for probe, parts in of.items():
        if len(parts) == 1 or not any(part["ttft"].count for part in parts):
            continue  # the whole is all there is, or there is nothing
        for percent in _DRAWN:
            values = tuple(
                rounded(_percentile_ms(part["ttft"], percent), Unit.MILLISECONDS) for part in parts
            )
            yield Course(kind="probe", name=probe, figure=f"ttft_p{percent}", values=values)


def _percentile_ms(of: Latencies, percent: int) -> float | None:
    ready = dict(zip((50, 95), of.p50_p95_us, strict=True)) if percent in (50, 95) else {}
    value_us = ready[percent] if ready else of.percentile_us(percent)
    return None if value_us is None else value_us / 1000


def _interval_ms(of: Latencies, percent: int) -> tuple[float | None, float | None]:
    """Return the values between whose ranks a percentile lies with 95 % confidence.

    A bound is None where there are too few runs to have it. Source: Conover, Practical
    Nonparametric Statistics (3rd edition, 3.2): the ranks np ± 1.96·sqrt(np(1-p)), rounded up.
    """
    share, number = percent / 100, of.count
    half = 1.959964 * math.sqrt(number * share * (1 - share))
    low, high = math.ceil(number * share - half), math.ceil(number * share + half)
    return (
        of.at_rank_us(low) / 1000 if low >= 1 else None,
        of.at_rank_us(high) / 1000 if high <= number else None,
    )
