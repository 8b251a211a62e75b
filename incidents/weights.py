"""How much one result weighs: log likelihood ratios against what is usual."""

import math
from dataclasses import dataclass

from incidents.baselines import Usual
from incidents.evidence import Dimension

# The rates that the tests are designed to find soonest; failures have three tests.
_FAILURE_DESIGN = (0.9, 0.35, 0.1)
_QUALITY_DESIGN = 0.3
_THROUGHPUT_DESIGN = 0.7
_LATENCY_DESIGN = (0.28, 0.40, 0.22, 0.10)
_LATENCY_NATS = (-2.0, 2.5)


def _clip(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


@dataclass(slots=True)
class Weights:
    """Log likelihood ratios, in nats: what a bad and a good result add to each row.

    `slowness` is what each class of slowness adds, `usual` the bad share that each dimension
    is compared with.
    """

    bad: list[float]
    good: list[float]
    slowness: list[float]
    usual: dict[Dimension, float]

    @classmethod
    def of(cls, usual: Usual) -> "Weights":
        """Work them out: ln(p1 / p0) per row, with learned p0 kept within sane bounds."""
        fails = _clip(usual.failures.value, 0.002, 0.02)
        wrong = _clip(usual.wrong.value, 0.01, usual.wrong_ceiling)
        slow_stream = _clip(usual.slow_streams.value, 0.005, 0.15)
        total = sum(usual.slowness)
        slowness = [max(count / total, 0.004) for count in usual.slowness]
        slowness = [share / sum(slowness) for share in slowness]
        pairs = [(design, fails) for design in _FAILURE_DESIGN]
        # Where many wrong answers were accepted as usual, only clearly more of them count.
        pairs.append((max(_QUALITY_DESIGN, min(wrong + 0.22, 0.98)), wrong))
        pairs += [(0.5, 0.5), (_THROUGHPUT_DESIGN, slow_stream)]
        return cls(
            bad=[math.log(design / p0) for design, p0 in pairs],
            good=[math.log((1 - design) / (1 - p0)) for design, p0 in pairs],
            slowness=[
                _clip(math.log(design / p0), *_LATENCY_NATS)
                for design, p0 in zip(_LATENCY_DESIGN, slowness, strict=True)
            ],
            usual={
                Dimension.FAILURE: fails,
                Dimension.QUALITY: wrong,
                Dimension.LATENCY: 1 - slowness[0],
                Dimension.THROUGHPUT: slow_stream,
            },
        )
