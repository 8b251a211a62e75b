"""Incidents, their transitions and the providers' states: save, find, and claim for announcing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from incidents.incident import Change, Facet, Incident, ProviderState, Scope, State, Transition
from incidents.snapshot import Snapshot
from storage import names
from storage.dialect import put, upsert
from storage.errors import DatabaseError
from storage.models import INCIDENT, JUDGE_MEMORY, PROVIDER, PROVIDER_STATE, TRANSITION, UNANNOUNCED

INCIDENTS = select(INCIDENT, PROVIDER.c.name.label("provider")).join(
    PROVIDER, INCIDENT.c.provider_id == PROVIDER.c.id
)
_STATES = select(PROVIDER_STATE, PROVIDER.c.name.label("provider")).join(
    PROVIDER, PROVIDER_STATE.c.provider_id == PROVIDER.c.id
)
TRANSITIONS = (
    select(TRANSITION, INCIDENT.c.scope, PROVIDER.c.name.label("provider"))
    .join(INCIDENT, TRANSITION.c.incident_id == INCIDENT.c.id)
    .join(PROVIDER, INCIDENT.c.provider_id == PROVIDER.c.id)
    .order_by(TRANSITION.c.id)
)


def save(connection: Connection, transitions: Sequence[Transition]) -> None:
    """Keep `transitions` and bring their incidents to what the last of each says.

    Saving one again changes nothing. Raises `DatabaseError` for a second open incident on one
    scope of a provider: the judge must close or reopen the first.
    """
    if not transitions:
        return
    ids = names.provider_ids(connection, {t.incident.provider for t in transitions})
    incidents = {t.incident.id: t.incident for t in transitions}
    rows = [
        {
            "id": incident.id,
            "provider_id": ids[incident.provider],
            "scope": str(incident.scope),
            **row_of(incident),
        }
        # Closing goes before opening: only one may be open at any moment.
        for incident in sorted(incidents.values(), key=lambda incident: incident.is_open)
    ]
    try:
        upsert(connection, INCIDENT, rows, key=["id"], update=[c for c in rows[0] if c != "id"])
    except IntegrityError as error:
        providers = ", ".join(sorted({incident.provider for incident in incidents.values()}))
        raise DatabaseError(
            f"{providers} already has an open incident in that scope: "
            "close or reopen it instead of opening another"
        ) from error
    changes = [
        {
            "incident_id": t.incident.id,
            "at_ms": t.at_ms,
            "change": str(t.change),
            **row_of(t.incident),
        }
        for t in transitions
    ]
    upsert(connection, TRANSITION, changes, key=_SAME_TRANSITION)


_SAME_TRANSITION = ("incident_id", "at_ms", "change", "state", "facets")


def save_states(
    connection: Connection,
    states: Sequence[ProviderState],
    memories: Mapping[str, Snapshot] | None = None,
) -> None:
    """Keep the states of providers, and what their judges remember, by provider, to resume from."""
    known = memories or {}
    ids = names.provider_ids(connection, [state.provider for state in states])
    rows = [
        {
            "provider_id": ids[state.provider],
            "state": str(state.state),
            "since_ms": state.since_ms,
            "sentence": state.sentence,
            "judged_at_ms": state.judged_at_ms,
            "snapshot": known[state.provider].rest if state.provider in known else "{}",
        }
        for state in states
    ]
    overwrite = ("state", "since_ms", "sentence", "judged_at_ms", "snapshot")
    upsert(connection, PROVIDER_STATE, rows, key=["provider_id"], update=overwrite)
    anew = [ids[provider] for provider, memory in known.items() if memory.is_whole]
    if anew:
        connection.execute(delete(JUDGE_MEMORY).where(JUDGE_MEMORY.c.provider_id.in_(anew)))
    watches = [
        (ids[provider], key, watch)
        for provider, memory in known.items()
        for key, watch in memory.watches.items()
    ]
    put(connection, JUDGE_MEMORY, ("provider_id", "key", "memory"), watches)


def states(connection: Connection) -> dict[str, ProviderState]:
    """Return the latest state of each provider that was ever judged."""
    return {
        row.provider: ProviderState(
            provider=row.provider,
            state=State(row.state),
            since_ms=row.since_ms,
            sentence=row.sentence,
            judged_at_ms=row.judged_at_ms,
        )
        for row in connection.execute(_STATES)
    }


def snapshots(connection: Connection) -> dict[str, Snapshot]:
    """Return what the judge of each provider remembers, put together of what `save_states` kept."""
    watches: dict[int, dict[str, str]] = defaultdict(dict)
    for row in connection.execute(select(JUDGE_MEMORY)):
        watches[row.provider_id][row.key] = row.memory
    return {
        row.provider: Snapshot(rest=row.snapshot, watches=watches[row.provider_id])
        for row in connection.execute(_STATES)
    }


def open_incidents(connection: Connection) -> list[Incident]:
    """Return the incidents that are going on, the oldest first."""
    going_on = INCIDENTS.where(INCIDENT.c.closed_at_ms.is_(None))
    return _incidents(connection, going_on.order_by(INCIDENT.c.started_at_ms, INCIDENT.c.id))


def incidents(
    connection: Connection,
    *,
    provider: str | None = None,
    scope: Scope | None = None,
    is_open: bool | None = None,
    start_ms: int | None = None,
    end_ms: int | None = None,
    limit: int = 100,
    after: tuple[int, str] | None = None,
) -> list[Incident]:
    """Return the incidents that touch [start_ms, end_ms), the newest first.

    With `after`, the start and id of one of them, those that come behind it.
    """
    wanted = INCIDENTS
    if after is not None:
        started, incident_id = INCIDENT.c.started_at_ms, INCIDENT.c.id
        behind = and_(started == after[0], incident_id > after[1])
        wanted = wanted.where(or_(started < after[0], behind))
    if provider is not None:
        wanted = wanted.where(PROVIDER.c.name == provider)
    if scope is not None:
        wanted = wanted.where(INCIDENT.c.scope == str(scope))
    if is_open is not None:
        closed_at = INCIDENT.c.closed_at_ms
        wanted = wanted.where(closed_at.is_(None) if is_open else closed_at.is_not(None))
    if start_ms is not None:
        end = func.coalesce(INCIDENT.c.ended_at_ms, INCIDENT.c.closed_at_ms)
        wanted = wanted.where(or_(end.is_(None), end > start_ms))
    if end_ms is not None:
        wanted = wanted.where(INCIDENT.c.started_at_ms < end_ms)
    newest = wanted.order_by(INCIDENT.c.started_at_ms.desc(), INCIDENT.c.id).limit(limit)
    return _incidents(connection, newest)


def find(connection: Connection, incident_id: str) -> Incident | None:
    """Return one incident, or None where there is none of that id."""
    found = _incidents(connection, INCIDENTS.where(INCIDENT.c.id == incident_id))
    return found[0] if found else None


def transitions(connection: Connection, incident_id: str) -> list[Transition]:
    """Return the transitions of one incident in the order they were saved."""
    wanted = TRANSITIONS.where(TRANSITION.c.incident_id == incident_id)
    return [transition_of(row) for row in connection.execute(wanted)]


def claim_unannounced(connection: Connection, now_ms: int) -> list[Transition]:
    """Return the transitions nobody has been told of, oldest first; they count as told now.

    Of any number of callers, each transition is returned to one: that one must send it.
    """
    claiming = update(TRANSITION).where(UNANNOUNCED).values(announced_at_ms=now_ms)
    claimed = list(connection.execute(claiming.returning(TRANSITION.c.id)).scalars())
    if not claimed:
        return []
    wanted = TRANSITIONS.where(TRANSITION.c.id.in_(claimed))
    return [transition_of(row) for row in connection.execute(wanted)]


def row_of(incident: Incident) -> dict[str, object]:
    """Return the columns that incidents and transitions share."""
    return {
        "state": str(incident.state),
        "worst": str(incident.worst),
        "facets": ",".join(incident.facets),
        "sentence": incident.sentence,
        "started_at_ms": incident.started_at_ms,
        "detected_at_ms": incident.detected_at_ms,
        "ended_at_ms": incident.ended_at_ms,
        "closed_at_ms": incident.closed_at_ms,
        "extent": incident.extent,
    }


def _incidents(connection: Connection, wanted: Select[Any]) -> list[Incident]:
    return [incident_of(row, row.id) for row in connection.execute(wanted)]


def transition_of(row: Any) -> Transition:
    """Return the transition that a row of `TRANSITIONS` keeps."""
    return Transition(
        at_ms=row.at_ms, change=Change(row.change), incident=incident_of(row, row.incident_id)
    )


def incident_of(row: Any, incident_id: str) -> Incident:
    """Return the incident that a row of `INCIDENTS` or `TRANSITIONS` keeps."""
    return Incident(
        id=incident_id,
        provider=row.provider,
        scope=Scope(row.scope),
        state=State(row.state),
        worst=State(row.worst),
        facets=tuple(Facet(word) for word in row.facets.split(",") if word),
        sentence=row.sentence,
        started_at_ms=row.started_at_ms,
        detected_at_ms=row.detected_at_ms,
        ended_at_ms=row.ended_at_ms,
        closed_at_ms=row.closed_at_ms,
        extent=row.extent or "",
    )
