"""All that a judge remembers of one provider, as plain data that goes to JSON and back."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from incidents.baselines import Typical
from incidents.cadence import Budget
from incidents.detectors import Stream
from incidents.incident import ProviderState, Scope
from incidents.lifecycle import Case
from incidents.rules import Rules
from probes.result import Fault, Outcome, Surface

SNAPSHOT_VERSION = 1
_RECENT_RESULTS = 12


def source_of(probe: str, vantage: str) -> str:
    """Return the name of a probe and vantage in evidence; neither can hold the tab between."""
    return f"{probe}\t{vantage}"


@dataclass(slots=True)
class ProbeWatch:
    """One probe from one vantage, the `number`-th that ever reported of its provider.

    `recent` holds the launch and failure of its last few decisive results, `account` the
    account fault of the last one if it was that, `is_suspect` that evidence gathers on it alone,
    `is_extra` that its next run was asked for sooner than its cadence, `heard_ms` the watched
    time at which it last reported.
    """

    probe: str
    vantage: str
    surface: Surface
    every_s: float
    stream: Stream
    model: str | None = None
    region: str | None = None
    typical: Typical = field(default_factory=Typical)
    recent: list[tuple[int, bool]] = field(default_factory=list)
    account: Outcome | None = None
    is_suspect: bool = False
    is_extra: bool = False
    heard_ms: int = 0
    number: int = 0

    @property
    def source(self) -> str:
        """The name of this probe and vantage in evidence."""
        return source_of(self.probe, self.vantage)

    def remember(self, at_ms: int, failed: bool) -> None:
        """Keep one decisive result among the recent ones."""
        self.recent.append((at_ms, failed))
        del self.recent[:-_RECENT_RESULTS]

    def tally(self, since_ms: int) -> tuple[int, int]:
        """Return how many of the recent results since then failed, and how many there are."""
        failures = [failed for at_ms, failed in self.recent if at_ms >= since_ms]
        return sum(failures), len(failures)

    def is_well(self, since_ms: int) -> bool:
        """Return whether it has been heard since then, and its last result was no failure."""
        return bool(self.recent) and self.recent[-1][0] >= since_ms and not self.recent[-1][1]


@dataclass(slots=True)
class SurfaceWatch:
    """The probes of one surface, the pool of them if they are several, and their budget."""

    budget: Budget
    probes: dict[str, ProbeWatch] = field(default_factory=dict)
    pool: Stream | None = None


@dataclass(slots=True)
class ScopeWatch:
    """The surfaces that share incidents, a pool of their failures, and the case about them."""

    surfaces: dict[Surface, SurfaceWatch] = field(default_factory=dict)
    pool: Stream | None = None
    case: Case = field(default_factory=Case)

    def probes(self) -> Iterator[ProbeWatch]:
        """Yield every probe of the scope."""
        for surface in self.surfaces.values():
            yield from surface.probes.values()

    def streams(self) -> Iterator[Stream]:
        """Yield every stream that is judged in this scope."""
        for surface in self.surfaces.values():
            for watch in surface.probes.values():
                yield watch.stream
            if surface.pool is not None:
                yield surface.pool
        if self.pool is not None:
            yield self.pool


@dataclass(slots=True)
class Sight:
    """Whether a vantage has a network: the network fault that blinds it, or None."""

    blind: Outcome | None = None
    doubts: int = 0
    heard_ms: int = 0

    def observe(self, outcome: Outcome, rules: Rules) -> None:
        """Learn from one result.

        The first failures to connect after blindness may be its tail end; only a few in a
        row, or any answer, end it.
        """
        if outcome.fault is Fault.NETWORK:
            self.blind, self.doubts = outcome, 0
        elif self.blind and outcome.is_network_type and self.doubts + 1 < rules.sight_confirmations:
            self.doubts += 1
        else:
            self.blind, self.doubts = None, 0


@dataclass(slots=True)
class Memory:
    """Everything about one provider.

    `now_ms` is when the latest result was known. `watched_ms` is a clock that only runs while
    results come in, so that a night's sleep of this machine ages nothing, and `swept_ms`
    where it stood when silent probes were last looked for. `enrolled` counts the probes that
    ever reported.
    """

    version: int = SNAPSHOT_VERSION
    now_ms: int = 0
    watched_ms: int = 0
    swept_ms: int = 0
    has_decided: bool = False
    scopes: dict[Scope, ScopeWatch] = field(default_factory=dict)
    sights: dict[str, Sight] = field(default_factory=dict)
    state: ProviderState | None = None
    enrolled: int = 0

    def blindness(self) -> Outcome | None:
        """Return the network fault where every vantage is blind, else None."""
        faults = [sight.blind for sight in self.sights.values()]
        return faults[0] if faults and all(faults) else None
