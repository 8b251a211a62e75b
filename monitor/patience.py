"""When a run takes so long that it is worth asking again before it has ended."""

import math

from incidents.cadence import Budget
from incidents.seasons import Median
from probes.result import ProbeResult

# A run that takes so many times as long as usual is probably stalled, ...
_FACTOR = 5.0
# ... unless it usually takes so little that a packet lost and sent again could explain it.
_SOONEST_S, _LATEST_S = 5.0, 15.0
_LEARNED_FROM = 20
MOST_AT_ONCE = 3
"""So many runs of one probe may be under way, where the first of them are overdue."""
PER_HOUR = 30.0
"""So many runs an hour may be started beside overdue ones, for each provider."""


class Patience:
    """How long the runs of each probe usually take.

    That a run stalls is only known at its deadline; what is asked meanwhile is known soon
    after it.
    """

    def __init__(self) -> None:
        self._usual: dict[str, Median] = {}
        self._budgets: dict[str, Budget] = {}

    def learn(self, result: ProbeResult, every_s: float) -> None:
        """Take in how long an answered run took."""
        total_ms = result.timings.total_ms
        if result.outcome.is_answered and total_ms is not None and total_ms > 0:
            usual = self._usual.setdefault(result.probe, Median())
            usual.learn(math.log(total_ms), every_s)

    def overdue_after_s(self, probe: str, limit_s: float) -> float | None:
        """Return how long after its start a run is overdue; None where that cannot be told.

        That is so before some runs were seen, and where it is given up after `limit_s` anyway.
        """
        usual = self._usual.get(probe)
        if usual is None or usual.results < _LEARNED_FROM:
            return None
        after_s = min(max(_FACTOR * math.exp(usual.log) / 1000, _SOONEST_S), _LATEST_S)
        return after_s if after_s < limit_s else None

    def may_ask_beside(self, provider: str, under_way: int, now_ms: int) -> bool:
        """Return whether a run may be started beside so many of its probe that are under way."""
        budget = self._budgets.setdefault(provider, Budget(PER_HOUR, now_ms))
        return under_way < MOST_AT_ONCE and budget.take(now_ms, PER_HOUR)
