"""What one result says about a provider, in each of the ways in which it can brown out."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from incidents.incident import Facet
from probes.result import Outcome, Surface


class Dimension(StrEnum):
    """A question that evidence is gathered on, apart from the others."""

    FAILURE = "failure"
    QUALITY = "quality"
    LATENCY = "latency"
    THROUGHPUT = "throughput"


@dataclass(slots=True)
class Evidence:
    """One decisive result, as the tests see it; None where it says nothing.

    `slowness` is the class of the time to the first token (0 usual ... 3 very slow),
    `log_slowness` and `log_speed` are log ratios to what is usual for the probe.
    `source` names the probe and vantage, `surface` what it looks at.
    """

    source: str
    surface: Surface
    outcome: Outcome
    at_ms: int
    failed: bool
    wrong: bool | None = None
    slowness: int | None = None
    slow_stream: bool | None = None
    log_slowness: float = 0.0
    log_speed: float = 0.0

    def failure_only(self) -> "Evidence":
        """Return what it says about failing alone: speeds of unlike surfaces do not compare."""
        return Evidence(self.source, self.surface, self.outcome, self.at_ms, self.failed)


_FACETS = {
    Dimension.QUALITY: Facet.QUALITY,
    Dimension.LATENCY: Facet.LATENCY,
    Dimension.THROUGHPUT: Facet.THROUGHPUT,
}
_FAILURE_FACETS: dict[Outcome | None, Facet] = {
    Outcome.RATE_LIMITED: Facet.THROTTLING,
    Outcome.STREAM_BROKEN: Facet.TRUNCATION,
    Outcome.AUTH_BROKEN: Facet.AUTH,
}


def facet_of(dimension: Dimension, outcomes: Mapping[Outcome, int]) -> Facet:
    """Return the facet of an incident: for failures, by the outcome that most of them share."""
    if dimension is not Dimension.FAILURE:
        return _FACETS[dimension]
    return _FAILURE_FACETS.get(majority_outcome(outcomes), Facet.ERRORS)


def majority_outcome(outcomes: Mapping[Outcome, int]) -> Outcome | None:
    """Return the outcome of more than half of the failures; None where there is none such."""
    half = sum(outcomes.values()) / 2
    return next((outcome for outcome, count in outcomes.items() if count > half), None)
