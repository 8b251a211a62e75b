"""Atlassian Statuspage, version 2, and the pages that answer at its addresses.

Reads `summary.json`, `components.json`, `status.json` and `incidents.json`. Source:
metastatuspage.com/api; the imitation of incident.io leaves incidents without components.
"""

from collections.abc import Mapping, Sequence

from probes.official import OfficialIncident, OfficialState, Reading, Unreadable
from probes.official_words import (
    component_state,
    document,
    is_meant,
    named_impact,
    time_ms,
    title_of,
    url_of,
    word_of,
)
from probes.replies import items, mapping, text

_INDICATORS = {
    "none": OfficialState.OPERATIONAL,
    "minor": OfficialState.DEGRADED,
    "major": OfficialState.PARTIAL_OUTAGE,
    "critical": OfficialState.MAJOR_OUTAGE,
    "maintenance": OfficialState.MAINTENANCE,
}
_OVER = ("resolved", "postmortem", "completed")


def read(body: bytes, components: Sequence[str]) -> Reading:
    """Return what the page says.

    Raises:
        Unreadable: where it holds nothing that Statuspage would.
    """
    parsed = document(body)
    page = _page(parsed)
    told = items(page.get("incidents")) + items(page.get("scheduled_maintenances"))
    if not any(name in page for name in ("components", "status", "incidents")):
        raise Unreadable("it has neither components nor a status nor incidents")
    incidents = tuple(
        incident for each in told if (incident := _incident(each, components)) is not None
    )
    return Reading(
        state=_state(page, components, incidents),
        updated_at_ms=time_ms(mapping(page.get("page")).get("updated_at")),
        incidents=incidents,
    )


def _page(parsed: object) -> Mapping[str, object]:
    if isinstance(parsed, list):  # as the API of a page's owner lists them
        return {"incidents": parsed}
    page = mapping(parsed)
    is_one = "incident_updates" in page or ("id" in page and "resolved_at" in page)
    return {"incidents": [page]} if is_one else page


def _state(
    page: Mapping[str, object], wanted: Sequence[str], incidents: Sequence[OfficialIncident]
) -> OfficialState:
    listed = items(page.get("components"))
    if listed:
        return component_state(listed, wanted)
    if "status" in page:
        indicator = text(mapping(page["status"]).get("indicator"))
        return _INDICATORS.get(indicator, OfficialState.UNKNOWN)
    # A history alone tells what is going on, but not that nothing is.
    is_going_on = any(each.resolved_at_ms is None for each in incidents)
    return OfficialState.DEGRADED if is_going_on else OfficialState.UNKNOWN


def _incident(told: Mapping[str, object], wanted: Sequence[str]) -> OfficialIncident | None:
    components = items(told.get("components"))
    is_ours = not components or any(
        is_meant(wanted, each.get("id"), each.get("name")) for each in components
    )
    published_ms = time_ms(told.get("created_at"))
    started_ms = time_ms(told.get("started_at")) or _first_shown_ms(told) or published_ms
    if not is_ours or started_ms is None or not word_of(told.get("id")):
        return None
    status = word_of(told.get("status")) or "unknown"
    resolved_ms = time_ms(told.get("resolved_at"))
    if resolved_ms is None and status in _OVER:
        resolved_ms = time_ms(told.get("updated_at")) or started_ms
    is_planned = "scheduled_for" in told and told["scheduled_for"] is not None
    if is_planned:
        started_ms = time_ms(told["scheduled_for"]) or started_ms
    return OfficialIncident(
        key=word_of(told.get("id")),
        title=title_of(told.get("name")),
        impact=named_impact("maintenance" if is_planned else told.get("impact")),
        status=status,
        started_at_ms=started_ms,
        published_at_ms=published_ms,
        resolved_at_ms=None if resolved_ms is None else max(resolved_ms, started_ms),
        components=tuple(word_of(each.get("name")) for each in components[:50]),
        url=url_of(told.get("shortlink")),
    )


def _first_shown_ms(told: Mapping[str, object]) -> int | None:
    # An update's `display_at` is the time that its author meant, edited or not.
    shown = [time_ms(each.get("display_at")) for each in items(told.get("incident_updates"))]
    return min((at for at in shown if at is not None), default=None)
