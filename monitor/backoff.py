"""How long to leave a provider alone that asked for it, so that our probing throttles nobody."""

from collections import Counter

from probes.rate_limits import SCARCE, THROTTLED
from probes.result import ProbeResult

# A wait told in hours is for those who spent their day's allowance; its end, or a raised
# allowance, should not go unseen for that long.
LONGEST_S = 3600.0
# Without a time told, each further throttle lets this many more runs pass, up to the most.
MOST_RUNS = 4


class Backoff:
    """Remembers who was throttled how often in a row, and how much allowance is left."""

    def __init__(self) -> None:
        self._in_a_row: Counter[str] = Counter()
        self._headroom: dict[str, float] = {}

    def hold_s(self, result: ProbeResult, every_s: float) -> float:
        """Take a result in, and return for how long its probe should not run, 0 for no change."""
        if result.headroom is not None:
            self._headroom[result.provider] = result.headroom
        if result.outcome not in THROTTLED:
            del self._in_a_row[result.probe]
            return 0.0
        self._in_a_row[result.probe] += 1
        if result.retry_after_s is not None:
            return min(result.retry_after_s, LONGEST_S)
        return every_s * min(self._in_a_row[result.probe] - 1, MOST_RUNS)

    def may_hurry(self, provider: str) -> bool:
        """Return whether there is enough allowance for runs beyond the cadence."""
        return self._headroom.get(provider, 1.0) >= SCARCE
