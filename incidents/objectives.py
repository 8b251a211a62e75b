"""An objective for uptime, and how much of its error budget is spent, and how fast."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorBudget:
    """The downtime that an objective allows a window, and what became of it.

    `spent` is a share of it, over 1 where it is overspent. `burn_rate` is how fast it went while
    somebody looked: at 1 the budget lasts just as long as the window.
    """

    allowed_ms: float
    spent: float
    burn_rate: float | None


def error_budget(slo: float, window_ms: float, seen_ms: float, down_ms: float) -> ErrorBudget:
    """Return the error budget of a window for an objective `slo`, a share in (0, 1).

    As in the SRE Workbook, chapter 5: burn rate = error rate / (1 - SLO). Raises ValueError for
    an objective that leaves no budget or is none.
    """
    if not 0 < slo < 1:
        raise ValueError(f"an objective lies between 0 and 100 %, and {slo * 100:g} % does not")
    allowed_ms = window_ms * (1 - slo)
    return ErrorBudget(
        allowed_ms=allowed_ms,
        spent=down_ms / allowed_ms if allowed_ms else 0.0,
        burn_rate=down_ms / seen_ms / (1 - slo) if seen_ms else None,
    )
