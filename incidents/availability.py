"""Availability from counts of outcomes: uptime, good share, coverage, and how sure they are."""

import math
from collections.abc import Mapping

from probes.result import Fault, Outcome

Counts = Mapping[Outcome, int]

_DECISIVE = frozenset(each for each in Outcome if each.fault in (Fault.NONE, Fault.PROVIDER))


def answered(counts: Counts) -> int:
    """Return how many runs the provider served, however slowly or wrongly."""
    return sum(count for outcome, count in counts.items() if outcome.is_answered)


def decisive(counts: Counts) -> int:
    """Return how many runs say anything about the provider.

    Faults of our account, our network and our monitor say nothing about it: for those runs
    its availability is unknown, and they count neither for nor against it.
    """
    found = 0
    for outcome, count in counts.items():
        if outcome in _DECISIVE:
            found += count
    return found


def uptime(counts: Counts) -> float | None:
    """Return answered / decisive, in [0, 1]; None where nothing was decisive.

    That is request-based availability, good events over valid events, as in the SRE Workbook
    (chapter 2), where an answer is a good event and what says nothing is no valid one.
    """
    total = decisive(counts)
    return answered(counts) / total if total else None


def good_share(counts: Counts) -> float | None:
    """Return ok / decisive, in [0, 1]: wrong and slow answers count against it here."""
    total = decisive(counts)
    return counts.get(Outcome.OK, 0) / total if total else None


def coverage(counts: Counts, span_s: float, every_s: float) -> float:
    """Return the share of the runs due in a span that were decisive, at most 1.

    Due are as many as there are whole cadences in it: of a probe that runs every two minutes,
    five minutes hold two runs or three, and are seen by either. Extra runs under suspicion cannot
    make up for a gap by more than the span itself, hence the bound. Raises ValueError where a
    duration is not positive.
    """
    if span_s <= 0 or every_s <= 0:
        raise ValueError(f"a span ({span_s} s) and a cadence ({every_s} s) must be positive")
    # Of seconds that are no binary fractions, 0.3 / 0.1 falls just short of three.
    due = max(1, math.floor(span_s / every_s + 1e-9))
    return min(1.0, decisive(counts) / due)


def wilson(successes: int, total: int, z: float = 1.959964) -> tuple[float, float]:
    """Return the score interval of a share, by default of 95 % confidence; (0, 1) for no data.

    Wilson (1927): (p + z²/2n ± z·sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n). Unlike the usual
    normal interval it stays within [0, 1] and holds for small n and for shares near 1.
    Raises ValueError unless 0 <= successes <= total.
    """
    if not 0 <= successes <= total:
        raise ValueError(f"{successes} successes out of {total} is impossible")
    if total == 0:
        return 0.0, 1.0
    share = successes / total
    centre = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    # Computed, the ends would be a rounding off 0 and 1.
    low = 0.0 if successes == 0 else (centre - spread) / scale
    high = 1.0 if successes == total else (centre + spread) / scale
    return low, high


def uptime_interval(counts: Counts) -> tuple[float, float] | None:
    """Return the 95 % Wilson interval of `uptime`; None where nothing was decisive.

    It takes runs as independent; failures come in stretches, so the truth is a little wider.
    """
    total = decisive(counts)
    return wilson(answered(counts), total) if total else None
