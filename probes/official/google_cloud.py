"""Google Cloud's `incidents.json`: all incidents, the newest first, and no word of what is well.

Source: status.cloud.google.com, and its incidents.schema.json.
"""

from collections.abc import Mapping, Sequence
from urllib.parse import urljoin

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

_SITE = "https://status.cloud.google.com/"


def read(body: bytes, components: Sequence[str]) -> Reading:
    """Return what the page says of the products wanted, by id or by a word of their title.

    Raises:
        Unreadable: where it is no list of incidents.
    """
    listed = document(body)
    if not isinstance(listed, list) or any("begin" not in each for each in items(listed)):
        raise Unreadable("it is no list of incidents, each with its begin")
    told = [each for each in items(listed) if _is_hit(each, components)]
    going_on = [_state(each) for each in told if not text(each.get("end"))]
    newest = [at for each in items(listed) if (at := time_ms(each.get("modified"))) is not None]
    incidents = [_incident(each) for each in told]
    return Reading(
        # It lists trouble alone: what it does not list, it does not call well.
        state=worst(going_on) if going_on else OfficialState.NOTHING_POSTED,
        updated_at_ms=max(newest, default=None),
        incidents=tuple(each for each in incidents if each is not None),
    )


def _is_hit(told: Mapping[str, object], wanted: Sequence[str]) -> bool:
    products = items(told.get("affected_products"))
    names = [value for each in products for value in (each.get("id"), each.get("title"))]
    return is_meant(wanted, *names, told.get("service_name"), told.get("service_key"))


def _state(told: Mapping[str, object]) -> OfficialState:
    said = mapping(told.get("most_recent_update")).get("status") or told.get("status_impact")
    return state_of(said)


def _incident(told: Mapping[str, object]) -> OfficialIncident | None:
    started_ms = time_ms(told.get("begin"))
    if started_ms is None:
        return None
    ended_ms = time_ms(told.get("end"))
    products = items(told.get("affected_products"))
    return OfficialIncident(
        key=word_of(told.get("id")) or f"{started_ms}",
        title=title_of(told.get("external_desc")),
        impact=impact_of(state_of(told.get("status_impact"))),
        status="resolved" if ended_ms is not None else "investigating",
        started_at_ms=started_ms,
        published_at_ms=time_ms(told.get("created")),
        resolved_at_ms=None if ended_ms is None else max(ended_ms, started_ms),
        components=tuple(word_of(each.get("title")) for each in products[:50]),
        url=url_of(urljoin(_SITE, text(told.get("uri")))) if told.get("uri") else None,
    )
