"""Incidents and transitions of a whole period: read in order, and taken in from elsewhere."""

from collections.abc import Iterator

from sqlalchemy import Connection, insert, select, update

from incidents.incident import Incident, Transition
from storage import names
from storage.incidents import (
    INCIDENTS,
    TRANSITIONS,
    find,
    incident_of,
    open_incidents,
    row_of,
    transition_of,
)
from storage.models import INCIDENT, PROVIDER, TRANSITION


def incidents(
    connection: Connection, from_ms: int, to_ms: int, provider: str | None = None
) -> Iterator[Incident]:
    """Yield the incidents that started in [from_ms, to_ms) in the order of their starts."""
    started = (INCIDENT.c.started_at_ms >= from_ms, INCIDENT.c.started_at_ms < to_ms)
    wanted = INCIDENTS.where(*started).order_by(INCIDENT.c.started_at_ms, INCIDENT.c.id)
    if provider is not None:
        wanted = wanted.where(PROVIDER.c.name == provider)
    for row in connection.execute(wanted):
        yield incident_of(row, row.id)


def transitions(
    connection: Connection, from_ms: int, to_ms: int, provider: str | None = None
) -> Iterator[Transition]:
    """Yield the transitions of [from_ms, to_ms) in the order in which they were saved."""
    wanted = TRANSITIONS.where(TRANSITION.c.at_ms >= from_ms, TRANSITION.c.at_ms < to_ms)
    if provider is not None:
        wanted = wanted.where(PROVIDER.c.name == provider)
    for row in connection.execute(wanted):
        yield transition_of(row)


def take_in(connection: Connection, incident: Incident) -> bool:
    """Keep an incident of elsewhere; return whether that changed anything.

    One that is known already is left as it is, but for one that was open and is closed now.
    Raises `ValueError` where another incident is open in its scope, and both cannot be.
    """
    known = find(connection, incident.id)
    if known is None:
        for other in open_incidents(connection) if incident.is_open else ():
            if (other.provider, other.scope) == (incident.provider, incident.scope):
                raise ValueError(
                    f"{incident.provider} has an open incident in {incident.scope} here already"
                )
        ids = names.provider_ids(connection, [incident.provider])
        row = {
            "id": incident.id,
            "provider_id": ids[incident.provider],
            "scope": str(incident.scope),
            **row_of(incident),
        }
        connection.execute(insert(INCIDENT).values(row))
        return True
    if known.is_open and not incident.is_open:
        closing = update(INCIDENT).where(INCIDENT.c.id == incident.id)
        connection.execute(closing.values(row_of(incident)))
        return True
    return False


def take_in_transition(connection: Connection, transition: Transition) -> bool:
    """Keep a transition of elsewhere, of which nobody is told; return whether it is new.

    Raises `ValueError` where its incident is not here.
    """
    incident = transition.incident
    if find(connection, incident.id) is None:
        raise ValueError(f"its incident `{incident.id}` is not here: import the incidents first")
    row = {
        "incident_id": incident.id,
        "at_ms": transition.at_ms,
        "change": str(transition.change),
        **row_of(incident),
    }
    key = ("incident_id", "at_ms", "change", "state", "facets")
    same = select(TRANSITION.c.id).where(*(TRANSITION.c[name] == row[name] for name in key))
    if connection.execute(same).first() is not None:
        return False
    connection.execute(insert(TRANSITION).values({**row, "announced_at_ms": transition.at_ms}))
    return True
