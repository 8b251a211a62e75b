"""How providers' own status pages are written. One format per file."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class OfficialState(StrEnum):
    """What a status page says of a service, worst last but for the two that say nothing."""

    OPERATIONAL = "operational"
    MAINTENANCE = "under_maintenance"
    DEGRADED = "degraded_performance"
    PARTIAL_OUTAGE = "partial_outage"
    MAJOR_OUTAGE = "major_outage"
    NOTHING_POSTED = "nothing_posted"
    UNKNOWN = "unknown"

    @property
    def is_trouble(self) -> bool:
        """True where the page admits to some."""
        return self in _TROUBLE


_TROUBLE = frozenset(
    {OfficialState.DEGRADED, OfficialState.PARTIAL_OUTAGE, OfficialState.MAJOR_OUTAGE}
)


class Impact(StrEnum):
    """How bad a page calls an incident, in Statuspage's words."""

    NONE = "none"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"
    MAINTENANCE = "maintenance"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialIncident:
    """An incident as a page tells it; times are epoch ms UTC.

    `started_at_ms` is when it began in the page's words, `published_at_ms` when the page first
    could have told, `resolved_at_ms` None while it goes on. `key` tells it from the others of
    that page.
    """

    key: str
    title: str
    impact: Impact
    status: str
    started_at_ms: int
    published_at_ms: int | None = None
    resolved_at_ms: int | None = None
    components: tuple[str, ...] = ()
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a page says; `updated_at_ms` is the newest time it tells of itself."""

    state: OfficialState
    updated_at_ms: int | None = None
    incidents: tuple[OfficialIncident, ...] = ()


class Unreadable(ValueError):
    """The page is not written as its format has it; the message says where it departs."""


class Format(Protocol):
    """One format: a module of this folder."""

    def read(self, body: bytes, components: Sequence[str]) -> Reading:
        """Return what the page says of `components` (ids, or words of names; all where none).

        A word that the format does not know is `unknown`, never operational.

        Raises:
            Unreadable: where the page is written otherwise.
        """
