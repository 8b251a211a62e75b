"""An incident as commands print it, in two lines."""

from datetime import UTC, datetime

from incidents import wording
from incidents.incident import Incident


def lines(incident: Incident) -> str:
    """Return when, of whom, how bad, how long and how soon found; below it, the sentence."""
    ended_ms = incident.ended_at_ms
    lasted = "open" if ended_ms is None else wording.span(ended_ms - incident.started_at_ms)
    delay = wording.span(incident.detected_at_ms - incident.started_at_ms)
    facets = ", ".join(incident.facets)
    return (
        f"{moment(incident.started_at_ms)}  {incident.provider} {incident.scope}: "
        f"{incident.worst} ({facets}), {lasted}, found after {delay}\n    {incident.sentence}"
    )


def moment(at_ms: int) -> str:
    """Return a moment in UTC: 2026-11-20 14:02:10."""
    return f"{datetime.fromtimestamp(at_ms / 1000, UTC):%Y-%m-%d %H:%M:%S}"
