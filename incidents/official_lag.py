"""How long a provider's own status page took to tell of what we saw."""

from collections.abc import Iterable
from dataclasses import dataclass

from incidents.incident import Incident
from probes.official import Impact, OfficialIncident

# A page may date its incident a little before we saw the first failure.
_BEFORE_MS = 15 * 60_000
_NO_TROUBLE = frozenset({Impact.MAINTENANCE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An incident of a page, and since when it could be read there, epoch ms.

    That is when we first read it. For an imported one it is when the page says it was published,
    which may have been written afterwards.
    """

    incident: OfficialIncident
    at_ms: int

    @classmethod
    def of(cls, incident: OfficialIncident, first_seen_ms: int | None) -> "Told":
        """Return an incident with the best that is known of when it could be read."""
        known = (first_seen_ms, incident.published_at_ms)
        at_ms = next((each for each in known if each is not None), incident.started_at_ms)
        return cls(incident=incident, at_ms=at_ms)


def first_told(ours: Incident, theirs: Iterable[Told], now_ms: int) -> Told | None:
    """Return what their page first told while our incident lasted; None where it was silent."""
    end_ms = now_ms if ours.ended_at_ms is None else ours.ended_at_ms
    touching = [
        each
        for each in theirs
        if each.incident.impact not in _NO_TROUBLE
        and each.incident.started_at_ms <= end_ms
        and (each.incident.resolved_at_ms is None
             or each.incident.resolved_at_ms >= ours.started_at_ms)
        and each.at_ms >= ours.started_at_ms - _BEFORE_MS
    ]  # fmt: skip
    return min(touching, key=lambda each: each.at_ms, default=None)
