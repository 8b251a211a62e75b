"""Is something wrong? Sequential likelihood ratio tests over one stream of results, in O(1)."""

import math
from dataclasses import dataclass, field

from incidents.baselines import Usual
from incidents.evidence import Dimension, Evidence
from incidents.recovery import Recovery
from incidents.rows import FAILURE_ROWS, LATENCY_ROW, ROWS, Bar, Row
from incidents.rules import Rules
from incidents.weights import Weights

# Failures come in blips: right after a failure, the next one is this likely in good times too.
_REPEAT_NATS = (math.inf, math.log(0.35 / 0.2), 0.0)
_REFRESH_RESULTS = 30


@dataclass(frozen=True, slots=True)
class Crossing:
    """A dimension in which a stream's evidence suffices, with the row that says so.

    `is_new` is False where it has sufficed before, and nothing was closed since.
    """

    dimension: Dimension
    row: Row
    is_new: bool


@dataclass(slots=True)
class Stream:
    """Results judged as one sequence: those of one probe, or pooled over several.

    `fed_ms` is the watched time of the last result (see `incidents.watches`).
    """

    usual: Usual
    weights: Weights
    rows: list[Row] = field(default_factory=lambda: [Row() for _ in ROWS])
    recoveries: dict[Dimension, Recovery] = field(default_factory=dict)
    last_ms: int | None = None
    last_failed: bool = False
    learned: int = 0
    fed_ms: int = 0

    @classmethod
    def new(cls, rules: Rules) -> "Stream":
        """Return a stream that has seen nothing."""
        usual = Usual.prior(rules.prior_results)
        return cls(usual=usual, weights=Weights.of(usual))

    def observe(self, seen: Evidence, bar: Bar, now_ms: int, every_ms: int) -> list[Crossing]:
        """Weigh one result; return the dimensions in which it carries evidence over the bar.

        From then on, and until `start_over`, the recovery of those dimensions is tested too.
        """
        since_last_ms = math.inf if self.last_ms is None else seen.at_ms - self.last_ms
        gap_ms = 0 if self.last_ms is None else min(max(int(since_last_ms), 0), every_ms)
        repeated = seen.failed and self.last_failed and since_last_ms <= bar.repeat_ms
        slow = None if seen.slowness is None else seen.slowness > 0
        events = (seen.failed, seen.failed, seen.failed, seen.wrong, slow, seen.slow_stream)
        reached: dict[Dimension, Row] = {}
        for index, bad in enumerate(events):
            if bad is None:
                continue
            row = self.rows[index]
            row.add(self._nats(index, bad, seen, repeated), bad, seen, gap_ms)
            if row.results == 1:
                row.usual = self._usual_share(ROWS[index])
            if index >= LATENCY_ROW:
                row.log_sum += seen.log_slowness if index == LATENCY_ROW else seen.log_speed
            if bad and bar.is_reached(index, row, now_ms):
                best = reached.get(ROWS[index])
                if best is None or row.first_ms > best.first_ms:
                    reached[ROWS[index]] = row
        self.last_ms = seen.at_ms if self.last_ms is None else max(self.last_ms, seen.at_ms)
        self.last_failed = seen.failed
        crossings = [self._cross(dimension, row) for dimension, row in reached.items()]
        for dimension, recovery in self.recoveries.items():
            bad = seen.failed or bool(events[ROWS.index(dimension)])
            usual = self.weights.usual[dimension]
            recovery.observe(dimension, bad, usual, seen.at_ms - gap_ms // 2)
        return crossings

    def is_suspect(self, bar: Bar) -> bool:
        """True where evidence has begun to gather."""
        return any(row.nats >= b for row, b in zip(self.rows, bar.suspect_nats, strict=True))

    def learn(self, seen: Evidence, memory_results: int) -> None:
        """Take a result from quiet times into what is usual."""
        self.usual.learn(seen, memory_results)
        self.learned += 1
        if self.learned % _REFRESH_RESULTS == 0:
            self.weights = Weights.of(self.usual)

    def forget_failures(self) -> None:
        """Drop gathered evidence of failures: they may have been our own network's."""
        for row in self.rows[:FAILURE_ROWS]:
            row.nats = 0.0

    def start_over(self) -> None:
        """Drop all evidence, as after an incident."""
        for row in self.rows:
            row.nats = 0.0
        self.recoveries.clear()

    def _nats(self, index: int, bad: bool, seen: Evidence, repeated: bool) -> float:
        if index == LATENCY_ROW:
            return self.weights.slowness[seen.slowness or 0]
        nats = self.weights.bad[index] if bad else self.weights.good[index]
        return min(nats, _REPEAT_NATS[index]) if repeated and index < FAILURE_ROWS else nats

    def _cross(self, dimension: Dimension, row: Row) -> Crossing:
        is_new = dimension not in self.recoveries
        if is_new:
            self.recoveries[dimension] = Recovery.begin(row.bad, row.results)
        return Crossing(dimension, row, is_new)

    def _usual_share(self, dimension: Dimension) -> float:
        match dimension:
            case Dimension.FAILURE:
                return self.usual.failures.value
            case Dimension.QUALITY:
                return self.usual.wrong.value
            case _:
                return self.weights.usual[dimension]
