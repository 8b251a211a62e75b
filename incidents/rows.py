"""One sequential test and the bar that it must reach."""

import math
from dataclasses import dataclass, field

from incidents.evidence import Dimension, Evidence
from incidents.rules import Rules
from probes.result import Outcome, Surface

# The tests: three for failures, designed for different rates, then one per further dimension.
ROWS = (
    Dimension.FAILURE,
    Dimension.FAILURE,
    Dimension.FAILURE,
    Dimension.QUALITY,
    Dimension.LATENCY,
    Dimension.THROUGHPUT,
)
FAILURE_ROWS = 3
LATENCY_ROW = 4


@dataclass(slots=True)
class Row:
    """One test: a cumulative sum of evidence, held at 0 from below (Page, 1954).

    All else describes the excursion since the sum last left 0: the launch of its first result
    and the gap before that, that of its last bad one, how many results it spans, how many were
    bad, which outcomes, sources and surfaces those had, the sum of log ratios to the usual speed,
    and the share of bad results that was usual before it.
    """

    nats: float = 0.0
    first_ms: int = 0
    gap_ms: int = 0
    last_bad_ms: int = 0
    results: int = 0
    bad: int = 0
    log_sum: float = 0.0
    usual: float = 0.0
    outcomes: dict[Outcome, int] = field(default_factory=dict)
    sources: dict[str, int] = field(default_factory=dict)
    surfaces: dict[Surface, int] = field(default_factory=dict)

    def add(self, nats: float, bad: bool, seen: Evidence, gap_ms: int) -> None:
        """Add the evidence of one result."""
        total = self.nats + nats
        if total <= 0:
            self.nats = 0.0
            return
        if self.nats <= 0:
            self.first_ms, self.gap_ms = seen.at_ms, gap_ms
            self.results = self.bad = self.last_bad_ms = 0
            self.log_sum = 0.0
            self.outcomes, self.sources, self.surfaces = {}, {}, {}
        self.nats = total
        self.results += 1
        if bad:
            self.bad += 1
            self.last_bad_ms = max(self.last_bad_ms, seen.at_ms)
            self.outcomes[seen.outcome] = self.outcomes.get(seen.outcome, 0) + 1
            self.sources[seen.source] = self.sources.get(seen.source, 0) + 1
            self.surfaces[seen.surface] = self.surfaces.get(seen.surface, 0) + 1

    @property
    def started_ms(self) -> int:
        """When the change came about: half-way between the last good result and the first bad."""
        return self.first_ms - self.gap_ms // 2


@dataclass(frozen=True, slots=True)
class Bar:
    """What evidence must reach, per row, in the stream of one probe or of a pool."""

    open_nats: tuple[float, ...]
    suspect_nats: tuple[float, ...]
    open_after_ms: float
    throttled_ms: float
    agreeing_probes: int
    repeat_ms: float

    @classmethod
    def of(cls, rules: Rules, rivals: int, *, is_pool: bool) -> "Bar":
        """Work out the bar: n times the results give chance n times the occasions."""
        extra = math.log(rivals)
        opening = rules.open_after_pooled_s if is_pool else rules.open_after_s
        # Where siblings are asked as well, what one probe sees is soon put in its place.
        stirred = 0 if is_pool or rivals == 1 else 1
        return cls(
            open_nats=(
                *([rules.evidence_failures + extra] * FAILURE_ROWS),
                rules.evidence_quality + extra,
                rules.evidence_latency + 2 * extra,
                # A load that slows the streams of one slows those of its siblings alike.
                rules.evidence_throughput + 3 * extra,
            ),
            suspect_nats=(
                rules.suspect_failures + stirred,
                rules.suspect_failures + stirred,
                rules.suspect_failures
                + 1
                + stirred,  # the most patient test is the most easily stirred
                rules.suspect_quality + stirred,
                rules.suspect_latency + stirred,
                rules.suspect_throughput + stirred,
            ),
            open_after_ms=opening * 1000,
            throttled_ms=max(rules.open_after_throttled_s, opening) * 1000,
            agreeing_probes=rules.agreeing_probes,
            repeat_ms=rules.repeat_s * 1000,
        )

    def is_reached(self, index: int, row: Row, now_ms: int) -> bool:
        """True where the row's evidence suffices and has lasted long enough to be no blip."""
        if row.nats < self.open_nats[index]:
            return False
        lasted_ms = now_ms - row.first_ms
        if row.outcomes.get(Outcome.RATE_LIMITED, 0) > row.bad / 2:
            return lasted_ms >= self.throttled_ms
        agreed = (
            index < FAILURE_ROWS
            and len(row.sources) >= self.agreeing_probes
            # Those of one surface share its blips.
            and len(row.surfaces) > 1
        )
        return agreed or lasted_ms >= self.open_after_ms
