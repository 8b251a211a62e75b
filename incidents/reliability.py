"""MTTD, MTTR, MTBF and the longest, over incidents of whatever source; docs/uptime.md says how."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """When an incident began, was known of, and ended; epoch ms, None where it is not known."""

    started_at_ms: int
    detected_at_ms: int | None
    ended_at_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """The figures of a window; times in ms, None where too few incidents tell.

    `incidents` are those that started in it, and the means are over these. `time_ms` is how much
    of the window any incident lasted, also one that began before. `ended` of them are over.
    """

    incidents: int
    ended: int
    mttd_ms: float | None
    mttr_ms: float | None
    mtbf_ms: float | None
    longest_ms: int | None
    time_ms: int


def reliability(stretches: Iterable[Stretch], start_ms: int, end_ms: int) -> Reliability:
    """Return the figures of [start_ms, end_ms); what still goes on lasts to its end at least.

    MTTD is detected - started, MTTR ended - started (without what goes on), MTBF the time from
    one start to the next.
    """
    those = sorted(stretches, key=lambda each: each.started_at_ms)
    begun = [each for each in those if start_ms <= each.started_at_ms < end_ms]
    detected = [
        each.detected_at_ms - each.started_at_ms
        for each in begun
        if each.detected_at_ms is not None
    ]
    repaired = [
        each.ended_at_ms - each.started_at_ms for each in begun if each.ended_at_ms is not None
    ]
    between = [later.started_at_ms - each.started_at_ms for each, later in pairwise(begun)]
    lengths = [
        (end_ms if each.ended_at_ms is None else each.ended_at_ms) - each.started_at_ms
        for each in begun
    ]
    return Reliability(
        incidents=len(begun),
        ended=len(repaired),
        mttd_ms=_mean(detected),
        mttr_ms=_mean(repaired),
        mtbf_ms=_mean(between),
        longest_ms=max(lengths, default=None),
        time_ms=_joined_ms(those, start_ms, end_ms),
    )


def _mean(values: Sequence[int]) -> float | None:
    return fmean(values) if values else None


def _joined_ms(ascending: Iterable[Stretch], start_ms: int, end_ms: int) -> int:
    total_ms, until_ms = 0, start_ms
    for each in ascending:
        last_ms = end_ms if each.ended_at_ms is None else min(each.ended_at_ms, end_ms)
        first_ms = max(each.started_at_ms, until_ms)
        if last_ms > first_ms:
            total_ms += last_ms - first_ms
            until_ms = last_ms
    return total_ms
