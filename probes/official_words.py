"""What the formats of status pages share: their words for states, times, and components."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from probes.official import Impact, OfficialState, Unreadable
from probes.redact import shorten
from probes.replies import text

_SEVERITY = (
    OfficialState.OPERATIONAL,
    OfficialState.NOTHING_POSTED,
    OfficialState.UNKNOWN,
    OfficialState.MAINTENANCE,
    OfficialState.DEGRADED,
    OfficialState.PARTIAL_OUTAGE,
    OfficialState.MAJOR_OUTAGE,
)
_STATES = {
    # Statuspage and incident.io
    "operational": OfficialState.OPERATIONAL,
    "degraded_performance": OfficialState.DEGRADED,
    "partial_outage": OfficialState.PARTIAL_OUTAGE,
    "major_outage": OfficialState.MAJOR_OUTAGE,
    "full_outage": OfficialState.MAJOR_OUTAGE,
    "under_maintenance": OfficialState.MAINTENANCE,
    # Instatus
    "up": OfficialState.OPERATIONAL,
    "hasissues": OfficialState.DEGRADED,
    "undermaintenance": OfficialState.MAINTENANCE,
    "degradedperformance": OfficialState.DEGRADED,
    "minoroutage": OfficialState.PARTIAL_OUTAGE,
    "partialoutage": OfficialState.PARTIAL_OUTAGE,
    "majoroutage": OfficialState.MAJOR_OUTAGE,
    # Better Stack
    "degraded": OfficialState.DEGRADED,
    "downtime": OfficialState.MAJOR_OUTAGE,
    "maintenance": OfficialState.MAINTENANCE,
    # Google Cloud
    "available": OfficialState.OPERATIONAL,
    "service_information": OfficialState.DEGRADED,
    "service_disruption": OfficialState.PARTIAL_OUTAGE,
    "service_outage": OfficialState.MAJOR_OUTAGE,
}
_IMPACTS = {
    OfficialState.OPERATIONAL: Impact.NONE,
    OfficialState.DEGRADED: Impact.MINOR,
    OfficialState.PARTIAL_OUTAGE: Impact.MAJOR,
    OfficialState.MAJOR_OUTAGE: Impact.CRITICAL,
    OfficialState.MAINTENANCE: Impact.MAINTENANCE,
}
_TITLE_CHARS = 300
_WORD_CHARS = 100
# Times of a page that lie outside are nonsense, and would not fit into a column.
_EARLIEST_MS, _LATEST_MS = 0, 4_102_444_800_000


def state_of(word: object) -> OfficialState:
    """Return the state that a word of any format stands for, `unknown` where it is in none."""
    return _STATES.get(text(word).lower(), OfficialState.UNKNOWN)


def worst(states: Iterable[OfficialState]) -> OfficialState:
    """Return the worst of several states; not knowing one is worse than knowing all is well."""
    return max(states, key=_SEVERITY.index, default=OfficialState.UNKNOWN)


def impact_of(state: OfficialState) -> Impact:
    """Return how bad an incident is that put something into this state."""
    return _IMPACTS.get(state, Impact.UNKNOWN)


def named_impact(word: object) -> Impact:
    """Return the impact that a word of Statuspage stands for."""
    return next((each for each in Impact if each == text(word).lower()), Impact.UNKNOWN)


def document(body: bytes, encoding: str = "utf-8") -> object:
    """Return the JSON of a page.

    Raises:
        Unreadable: where it is none.
    """
    try:
        return json.loads(body.decode(encoding))
    except (ValueError, RecursionError):
        raise Unreadable("it is no JSON") from None


def time_ms(value: object) -> int | None:
    """Return an ISO 8601 time as epoch ms, None where it is none; without a zone it is UTC."""
    try:
        parsed = datetime.fromisoformat(text(value))
        at = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
        return plausible_ms(at.timestamp() * 1000)
    except (ValueError, OverflowError):
        return None


def plausible_ms(at_ms: float) -> int | None:
    """Return a time in epoch ms where it may be one of an incident, else None."""
    return round(at_ms) if _EARLIEST_MS < at_ms < _LATEST_MS else None


def title_of(value: object) -> str:
    """Return a title on one line, bounded."""
    return shorten(" ".join(text(value).split()), _TITLE_CHARS) or "untitled"


def word_of(value: object) -> str:
    """Return a word such as an id or a status, bounded."""
    return shorten(text(value).strip(), _WORD_CHARS)


def url_of(value: object) -> str | None:
    """Return an address that people may follow, None where it is none."""
    url = text(value).strip()
    is_web = url.startswith(("https://", "http://")) and len(url) <= 2000
    return url if is_web and " " not in url else None


def is_meant(wanted: Sequence[str], *names: object) -> bool:
    """Return whether something so called is among `wanted`: by its id, or a word of its name."""
    if not wanted:
        return True
    said = [text(name).lower() for name in names]
    return any(word.lower() in name for word in wanted for name in said if name)


def component_state(
    components: Iterable[Mapping[str, object]], wanted: Sequence[str]
) -> OfficialState:
    """Return the worst state of the components wanted, each with `id`, `name` and `status`.

    Raises:
        Unreadable: where there is none of them: it was renamed, or is gone.
    """
    found = [each for each in components if is_meant(wanted, each.get("id"), each.get("name"))]
    if not found:
        missed = ", ".join(wanted) if wanted else "any"
        raise Unreadable(f"it has no component {missed}")
    return worst(state_of(each.get("status")) for each in found)
