"""Heartbeats: who is waited for, what was heard of each, and since when somebody listens."""

from collections.abc import Iterable

from sqlalchemy import Connection, delete, select

from probes.heartbeats import Heartbeat
from storage.dialect import upsert
from storage.models import HEARTBEAT, LISTENER

# Whoever listens marks it more often; a longer pause means that nobody listened.
_BREAK_MS = 30_000


def wait_for(connection: Connection, probes: Iterable[str], now_ms: int) -> None:
    """Wait for the probes of these names, and for no others; who was waited for goes on."""
    wanted = sorted(set(probes))
    connection.execute(delete(HEARTBEAT).where(HEARTBEAT.c.probe.not_in(wanted)))
    rows = [{"probe": name, "awaited_since_ms": now_ms} for name in wanted]
    upsert(connection, HEARTBEAT, rows, key=["probe"])


def awaited(connection: Connection) -> list[str]:
    """Return the names of the probes that are waited for."""
    return list(connection.execute(select(HEARTBEAT.c.probe).order_by("probe")).scalars())


def beat(connection: Connection, probe: str, at_ms: int) -> None:
    """Keep that a job reported in."""
    connection.execute(
        HEARTBEAT.update().where(HEARTBEAT.c.probe == probe).values(beat_at_ms=at_ms)
    )


def fail(connection: Connection, probe: str, at_ms: int, detail: str | None) -> None:
    """Keep that a job reported a failure, in words that are already free of secrets."""
    connection.execute(
        HEARTBEAT.update()
        .where(HEARTBEAT.c.probe == probe)
        .values(failed_at_ms=at_ms, detail=detail)
    )


def listening(connection: Connection, now_ms: int) -> None:
    """Mark that somebody listens; after a break, that they do so since now."""
    known = connection.execute(select(LISTENER.c.since_ms, LISTENER.c.at_ms)).first()
    has_gone_on = known is not None and 0 <= now_ms - known.at_ms <= _BREAK_MS
    since_ms = known.since_ms if known is not None and has_gone_on else now_ms
    row = {"id": 1, "since_ms": since_ms, "at_ms": now_ms}
    upsert(connection, LISTENER, [row], key=["id"], update=["since_ms", "at_ms"])


def heard(connection: Connection, probe: str) -> Heartbeat | None:
    """Return what was heard for a probe, None where nobody waits for it."""
    row = connection.execute(select(HEARTBEAT).where(HEARTBEAT.c.probe == probe)).first()
    if row is None:
        return None
    listener = connection.execute(select(LISTENER)).first()
    return Heartbeat(
        awaited_since_ms=row.awaited_since_ms,
        beat_at_ms=row.beat_at_ms,
        failed_at_ms=row.failed_at_ms,
        detail=row.detail,
        listening_since_ms=listener.since_ms if listener else None,
        listening_at_ms=listener.at_ms if listener else None,
    )
