"""What a metric is, whoever it is told to: names as OpenTelemetry has them, and their samples."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import accumulate

# OpenTelemetry's GenAI conventions advise these, in seconds and in tokens.
SECONDS = tuple(0.01 * 2**step for step in range(14))
TOKENS = tuple(float(4**step) for step in range(14))

Labels = tuple[tuple[str, str], ...]


class Kind(StrEnum):
    """How samples of a metric behave over time."""

    GAUGE = "gauge"
    COUNTER = "counter"
    HISTOGRAM = "histogram"


@dataclass(slots=True)
class Histogram:
    """How many values fell at or below each bound, and above the last."""

    bounds: tuple[float, ...]
    counts: list[int] = field(default_factory=list)
    total: float = 0.0
    lowest: float = math.inf
    highest: float = -math.inf

    def __post_init__(self) -> None:
        self.counts = self.counts or [0] * (len(self.bounds) + 1)

    def add(self, value: float) -> None:
        """Count one value."""
        self.counts[next((i for i, top in enumerate(self.bounds) if value <= top), -1)] += 1
        self.total += value
        self.lowest, self.highest = min(self.lowest, value), max(self.highest, value)

    @property
    def cumulative(self) -> list[int]:
        """How many values each bound is not below; the last is all of them."""
        return list(accumulate(self.counts))

    def copy(self) -> "Histogram":
        """Return one that does not change any more."""
        return replace(self, counts=list(self.counts))


@dataclass(frozen=True, slots=True)
class Family:
    """A metric with all its samples.

    `name` is dotted and `unit` one of UCUM's, as OpenTelemetry writes them.
    """

    name: str
    kind: Kind
    unit: str
    about: str
    samples: Mapping[Labels, float | Histogram]


def labels(**named: str) -> Labels:
    """Return labels; `__` in a name stands for a dot."""
    return tuple((name.replace("__", "."), value) for name, value in named.items())
