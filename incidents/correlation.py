"""Who else is in trouble at the same time: a shared cause, or us?"""

from collections.abc import Iterable

from incidents.incident import Incident

TOGETHER_MS = 600_000
"""Incidents that begin within so long of each other may have one cause."""


def together(incident: Incident, others: Iterable[Incident]) -> list[Incident]:
    """Return the incidents of other providers that began with this one, overlap it and are alike.

    Alike are those on the same scope with a facet in common. They come in the order of their
    starts; `others` may be any incidents, this one among them.
    """
    found = [
        other
        for other in others
        if other.provider != incident.provider
        and abs(other.started_at_ms - incident.started_at_ms) <= TOGETHER_MS
        and _overlap(incident, other)
        and other.scope is incident.scope
        and set(other.facets) & set(incident.facets)
    ]
    return sorted(found, key=lambda other: (other.started_at_ms, other.provider))


def _overlap(one: Incident, other: Incident) -> bool:
    return _goes_on_at(one, other.started_at_ms) or _goes_on_at(other, one.started_at_ms)


def _goes_on_at(incident: Incident, at_ms: int) -> bool:
    return incident.started_at_ms <= at_ms and (
        incident.ended_at_ms is None or at_ms < incident.ended_at_ms
    )
