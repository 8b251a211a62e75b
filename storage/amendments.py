"""What people say of incidents: add to the trail, and read incidents with it laid over them."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection, insert, select

from incidents.amended import Amended, amend, resolve
from incidents.amendments import Action, Amendment, related
from incidents.incident import Incident
from incidents.objections import check
from probes.redact import Redactor
from storage import incidents
from storage.models import AMENDMENT

_NAME_LIMIT = 100
_COLUMNS = ("action", "at_ms", "by", "reason", "other", "split_at_ms", "undoes")


def add(connection: Connection, said: Amendment) -> Amendment:
    """Keep what somebody says; return it as it is kept, with its number.

    It is kept of what the incident's id stands for now. What looks like a key is struck out of
    it. Raises `incidents.objections.Refused` where it cannot be said.
    """
    everything = amendments(connection)
    ids = {each for each in (said.incident, said.other) if each is not None}
    judged = _judged(connection, related(ids, everything))
    clean = Redactor().clean
    kept = replace(said, by=clean(said.by).strip()[:_NAME_LIMIT], reason=clean(said.reason).strip())
    check(kept, judged, everything)
    kept = replace(kept, incident=_now(said.incident, judged, everything))
    if kept.other is not None:
        kept = replace(kept, other=_now(kept.other, judged, everything))
    added = connection.execute(insert(AMENDMENT).values(row_of(kept)).returning(AMENDMENT.c.id))
    return replace(kept, id=int(added.scalar_one()))


def row_of(said: Amendment) -> dict[str, object]:
    """Return an entry as its row, without its number."""
    columns = {name: getattr(said, name) for name in _COLUMNS}
    return {"incident": said.incident, **columns, "action": str(said.action)}


def amendments(connection: Connection) -> list[Amendment]:
    """Return everything that anybody ever said of incidents, in that order."""
    return [
        Amendment(
            id=row.id,
            incident=row.incident,
            action=Action(row.action),
            **{name: getattr(row, name) for name in _COLUMNS if name != "action"},
        )
        for row in connection.execute(select(AMENDMENT).order_by(AMENDMENT.c.id))
    ]


def amended(
    connection: Connection,
    *,
    provider: str | None = None,
    start_ms: int | None = None,
    end_ms: int | None = None,
    limit: int = 100,
) -> list[Amended]:
    """Return the incidents that touch [start_ms, end_ms) as they are shown, the newest first."""
    found = incidents.incidents(
        connection, provider=provider, start_ms=start_ms, end_ms=end_ms, limit=limit
    )
    wanted = [
        each
        for each in reversed(_laid_over(connection, found))
        if provider in (None, each.incident.provider) and _touches(each.incident, start_ms, end_ms)
    ]
    return wanted[:limit]


def going_on(connection: Connection) -> list[Amended]:
    """Return the incidents that are open as they are shown, the oldest first."""
    shown = _laid_over(connection, incidents.open_incidents(connection))
    return [each for each in shown if each.incident.is_open]


def find(connection: Connection, incident_id: str) -> Amended | None:
    """Return what an id stands for now, None where there is no such incident."""
    everything = amendments(connection)
    judged = _judged(connection, related([incident_id], everything))
    return resolve(incident_id, judged, everything)


def _laid_over(connection: Connection, found: Iterable[Incident]) -> list[Amended]:
    everything = amendments(connection)
    by_id = {each.id: each for each in found}
    # What was merged may reach into a span, or be open, though none of its parts is alone.
    merged = {each.incident for each in everything if each.action is Action.MERGE}
    missing = related(by_id.keys() | merged, everything) - by_id.keys()
    return amend([*by_id.values(), *_judged(connection, missing)], everything)


def _judged(connection: Connection, ids: Iterable[str]) -> list[Incident]:
    found = (incidents.find(connection, each) for each in sorted(ids))
    return [each for each in found if each is not None]


def _now(incident: str, judged: list[Incident], everything: list[Amendment]) -> str:
    of = resolve(incident, judged, everything)
    return incident if of is None else of.incident.id


def _touches(incident: Incident, start_ms: int | None, end_ms: int | None) -> bool:
    ended_ms = incident.ended_at_ms
    is_over_before = start_ms is not None and ended_ms is not None and ended_ms <= start_ms
    return not is_over_before and (end_ms is None or incident.started_at_ms < end_ms)
