"""The shapes of the API's answers: what is served is made of these, and so is its description.

Times are epoch milliseconds UTC, latencies milliseconds, shares lie in [0, 1]; null means that
there are no data.
"""

from typing import Self

from pydantic import BaseModel, ConfigDict

from incidents import incident as judged
from incidents.incident import Change, Facet, Scope, State
from probes.official import OfficialState


class Shape(BaseModel):
    """The root of all shapes: a key that it does not know is a mistake of ours."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class ProblemShape(Shape):
    """Why a request is not answered (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class UptimeShape(Shape):
    """Served runs over those that say anything of the provider, in one window."""

    share: float | None
    coverage: float
    """How much of the window was looked at."""
    results: int
    share_outside_maintenance: float | None
    share_corrected: float | None
    """Without the incidents that people marked as false alarms or excluded."""


class PartShape(Shape):
    """A share of so many results."""

    share: float | None
    of: int


class LatencyShape(Shape):
    """A latency now, and what is usual."""

    now: float | None
    usual: float | None


class LastHourShape(Shape):
    """How the runs of the last hour went."""

    served: PartShape
    """Runs that were answered at all."""
    correct: PartShape
    """Completions that were right and in time."""


class WaitingShape(Shape):
    """Checks that cannot run yet."""

    waiting_for: str
    checks: list[str]


class MaintenanceShape(Shape):
    """Planned work."""

    id: int | None
    provider: str | None
    """Null where it is on all providers."""
    starts_at_ms: int
    ends_at_ms: int | None
    reason: str
    set_by: str


class OfficialShape(Shape):
    """What the provider's own status page says."""

    state: OfficialState
    sentence: str
    since_ms: int
    read_at_ms: int
    problem: str | None
    beside: str | None
    """What to say of it beside what is seen; null where it adds nothing."""


class AcknowledgedShape(Shape):
    """Who has seen an incident, and when they said so."""

    by: str
    at_ms: int


class OpenIncidentShape(Shape):
    """An incident that goes on."""

    id: str
    scope: Scope
    state: State
    worst: State
    facets: list[Facet]
    extent: str
    """How much of what is watched is hit; empty where only one thing is."""
    sentence: str
    started_at_ms: int
    detected_at_ms: int
    acknowledged: AcknowledgedShape | None
    """Who says to have seen it; null where nobody did."""
    is_false_alarm: bool


class ProviderShape(Shape):
    """One provider, as the page Now shows it."""

    id: str
    title: str
    state: State
    sentence: str
    since_ms: int | None
    is_blind: bool
    is_waiting: bool
    uptime: dict[str, UptimeShape]
    """By window: `24 h`, `7 d`, `90 d`."""
    ttft_ms: LatencyShape
    """The time to first token."""
    last_hour: LastHourShape
    last_result_ms: int | None
    status_page: str | None
    waiting: list[WaitingShape]
    notices: list[str]
    maintenance: MaintenanceShape | None
    alongside: str | None
    """Who else is in trouble since then; null where nobody is."""
    official: OfficialShape | None
    incidents: list[OpenIncidentShape]


class StatusShape(Shape):
    """Everything at one moment, the most troubled provider first."""

    at_ms: int
    verdict: str
    headline: str
    """The verdict, unless the monitor itself stands still."""
    is_stale: bool
    beat_ms: int | None
    last_result_ms: int | None
    config_errors: list[str]
    waiting: str | None
    """Which results wait for the database, and why; null where none does."""
    providers: list[ProviderShape]


class IncidentShape(Shape):
    """A stretch of brownout or outage on one scope of one provider."""

    id: str
    provider: str
    scope: Scope
    state: State
    worst: State
    facets: list[Facet]
    extent: str
    """How much of what is watched is hit; empty where only one thing is."""
    sentence: str
    started_at_ms: int
    """Back-dated to the change."""
    detected_at_ms: int
    ended_at_ms: int | None
    """Back-dated to the first of the good results; null while it goes on."""
    closed_at_ms: int | None

    @classmethod
    def of(cls, incident: judged.Incident) -> Self:
        """Return the shape of a record."""
        return cls(
            **{
                name: getattr(incident, name)
                for name in IncidentShape.model_fields
                if name != "facets"
            },
            facets=list(incident.facets),
        )


class UpdateShape(Shape):
    """One change of an incident, and what was known then."""

    at_ms: int
    change: Change
    state: State
    facets: list[Facet]
    sentence: str


class IncidentDetailShape(Shape):
    """An incident with its changes, in the order they came."""

    incident: IncidentShape
    updates: list[UpdateShape]


class IncidentPageShape(Shape):
    """A page of incidents, the newest first."""

    incidents: list[IncidentShape]
    next: str | None
    """The `cursor` of the next page; null where this was the last."""
