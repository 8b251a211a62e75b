"""Pages of incident.io, from the JSON that they are drawn with: `/proxy/HOST` at a page.

Source: the JSON that status.openai.com asks for; it lists the components that are affected, so
one that is listed nowhere is unknown, and one that is known and not affected is operational.
"""

from collections.abc import Iterator, Mapping, Sequence

from probes.official import OfficialIncident, OfficialState, Reading, Unreadable
from probes.official_words import (
    document,
    impact_of,
    is_meant,
    state_of,
    time_ms,
    title_of,
    url_of,
    word_of,
    worst,
)
from probes.replies import items, mapping, text


def read(body: bytes, components: Sequence[str]) -> Reading:
    """Return what the page says.

    Raises:
        Unreadable: where it has no summary, or knows none of `components`.
    """
    page = mapping(document(body))
    summary = mapping(page.get("summary")) or page
    if "affected_components" not in summary and "ongoing_incidents" not in summary:
        raise Unreadable("it has neither affected components nor ongoing incidents")
    names = dict(_components(summary))
    wanted = {id_ for id_, name in names.items() if is_meant(components, id_, name)}
    if not wanted:
        missed = ", ".join(components) or "any"
        raise Unreadable(f"it has no component {missed}")
    affected = [
        state_of(each.get("status") or each.get("current_status"))
        for each in items(summary.get("affected_components"))
        if text(each.get("component_id") or each.get("id")) in wanted
    ]
    told = items(summary.get("ongoing_incidents")) + items(page.get("incidents"))
    incidents = [_incident(each, names, wanted) for each in told]
    return Reading(
        state=worst(affected) if affected else OfficialState.OPERATIONAL,
        updated_at_ms=time_ms(summary.get("updated_at")),
        incidents=tuple(each for each in incidents if each is not None),
    )


def _components(summary: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for each in items(summary.get("components")):
        yield text(each.get("id")), text(each.get("name"))
    for item in items(mapping(summary.get("structure")).get("items")):
        group = mapping(item.get("group"))
        for each in [mapping(item.get("component")), *items(group.get("components"))]:
            if id_ := text(each.get("component_id")):
                # A group is a name of all that stands in it.
                yield id_, f"{text(group.get('name'))} {text(each.get('name'))}".strip()


def _incident(
    told: Mapping[str, object], names: Mapping[str, str], wanted: set[str]
) -> OfficialIncident | None:
    impacts = items(told.get("component_impacts")) or items(told.get("affected_components"))
    hit = [text(each.get("component_id") or each.get("id")) for each in impacts]
    starts = [at for each in impacts if (at := time_ms(each.get("start_at"))) is not None]
    published_ms = time_ms(told.get("published_at") or told.get("created_at"))
    started_ms = min(starts, default=published_ms)
    if (hit and not wanted.intersection(hit)) or started_ms is None:
        return None
    status = word_of(told.get("status")) or "unknown"
    ends = [time_ms(each.get("end_at")) for each in impacts]
    known_ends = [at for at in ends if at is not None]
    ended_ms = max(known_ends) if known_ends and len(known_ends) == len(ends) else None
    if ended_ms is None and status == "resolved":
        ended_ms = time_ms(told.get("updated_at")) or published_ms
    states = [state_of(each.get("status")) for each in impacts]
    return OfficialIncident(
        key=word_of(told.get("id")) or title_of(told.get("name")),
        title=title_of(told.get("name")),
        impact=impact_of(worst(states)),
        status=status,
        started_at_ms=started_ms,
        published_at_ms=published_ms,
        resolved_at_ms=None if ended_ms is None else max(ended_ms, started_ms),
        components=tuple(word_of(names.get(id_, id_)) for id_ in dict.fromkeys(hit[:50])),
        url=url_of(told.get("url") or told.get("permalink")),
    )
