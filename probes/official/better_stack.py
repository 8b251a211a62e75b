"""Better Stack: `index.json`, a JSON:API document with resources and reports.

Source: betterstack.com/docs, "JSON API status".
"""

from collections.abc import Mapping, Sequence

from probes.official import Impact, OfficialIncident, OfficialState, Reading, Unreadable
from probes.official_words import (
    document,
    impact_of,
    is_meant,
    state_of,
    time_ms,
    title_of,
    word_of,
    worst,
)
from probes.replies import items, mapping, text

# Not watched by the page itself, which says nothing of whether they work.
_UNWATCHED = "not_monitored"


def read(body: bytes, components: Sequence[str]) -> Reading:
    """Return what the page says.

    Raises:
        Unreadable: where it has no state, or none of `components`.
    """
    page = mapping(document(body))
    about = mapping(mapping(page.get("data")).get("attributes"))
    if "aggregate_state" not in about:
        raise Unreadable("it has no aggregate_state")
    included = items(page.get("included"))
    wanted = {
        text(each.get("id")): text(mapping(each.get("attributes")).get("public_name"))
        for each in included
        if each.get("type") == "status_page_resource" and _is_meant(each, components)
    }
    reports = [each for each in included if each.get("type") == "status_report"]
    incidents = [_incident(each, wanted, is_all=not components) for each in reports]
    return Reading(
        state=_state(about, included, wanted, components),
        updated_at_ms=time_ms(about.get("updated_at")),
        incidents=tuple(each for each in incidents if each is not None),
    )


def _is_meant(resource: Mapping[str, object], components: Sequence[str]) -> bool:
    name = mapping(resource.get("attributes")).get("public_name")
    return is_meant(components, resource.get("id"), name)


def _state(
    about: Mapping[str, object],
    included: Sequence[Mapping[str, object]],
    wanted: Mapping[str, str],
    components: Sequence[str],
) -> OfficialState:
    if not components:
        return state_of(about["aggregate_state"])
    if not wanted:
        raise Unreadable(f"it has no component {', '.join(components)}")
    said = [
        mapping(each.get("attributes")).get("status")
        for each in included
        if each.get("type") == "status_page_resource" and text(each.get("id")) in wanted
    ]
    return worst(state_of(word) for word in said if word != _UNWATCHED)


def _incident(
    report: Mapping[str, object], wanted: Mapping[str, str], *, is_all: bool
) -> OfficialIncident | None:
    told = mapping(report.get("attributes"))
    hit = items(told.get("affected_resources"))
    ids = [text(each.get("status_page_resource_id")) for each in hit]
    started_ms = time_ms(told.get("starts_at"))
    if started_ms is None or not (is_all or not ids or any(id_ in wanted for id_ in ids)):
        return None
    ended_ms = time_ms(told.get("ends_at"))
    is_planned = told.get("report_type") == "maintenance"
    state = worst([state_of(each.get("status")) for each in hit] or [state_of(
        told.get("aggregate_state"))])  # fmt: skip
    return OfficialIncident(
        key=word_of(report.get("id")),
        title=title_of(told.get("title")),
        impact=Impact.MAINTENANCE if is_planned else impact_of(state),
        status="resolved" if ended_ms is not None else "investigating",
        started_at_ms=started_ms,
        published_at_ms=time_ms(told.get("created_at")),
        resolved_at_ms=None if ended_ms is None else max(ended_ms, started_ms),
        components=tuple(word_of(wanted[id_]) for id_ in ids[:50] if id_ in wanted),
    )
