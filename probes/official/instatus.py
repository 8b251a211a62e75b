"""Instatus: `summary.json`, which tells what is going on, and `v2/components.json`.

Source: instatus.com/help/api, "Public status page API".
"""

from collections.abc import Mapping, Sequence

from probes.official import OfficialIncident, OfficialState, Reading, Unreadable
from probes.official_words import (
    component_state,
    document,
    impact_of,
    state_of,
    time_ms,
    title_of,
    url_of,
    word_of,
)
from probes.replies import items, mapping


def read(body: bytes, components: Sequence[str]) -> Reading:
    """Return what the page says.

    Raises:
        Unreadable: where it has neither components nor a page.
    """
    page = mapping(document(body))
    listed = items(page.get("components"))
    about = mapping(page.get("page"))
    if listed:
        state = component_state(_flat(listed), components)
    elif about:
        state = state_of(about.get("status"))
    else:
        raise Unreadable("it has neither components nor a page")
    told = items(page.get("activeIncidents")) + items(page.get("incidents"))
    incidents = [_incident(each) for each in told]
    return Reading(state=state, incidents=tuple(each for each in incidents if each is not None))


def _flat(listed: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
    return [inner for each in listed for inner in (each, *items(each.get("children")))]


def _incident(told: Mapping[str, object]) -> OfficialIncident | None:
    started_ms = time_ms(told.get("started"))
    if started_ms is None:
        return None
    status = word_of(told.get("status")).lower() or "unknown"
    resolved_ms = time_ms(told.get("resolved"))
    if resolved_ms is None and status == "resolved":
        resolved_ms = time_ms(told.get("updatedAt")) or started_ms
    impact = state_of(told.get("impact"))
    url = url_of(told.get("url"))
    return OfficialIncident(
        key=word_of(told.get("id")) or word_of(url) or f"{started_ms}",
        title=title_of(told.get("name")),
        impact=impact_of(OfficialState.UNKNOWN if impact is OfficialState.OPERATIONAL else impact),
        status=status,
        started_at_ms=started_ms,
        resolved_at_ms=None if resolved_ms is None else max(resolved_ms, started_ms),
        url=url,
    )
