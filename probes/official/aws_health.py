"""AWS Health's public events: a list in UTF-16 of what is going on, and no word of what is well.

Undocumented. Source: health.aws.amazon.com/public/currentevents, whose events name region and
service in their ARN and hold their log as a list, or as JSON inside a text.
"""

import json
from collections.abc import Mapping, Sequence

from probes.official import Impact, OfficialIncident, OfficialState, Reading, Unreadable
from probes.official_words import document, is_meant, plausible_ms, title_of, word_of, worst
from probes.replies import items, mapping, text

_STATES = {
    "0": OfficialState.OPERATIONAL,
    "1": OfficialState.DEGRADED,
    "2": OfficialState.PARTIAL_OUTAGE,
    "3": OfficialState.MAJOR_OUTAGE,
}
_IMPACTS = {"0": Impact.NONE, "1": Impact.MINOR, "2": Impact.MAJOR, "3": Impact.CRITICAL}
# Later than this in seconds is a time in milliseconds.
_SECONDS_UNTIL = 100_000_000_000


def read(body: bytes, components: Sequence[str]) -> Reading:
    """Return what the list says of the services wanted, such as `BEDROCK` or a region.

    Raises:
        Unreadable: where it is no list.
    """
    is_utf16 = body[:2] in (b"\xfe\xff", b"\xff\xfe")
    listed = document(body, "utf-16" if is_utf16 else "utf-8-sig")
    if isinstance(listed, dict):
        listed = listed.get("events")
    if not isinstance(listed, list):
        raise Unreadable("it is no list of events")
    incidents = [_incident(each) for each in items(listed) if _is_hit(each, components)]
    found = [each for each in incidents if each is not None]
    going_on = [_state(each) for each in found if each.resolved_at_ms is None]
    return Reading(
        state=worst(going_on) if going_on else OfficialState.NOTHING_POSTED,
        incidents=tuple(found),
    )


def _is_hit(event: Mapping[str, object], wanted: Sequence[str]) -> bool:
    names = ("arn", "service", "service_name", "region", "region_name")
    return is_meant(wanted, *(event.get(name) for name in names))


def _state(incident: OfficialIncident) -> OfficialState:
    code = next((code for code, impact in _IMPACTS.items() if impact is incident.impact), "")
    return _STATES.get(code, OfficialState.UNKNOWN)


def _incident(event: Mapping[str, object]) -> OfficialIncident | None:
    log = items(event.get("event_log")) or _log_in(mapping(event.get("metadata")))
    at = [ms for each in log if (ms := _ms(each.get("timestamp"))) is not None]
    started_ms = _ms(event.get("startTime")) or _ms(event.get("date")) or min(at, default=None)
    if started_ms is None:
        return None
    newest = max(log, key=lambda each: _ms(each.get("timestamp")) or 0, default={})
    said = newest.get("summary") or event.get("summary") or event.get("typeCode")
    code = text(str(newest.get("status", event.get("status", ""))))
    ended_ms = _ms(event.get("endTime"))
    if ended_ms is None and (code == "0" or "[resolved]" in text(said).lower()):
        ended_ms = max(at, default=started_ms)
    region = event.get("region_name") or event.get("region")
    return OfficialIncident(
        key=word_of(event.get("arn")) or f"{word_of(event.get('service'))}-{started_ms}",
        title=title_of(said),
        impact=_IMPACTS.get(code, Impact.UNKNOWN),
        status="resolved" if ended_ms is not None else "investigating",
        started_at_ms=started_ms,
        published_at_ms=min(at, default=None),
        resolved_at_ms=None if ended_ms is None else max(ended_ms, started_ms),
        components=tuple(filter(None, (word_of(region),))),
    )


def _log_in(metadata: Mapping[str, object]) -> list[dict[str, object]]:
    try:
        return items(json.loads(text(metadata.get("EVENT_LOG"))))
    except (ValueError, RecursionError):
        return []


def _ms(value: object) -> int | None:
    try:
        number = float(value)  # type: ignore[arg-type]
        return plausible_ms(number * 1000 if abs(number) < _SECONDS_UNTIL else number)
    except (TypeError, ValueError, OverflowError):
        return None
