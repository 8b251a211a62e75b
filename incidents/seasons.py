"""What is usual at this hour: a level that follows the day, and the day's own shape."""

import math
from dataclasses import dataclass, field

_DAY_MS = 86_400_000
# A median of seconds moves by at most this per minute, so it follows a day but not an incident.
_DRIFT_PER_MINUTE = 0.008
# The shape of a day is learned over days: a season that an afternoon could teach would hide it.
_SEASON_PER_MINUTE = 0.0004
_HARMONICS = 2
# The slow median moves by so much of what the quick one does.
_ANCHOR = 0.05


@dataclass(slots=True)
class Median:
    """A running median of logarithms: each value moves it one step to its side.

    Stochastic approximation of a quantile (Robbins and Monro, 1951); the step shrinks as 1/n
    to a floor that lets it follow the day.
    """

    log: float = 0.0
    results: int = 0

    def learn(self, log: float, every_s: float) -> None:
        """Move one step towards `log`; `every_s` is the cadence of the values."""
        if not self.results:
            self.log = log
        step = max(_DRIFT_PER_MINUTE * every_s / 60, 0.5 / (1 + 0.3 * self.results))
        self.log += step * _side(log, self.log)
        self.results += 1


@dataclass(slots=True)
class Level:
    """What is usual at each hour of the day, as a logarithm.

    A median that follows within the hour, over a day's first two harmonics. Their coefficients,
    a cosine and a sine each in `shape`, move by the side of a slow median (`anchor`) on which a
    value falls, which is least absolute deviations by stochastic gradient; the quick median
    would take the season for its own. Bins for each hour would be cold at first, and learn an
    incident that begins in one as what is usual then.
    """

    median: Median = field(default_factory=Median)
    anchor: Median = field(default_factory=Median)
    shape: list[float] = field(default_factory=lambda: [0.0] * (2 * _HARMONICS))

    @property
    def results(self) -> int:
        """How many values it has learned from."""
        return self.median.results

    def at(self, at_ms: int) -> float:
        """Return what is usual at a moment, epoch ms UTC."""
        return self.median.log + self._season(_waves(at_ms))

    def learn(self, log: float, at_ms: int, every_s: float) -> None:
        """Take in a value of a healthy moment; `every_s` is the cadence of the values."""
        waves = _waves(at_ms)
        rest = log - self._season(waves)
        self.median.learn(rest, every_s)
        self.anchor.learn(rest, every_s * _ANCHOR)
        step = _SEASON_PER_MINUTE * every_s / 60 * _side(rest, self.anchor.log)
        self.shape = [c + step * wave for c, wave in zip(self.shape, waves, strict=True)]

    def _season(self, waves: tuple[float, ...]) -> float:
        return sum(c * wave for c, wave in zip(self.shape, waves, strict=True))


def _waves(at_ms: int) -> tuple[float, ...]:
    angle = 2 * math.pi * (at_ms % _DAY_MS) / _DAY_MS
    return (math.cos(angle), math.sin(angle), math.cos(2 * angle), math.sin(2 * angle))


def _side(value: float, border: float) -> int:
    return (value > border) - (value < border)
