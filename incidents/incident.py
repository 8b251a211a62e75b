"""The records of judging: a provider's state, an incident, and the transitions between."""

from dataclasses import dataclass
from enum import StrEnum

from probes.result import Surface


class State(StrEnum):
    """How a provider is, as far as we can tell."""

    OPERATIONAL = "operational"
    BROWNOUT = "brownout"
    OUTAGE = "outage"
    UNKNOWN = "unknown"
    MAINTENANCE = "maintenance"
    ACCOUNT = "account"


class Facet(StrEnum):
    """How a provider browns out."""

    ERRORS = "errors"
    LATENCY = "latency"
    THROUGHPUT = "throughput"
    THROTTLING = "throttling"
    QUALITY = "quality"
    AUTH = "auth"
    TRUNCATION = "truncation"


class Scope(StrEnum):
    """The part of a provider that has incidents of its own.

    Reaching it, its keys and its completions stand or fall together for a caller, so they
    share one scope; logging in fails apart from them, and so does what hangs on it.
    """

    API = "api"
    LOGIN = "login"
    DEPENDENCY = "dependency"

    @classmethod
    def of(cls, surface: Surface) -> "Scope":
        """Return the scope that a surface belongs to."""
        return _SCOPES.get(surface, cls.API)


_SCOPES = {Surface.OAUTH: Scope.LOGIN, Surface.DEPENDENCY: Scope.DEPENDENCY}


class Change(StrEnum):
    """What a transition did to an incident."""

    OPENED = "opened"
    ESCALATED = "escalated"
    EASED = "eased"
    WIDENED = "widened"
    CLOSED = "closed"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """A stretch of brownout or outage on one scope of one provider.

    Times are epoch milliseconds UTC: `started_at_ms` is back-dated to the change,
    `detected_at_ms` is when the judge was sure, `ended_at_ms` is back-dated to the first of
    the good results, `closed_at_ms` is when the judge was sure of that. The last two are None
    while the incident is open. `extent` says how much of what is watched is hit, and is empty
    where only one thing is. `id` is the same live and in replay.
    """

    id: str
    provider: str
    scope: Scope
    state: State
    worst: State
    facets: tuple[Facet, ...]
    sentence: str
    started_at_ms: int
    detected_at_ms: int
    ended_at_ms: int | None = None
    closed_at_ms: int | None = None
    extent: str = ""

    @property
    def is_open(self) -> bool:
        """True until the judge is sure that it is over."""
        return self.closed_at_ms is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One change of one incident: the row that alerts are claimed from."""

    at_ms: int
    change: Change
    incident: Incident


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderState:
    """A provider's state now, since when, and the sentence that says why."""

    provider: str
    state: State
    since_ms: int
    sentence: str
    judged_at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The wish to run a probe of a provider from a vantage again, so many seconds from now."""

    provider: str
    probe: str
    vantage: str
    after_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What one result changed: the state after it, and any transitions.

    `look_again` is what a suspicious judge wants to be run soon: the probe that aroused it, a
    sibling of it, what else is watched of the provider; empty in peace.
    """

    state: ProviderState
    transitions: tuple[Transition, ...] = ()
    look_again: tuple[Look, ...] = ()
