"""What providers' own status pages say: keep it, read it back, and take in a whole history."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from probes.official import Impact, OfficialIncident, OfficialState
from probes.result import ProbeResult, Surface
from storage import names
from storage.dialect import upsert
from storage.models import OFFICIAL_INCIDENT, OFFICIAL_STATUS, PROVIDER

_STATUSES = select(OFFICIAL_STATUS, PROVIDER.c.name.label("provider")).join(
    PROVIDER, OFFICIAL_STATUS.c.provider_id == PROVIDER.c.id
)
_INCIDENTS = select(OFFICIAL_INCIDENT).join(
    PROVIDER, OFFICIAL_INCIDENT.c.provider_id == PROVIDER.c.id
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialStatus:
    """A provider's own word, as last read; times are epoch ms UTC.

    `since_ms` is when we first read this state. `problem` is why the page could not be read
    at `tried_at_ms`, None where it could.
    """

    provider: str
    state: OfficialState
    sentence: str
    since_ms: int
    read_at_ms: int
    tried_at_ms: int
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptIncident:
    """An incident of a page; `first_seen_ms` is when we read of it, None where imported."""

    incident: OfficialIncident
    first_seen_ms: int | None


def keep(connection: Connection, results: Sequence[ProbeResult]) -> None:
    """Keep what the results among `results` that are readings of status pages say."""
    readings = [each for each in results if each.surface is Surface.OFFICIAL]
    if not readings:
        return
    providers = {each.provider for each in readings}
    ids = names.provider_ids(connection, providers)
    known = statuses(connection)
    for result in sorted(readings, key=lambda each: each.started_at_ms):
        known[result.provider] = _next(known.get(result.provider), result)
        if result.official is not None:
            save_incidents(
                connection, result.provider, result.official.incidents, result.started_at_ms
            )
    rows = [
        {
            "provider_id": ids[status.provider],
            "state": str(status.state),
            "sentence": status.sentence,
            "since_ms": status.since_ms,
            "read_at_ms": status.read_at_ms,
            "tried_at_ms": status.tried_at_ms,
            "problem": status.problem,
        }
        for status in (known[provider] for provider in sorted(providers))
    ]
    update = [column for column in rows[0] if column != "provider_id"]
    upsert(connection, OFFICIAL_STATUS, rows, key=["provider_id"], update=update)


def _next(before: OfficialStatus | None, result: ProbeResult) -> OfficialStatus:
    at_ms = result.started_at_ms
    if before is not None and at_ms < before.tried_at_ms:
        return before
    reading, detail = result.official, result.detail or ""
    if reading is None:
        return OfficialStatus(
            provider=result.provider,
            state=before.state if before else OfficialState.UNKNOWN,
            sentence=before.sentence if before else "",
            since_ms=before.since_ms if before else at_ms,
            read_at_ms=before.read_at_ms if before else 0,
            tried_at_ms=at_ms,
            problem=detail or str(result.outcome),
        )
    is_same = before is not None and before.state is reading.state and before.read_at_ms > 0
    return OfficialStatus(
        provider=result.provider,
        state=reading.state,
        sentence=detail,
        since_ms=before.since_ms if before is not None and is_same else at_ms,
        read_at_ms=at_ms,
        tried_at_ms=at_ms,
    )


def statuses(connection: Connection) -> dict[str, OfficialStatus]:
    """Return what each provider's own page says, of those whose page was ever looked at."""
    return {
        row.provider: OfficialStatus(
            provider=row.provider,
            state=OfficialState(row.state),
            sentence=row.sentence,
            since_ms=row.since_ms,
            read_at_ms=row.read_at_ms,
            tried_at_ms=row.tried_at_ms,
            problem=row.problem,
        )
        for row in connection.execute(_STATUSES)
    }


def save_incidents(
    connection: Connection,
    provider: str,
    incidents: Iterable[OfficialIncident],
    seen_at_ms: int | None,
) -> int:
    """Keep a page's incidents as it tells them now; return how many were new.

    `seen_at_ms` is our own clock where the page was read as it stood, None for an import. When
    we first saw an incident is kept for ever.
    """
    provider_id = names.provider_ids(connection, [provider])[provider]
    own = select(OFFICIAL_INCIDENT).where(OFFICIAL_INCIDENT.c.provider_id == provider_id)
    known = {row["key"]: dict(row) for row in connection.execute(own).mappings()}
    rows = {
        incident.key: {
            "provider_id": provider_id,
            "key": incident.key,
            "title": incident.title,
            "impact": str(incident.impact),
            "status": incident.status,
            "started_at_ms": incident.started_at_ms,
            "published_at_ms": incident.published_at_ms,
            # A history that is over tells nothing of how early we could have read of it.
            "first_seen_ms": seen_at_ms if incident.resolved_at_ms is None else None,
            "resolved_at_ms": incident.resolved_at_ms,
            "components": json.dumps(incident.components),
            "url": incident.url,
        }
        for incident in incidents
    }
    fixed = ("provider_id", "key", "first_seen_ms")
    columns = [column.name for column in OFFICIAL_INCIDENT.columns if column.name not in fixed]
    # A page repeats its whole history each time it is read.
    changed = [
        row
        for key, row in rows.items()
        if key not in known or any(row[name] != known[key][name] for name in columns)
    ]
    upsert(connection, OFFICIAL_INCIDENT, changed, key=["provider_id", "key"], update=columns)
    return len(rows.keys() - known.keys())


def take_in(connection: Connection, provider: str, incidents: Iterable[OfficialIncident]) -> int:
    """Keep an imported history; return how many incidents were new.

    A provider that nobody watches is not watched for it.
    """
    unwatched = {"name": provider, "title": provider, "position": 0, "removed_at_ms": 0}
    upsert(connection, PROVIDER, [unwatched], key=["name"])
    return save_incidents(connection, provider, incidents, None)


def incidents(
    connection: Connection,
    provider: str,
    *,
    start_ms: int | None = None,
    end_ms: int | None = None,
    limit: int = 10_000,
) -> list[KeptIncident]:
    """Return a provider's official incidents that touch [start_ms, end_ms), the newest first."""
    wanted = _INCIDENTS.where(PROVIDER.c.name == provider)
    if start_ms is not None:
        resolved = OFFICIAL_INCIDENT.c.resolved_at_ms
        wanted = wanted.where(or_(resolved.is_(None), resolved >= start_ms))
    if end_ms is not None:
        wanted = wanted.where(OFFICIAL_INCIDENT.c.started_at_ms < end_ms)
    newest = wanted.order_by(
        OFFICIAL_INCIDENT.c.started_at_ms.desc(), OFFICIAL_INCIDENT.c.key
    ).limit(limit)
    return [
        KeptIncident(
            first_seen_ms=row.first_seen_ms,
            incident=OfficialIncident(
                key=row.key,
                title=row.title,
                impact=Impact(row.impact),
                status=row.status,
                started_at_ms=row.started_at_ms,
                published_at_ms=row.published_at_ms,
                resolved_at_ms=row.resolved_at_ms,
                components=tuple(json.loads(row.components)),
                url=row.url,
            ),
        )
        for row in connection.execute(newest)
    ]
