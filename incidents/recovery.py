"""Is it over? A sequential test of good results against those of the incident."""

import math
from dataclasses import dataclass

from incidents.evidence import Dimension
from incidents.rules import Rules

# An incident's own bad share is never taken to be less than this: recovery must be told apart.
_LEAST_BAD_SHARE = {
    Dimension.FAILURE: 0.08,
    Dimension.QUALITY: 0.15,
    Dimension.LATENCY: 0.40,
    Dimension.THROUGHPUT: 0.40,
}
_KEEP = 0.96
_INITIAL_RESULTS = 30


@dataclass(slots=True)
class Recovery:
    """Evidence that one stream has recovered in one dimension.

    `bad` and `seen` are exponentially weighted counts of the incident's results, `nats` is
    the evidence for recovery, `since_ms` the back-dated moment from which it has held.
    """

    bad: float
    seen: float
    nats: float = 0.0
    since_ms: int = 0

    @classmethod
    def begin(cls, bad: int, results: int) -> "Recovery":
        """Start from what the opening evidence counted."""
        return cls(bad=min(bad, _INITIAL_RESULTS), seen=min(results, _INITIAL_RESULTS))

    @property
    def bad_share(self) -> float:
        """The incident's share of bad results, lately."""
        return (self.bad + 0.5) / (self.seen + 1)

    def observe(self, dimension: Dimension, bad: bool, usual: float, good_from_ms: int) -> None:
        """Weigh one result; `usual` is the usual bad share, `good_from_ms` when it may have begun.

        Cumulative sum of log likelihood ratios, held at 0 from below (Page, 1954).
        """
        self.bad = self.bad * _KEEP + bad
        self.seen = self.seen * _KEEP + 1
        least = max(_LEAST_BAD_SHARE[dimension], 3 * min(usual, 0.3))
        during = min(max(self.bad_share, least), 0.95)
        after = min(max(usual, 0.002), 0.25)
        gain = math.log(after / during) if bad else math.log((1 - after) / (1 - during))
        nats = max(0.0, self.nats + gain)
        if nats > 0 and self.nats <= 0:
            self.since_ms = good_from_ms
        self.nats = nats

    def is_over(self, now_ms: int, rules: Rules) -> bool:
        """True once good results are sure and have held for the quiet time."""
        return (
            self.nats >= rules.evidence_recovery and now_ms - self.since_ms >= rules.quiet_s * 1000
        )
