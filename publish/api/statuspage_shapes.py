"""The shapes of Statuspage's public API, version 2 (metastatuspage.com/api, read 2026-11)."""

from enum import StrEnum

from publish.api.shapes import Shape


class Indicator(StrEnum):
    """How bad all of it is."""

    NONE = "none"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"
    MAINTENANCE = "maintenance"


class StatuspagePage(Shape):
    """The page itself."""

    id: str
    name: str
    url: str
    time_zone: str
    updated_at: str


class StatuspageStatus(Shape):
    """All of it in one word and one sentence."""

    indicator: Indicator
    description: str


class StatuspageComponent(Shape):
    """A provider."""

    id: str
    name: str
    status: str
    created_at: str
    updated_at: str
    position: int
    description: str | None
    showcase: bool
    start_date: str | None
    group_id: str | None
    page_id: str
    group: bool
    only_show_if_degraded: bool


class StatuspageUpdate(Shape):
    """A change of an incident."""

    id: str
    status: str
    body: str
    incident_id: str
    created_at: str
    updated_at: str
    display_at: str


class StatuspageIncident(Shape):
    """An incident, or planned work, which has the times for which it is scheduled."""

    id: str
    name: str
    status: str
    created_at: str
    updated_at: str
    monitoring_at: str | None
    resolved_at: str | None
    impact: Indicator
    shortlink: str
    started_at: str
    page_id: str
    incident_updates: list[StatuspageUpdate]
    components: list[StatuspageComponent]


class StatuspageMaintenance(StatuspageIncident):
    """Planned work."""

    scheduled_for: str
    scheduled_until: str


class StatuspageWhole(Shape):
    """`status.json`."""

    page: StatuspagePage
    status: StatuspageStatus


class StatuspageIncidents(Shape):
    """`incidents.json`."""

    page: StatuspagePage
    incidents: list[StatuspageIncident]


class StatuspageSummary(StatuspageWhole):
    """`summary.json`."""

    components: list[StatuspageComponent]
    incidents: list[StatuspageIncident]
    scheduled_maintenances: list[StatuspageMaintenance]
