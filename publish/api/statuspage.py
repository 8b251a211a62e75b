"""The public API of Atlassian Statuspage, version 2, so that readers of status pages read ours.

Source: metastatuspage.com/api, read 2026-11. A component is a provider. Statuspage has no word
for a service that nobody can see, so such a component is left out rather than called well, and
a monitor that stands still answers 503 rather than with history.
"""

from datetime import UTC, datetime
from typing import Any

import storage.incidents
import storage.maintenance
from incidents.incident import Incident, Scope, State, Transition
from incidents.maintenance import Window
from publish.api.endpoint import Asked, Endpoint
from publish.api.problems import Problem
from publish.api.statuspage_shapes import (
    Indicator,
    StatuspageComponent,
    StatuspageIncident,
    StatuspageIncidents,
    StatuspageMaintenance,
    StatuspagePage,
    StatuspageStatus,
    StatuspageSummary,
    StatuspageUpdate,
    StatuspageWhole,
)
from publish.card import Card
from publish.headlines import headline
from publish.status import Status

_INCIDENTS = 50
_AHEAD_MS = 30 * 86_400_000


_COMPONENT_STATES = {
    State.OPERATIONAL: "operational",
    State.BROWNOUT: "degraded_performance",
    State.OUTAGE: "major_outage",
    State.MAINTENANCE: "under_maintenance",
}
_INDICATORS = {
    State.OPERATIONAL: Indicator.NONE,
    State.MAINTENANCE: Indicator.MAINTENANCE,
    State.BROWNOUT: Indicator.MINOR,
    State.OUTAGE: Indicator.CRITICAL,
}
_PAGE_ID = "brownout"


def summary(asked: Asked[Any]) -> StatuspageSummary:
    """Answer components, what goes on, and what is planned."""
    told = _fresh(asked)
    components = _components(told)
    with asked.source.database().read() as connection:
        going_on = [
            (each, storage.incidents.transitions(connection, each.id))
            for each in storage.incidents.open_incidents(connection)
        ]
        planned = storage.maintenance.windows(connection, told.at_ms, told.at_ms + _AHEAD_MS)
    by_provider = {each.id: each for each in components}
    return StatuspageSummary(
        page=_page(asked, told),
        status=_overall(told),
        components=components,
        incidents=[_incident(asked, *each, by_provider) for each in going_on],
        scheduled_maintenances=[_maintenance(asked, each, told, by_provider) for each in planned],
    )


def status(asked: Asked[Any]) -> StatuspageWhole:
    """Answer the whole in one word."""
    told = _fresh(asked)
    return StatuspageWhole(page=_page(asked, told), status=_overall(told))


def incidents(asked: Asked[Any]) -> StatuspageIncidents:
    """Answer the last incidents."""
    told = asked.source.status()
    by_provider = {each.id: each for each in _components(told)}
    with asked.source.database().read() as connection:
        found = [
            (each, storage.incidents.transitions(connection, each.id))
            for each in storage.incidents.incidents(connection, limit=_INCIDENTS)
        ]
    return StatuspageIncidents(
        page=_page(asked, told),
        incidents=[_incident(asked, *each, by_provider) for each in found],
    )


def _fresh(asked: Asked[Any]) -> Status:
    told = asked.source.status()
    if told.is_stale or not any(_is_seen(card) for card in told.cards):
        raise Problem(503, told.headline)
    return told


def _is_seen(card: Card) -> bool:
    return not card.is_waiting and card.state in _COMPONENT_STATES


def _overall(told: Status) -> StatuspageStatus:
    found = {_INDICATORS[card.state] for card in told.cards if _is_seen(card)}
    unseen = [card.title for card in told.cards if not card.is_waiting and not _is_seen(card)]
    order = (Indicator.CRITICAL, Indicator.MINOR, Indicator.MAINTENANCE, Indicator.NONE)
    worst = next(each for each in order if each in found)
    # What cannot be seen is not called well.
    if unseen and worst is Indicator.NONE:
        worst = Indicator.MINOR
    return StatuspageStatus(indicator=worst, description=told.sentence)


def _components(told: Status) -> list[StatuspageComponent]:
    return [
        StatuspageComponent(
            id=card.provider,
            name=card.title,
            status=_COMPONENT_STATES[card.state],
            created_at=_at(card.since_ms or told.at_ms),
            updated_at=_at(card.since_ms or told.at_ms),
            position=number,
            description=card.sentence,
            showcase=True,
            start_date=None,
            group_id=None,
            page_id=_PAGE_ID,
            group=False,
            only_show_if_degraded=False,
        )
        for number, card in enumerate(sorted(told.cards, key=lambda card: card.title), 1)
        if _is_seen(card)
    ]


def _page(asked: Asked[Any], told: Status) -> StatuspagePage:
    return StatuspagePage(
        id=_PAGE_ID,
        name="Brownout",
        url=asked.base_url,
        time_zone="Etc/UTC",
        updated_at=_at(told.at_ms),
    )


def _incident(
    asked: Asked[Any],
    incident: Incident,
    changes: list[Transition],
    components: dict[str, StatuspageComponent],
) -> StatuspageIncident:
    updates = [
        StatuspageUpdate(
            id=f"{incident.id}-{number}",
            status="investigating" if each.incident.is_open else "resolved",
            body=each.incident.sentence,
            incident_id=incident.id,
            created_at=_at(each.at_ms),
            updated_at=_at(each.at_ms),
            display_at=_at(each.at_ms),
        )
        for number, each in enumerate(changes, 1)
    ]
    own = components.get(incident.provider)
    title = own.name if own else incident.provider
    return StatuspageIncident(
        id=incident.id,
        name=headline(incident, title),
        status="investigating" if incident.is_open else "resolved",
        created_at=_at(incident.detected_at_ms),
        updated_at=updates[-1].updated_at if updates else _at(incident.detected_at_ms),
        monitoring_at=None,
        resolved_at=None if incident.ended_at_ms is None else _at(incident.ended_at_ms),
        impact=_impact(incident),
        shortlink=f"{asked.base_url}/provider?provider={incident.provider}",
        started_at=_at(incident.started_at_ms),
        page_id=_PAGE_ID,
        incident_updates=updates[::-1],
        components=[own] if own else [],
    )


def _impact(incident: Incident) -> Indicator:
    if incident.worst is not State.OUTAGE:
        return Indicator.MINOR
    return Indicator.CRITICAL if incident.scope is Scope.API else Indicator.MAJOR


def _maintenance(
    asked: Asked[Any], window: Window, told: Status, components: dict[str, StatuspageComponent]
) -> StatuspageMaintenance:
    begun = window.starts_at_ms <= told.at_ms
    # Statuspage wants an end; of work whose end nobody has said, it is always a day ahead.
    ends_ms = window.ends_at_ms or max(told.at_ms, window.starts_at_ms) + 86_400_000
    starts, key = _at(window.starts_at_ms), f"{window.provider or 'all'}-{window.starts_at_ms}"
    return StatuspageMaintenance(
        id=f"maintenance-{key}",
        name=window.reason,
        status="in_progress" if begun else "scheduled",
        created_at=starts,
        updated_at=starts,
        monitoring_at=None,
        resolved_at=None,
        impact=Indicator.MAINTENANCE,
        shortlink=asked.base_url,
        started_at=starts,
        page_id=_PAGE_ID,
        incident_updates=[],
        components=[each for name, each in components.items() if window.is_of(name)],
        scheduled_for=starts,
        scheduled_until=_at(ends_ms),
    )


def _at(at_ms: int) -> str:
    moment = datetime.fromtimestamp(at_ms / 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{at_ms % 1000:03}Z"


ENDPOINTS = (
    Endpoint(
        path="/api/v2/summary.json",
        summary="Components, incidents and planned work in Statuspage's format",
        answer=summary,
        shape=StatuspageSummary,
        problems=(503,),
        max_age_s=10,
    ),
    Endpoint(
        path="/api/v2/status.json",
        summary="The whole in one word, in Statuspage's format",
        answer=status,
        shape=StatuspageWhole,
        problems=(503,),
        max_age_s=10,
    ),
    Endpoint(
        path="/api/v2/incidents.json",
        summary="The last 50 incidents, in Statuspage's format",
        answer=incidents,
        shape=StatuspageIncidents,
        max_age_s=10,
    ),
)
