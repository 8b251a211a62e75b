"""What else was seen while an incident went on: the provider's other probes, other providers."""

from collections.abc import Mapping
from dataclasses import dataclass

from incidents import availability
from incidents.incident import Incident
from probes.result import Outcome, Surface

WORKS = 0.99
"""The share of runs that must have gone well for something to count as working."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one probe saw while the incident went on; `counts` by outcome."""

    surface: Surface
    probe: str
    counts: Mapping[Outcome, int]

    @property
    def served(self) -> float | None:
        """The share of its runs that were answered, in [0, 1]; None where none says anything."""
        return availability.uptime(self.counts)

    @property
    def good(self) -> float | None:
        """The share of its runs that were also right and in time; None as above."""
        return availability.good_share(self.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Another provider at the same time, and its own incidents of that time."""

    provider: str
    title: str
    counts: Mapping[Outcome, int]
    incidents: tuple[Incident, ...]

    @property
    def served(self) -> float | None:
        """The share of its runs that were answered, in [0, 1]; None where none says anything."""
        return availability.uptime(self.counts)

    @property
    def good(self) -> float | None:
        """The share of its runs that were also right and in time; None as above."""
        return availability.good_share(self.counts)

    @property
    def is_well(self) -> bool | None:
        """Whether it worked all the while; None where nobody looked."""
        if self.good is None:
            return None
        return not self.incidents and self.good >= WORKS
