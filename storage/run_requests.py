"""Runs that people ask for: kept until a worker of the vantage takes them, once and in time."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, delete, insert, select, update

from storage.models import PROBE, RUN_REQUEST, VANTAGE, VANTAGE_PROBE

TAKEN_WITHIN_MS = 30_000
"""What nobody has taken for so long is not run any more: whoever asked has given up waiting."""

_KEPT_MS = 3_600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRequest:
    """Somebody asked for a run of `probe` at `vantage`; times are epoch ms UTC.

    `claimed_by` is the worker that took it. `refusal` says why there was no run.
    """

    id: int
    probe: str
    vantage: str
    asked_at_ms: int
    asked_by: str
    claimed_at_ms: int | None = None
    claimed_by: str | None = None
    ended_at_ms: int | None = None
    refusal: str | None = None

    def is_pending(self, now_ms: int) -> bool:
        """Return whether there may still be a run of it."""
        if self.ended_at_ms is not None:
            return False
        return self.claimed_at_ms is not None or now_ms - self.asked_at_ms < TAKEN_WITHIN_MS


def ask(connection: Connection, *, probe: str, vantage: str, by: str, now_ms: int) -> bool:
    """Ask for a run; return False where nobody runs that probe there, or it is asked for already.

    Requests of an hour ago are forgotten.
    """
    old = RUN_REQUEST.c.asked_at_ms < now_ms - _KEPT_MS
    connection.execute(delete(RUN_REQUEST).where(old))
    # The row is locked, where there are several who write: two who ask at once ask one by one.
    found = connection.execute(
        select(VANTAGE_PROBE.c.probe_id, VANTAGE_PROBE.c.vantage_id)
        .join(PROBE, PROBE.c.id == VANTAGE_PROBE.c.probe_id)
        .join(VANTAGE, VANTAGE.c.id == VANTAGE_PROBE.c.vantage_id)
        .where(PROBE.c.name == probe, PROBE.c.removed_at_ms.is_(None), VANTAGE.c.name == vantage)
        .with_for_update(of=VANTAGE_PROBE)
    ).first()
    if found is None:
        return False
    ids = {"probe_id": found.probe_id, "vantage_id": found.vantage_id}
    those = and_(*(RUN_REQUEST.c[name] == value for name, value in ids.items()))
    if any(each.is_pending(now_ms) for each in _requests(connection, _WANTED.where(those))):
        return False
    row = {**ids, "asked_at_ms": now_ms, "asked_by": by}
    connection.execute(insert(RUN_REQUEST).values(row))
    return True


def unclaimed(connection: Connection, vantage: str, now_ms: int) -> list[RunRequest]:
    """Return what was asked for at a vantage and nobody has taken yet, the oldest first."""
    since_ms = now_ms - TAKEN_WITHIN_MS
    wanted = _WANTED.where(
        VANTAGE.c.name == vantage,
        RUN_REQUEST.c.claimed_at_ms.is_(None),
        RUN_REQUEST.c.asked_at_ms > since_ms,
    )
    return _requests(connection, wanted)


def claim(connection: Connection, request: RunRequest, by: str, now_ms: int) -> bool:
    """Take a request; return False where another worker was faster."""
    taking = update(RUN_REQUEST).where(
        RUN_REQUEST.c.id == request.id, RUN_REQUEST.c.claimed_at_ms.is_(None)
    )
    taken = connection.execute(taking.values(claimed_at_ms=now_ms, claimed_by=by))
    return taken.rowcount == 1


def end(
    connection: Connection, request: RunRequest, now_ms: int, refusal: str | None = None
) -> None:
    """Note that the run has ended, or why there was none."""
    connection.execute(
        update(RUN_REQUEST)
        .where(RUN_REQUEST.c.id == request.id)
        .values(ended_at_ms=now_ms, refusal=refusal)
    )


def requests(connection: Connection, since_ms: int) -> list[RunRequest]:
    """Return what was asked for since then, the oldest first."""
    return _requests(connection, _WANTED.where(RUN_REQUEST.c.asked_at_ms >= since_ms))


_WANTED = (
    select(RUN_REQUEST, PROBE.c.name.label("probe"), VANTAGE.c.name.label("vantage"))
    .join(PROBE, PROBE.c.id == RUN_REQUEST.c.probe_id)
    .join(VANTAGE, VANTAGE.c.id == RUN_REQUEST.c.vantage_id)
    .order_by(RUN_REQUEST.c.id)
)


def _requests(connection: Connection, wanted: Select[Any]) -> list[RunRequest]:
    return [
        RunRequest(**{name: row[name] for name in RunRequest.__dataclass_fields__})
        for row in connection.execute(wanted).mappings()
    ]
