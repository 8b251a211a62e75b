"""Windows of planned work: those that people set, those of probes.yaml, those of status pages."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, or_, select, update

from incidents.maintenance import Window
from probes.official import Impact
from probes.redact import Redactor
from storage.models import MAINTENANCE, OFFICIAL_INCIDENT, PROVIDER

FILE = "probes.yaml"
"""Who set the windows that the configuration declares."""

_LIMIT = 200

# Announced, but nobody has begun.
_NOT_BEGUN = ("scheduled", "maintenance_scheduled", "notstartedyet")


def add(connection: Connection, window: Window, now_ms: int) -> int:
    """Keep a window that somebody set, without what looks like a key; return its id."""
    row = {**_said(window), "set_at_ms": now_ms}
    added = connection.execute(insert(MAINTENANCE).values(row).returning(MAINTENANCE.c.id))
    return int(added.scalar_one())


def end(connection: Connection, window_id: int, now_ms: int) -> bool:
    """End a window now, or take back one that has not begun; return whether there was one."""
    one = MAINTENANCE.c.id == window_id
    taken_back = connection.execute(
        delete(MAINTENANCE).where(one, MAINTENANCE.c.starts_at_ms >= now_ms)
    )
    ended = connection.execute(
        update(MAINTENANCE).where(one, MAINTENANCE.c.ends_at_ms > now_ms).values(ends_at_ms=now_ms)
    )
    return bool(taken_back.rowcount or ended.rowcount)


def declare(connection: Connection, windows: Sequence[Window], now_ms: int) -> None:
    """Let the windows of probes.yaml that are not over be `windows`; what is over stays."""
    ours = (MAINTENANCE.c.set_by == FILE, MAINTENANCE.c.ends_at_ms > now_ms)
    known = {
        _place(each): row_id
        for row_id, each in (
            (row.id, _window(row)) for row in connection.execute(select(MAINTENANCE).where(*ours))
        )
    }
    wanted = {_place(each): each for each in windows}
    for place in known.keys() - wanted.keys():
        end(connection, known[place], now_ms)
    rows = [{**_row(wanted[place]), "set_at_ms": now_ms} for place in wanted.keys() - known.keys()]
    if rows:
        connection.execute(insert(MAINTENANCE), rows)


def kept(connection: Connection, start_ms: int, end_ms: int) -> list[tuple[Window, int]]:
    """Return the windows of [start_ms, end_ms) that are ours, and when each was set, in order."""
    touching = (MAINTENANCE.c.starts_at_ms < end_ms, MAINTENANCE.c.ends_at_ms > start_ms)
    ours = select(MAINTENANCE).where(*touching)
    found = [(_window(row), int(row.set_at_ms)) for row in connection.execute(ours)]
    return sorted(
        found, key=lambda each: (each[0].starts_at_ms, each[0].provider or "", each[0].reason)
    )


def take_in(connection: Connection, window: Window, set_at_ms: int) -> bool:
    """Keep a window of elsewhere, without what looks like a key; return whether it is new."""
    said = _said(window)
    same = (MAINTENANCE.c[name].is_not_distinct_from(value) for name, value in said.items())
    if connection.execute(select(MAINTENANCE.c.id).where(*same)).first() is not None:
        return False
    connection.execute(insert(MAINTENANCE).values({**said, "set_at_ms": set_at_ms}))
    return True


def windows(connection: Connection, start_ms: int, end_ms: int) -> list[Window]:
    """Return all windows that touch [start_ms, end_ms), in the order of their starts."""
    touching = (MAINTENANCE.c.starts_at_ms < end_ms, MAINTENANCE.c.ends_at_ms > start_ms)
    found = [_window(row) for row in connection.execute(select(MAINTENANCE).where(*touching))]
    planned = (
        select(OFFICIAL_INCIDENT, PROVIDER.c.name.label("provider"))
        .join(PROVIDER, OFFICIAL_INCIDENT.c.provider_id == PROVIDER.c.id)
        .where(
            OFFICIAL_INCIDENT.c.impact == str(Impact.MAINTENANCE),
            OFFICIAL_INCIDENT.c.status.not_in(_NOT_BEGUN),
            OFFICIAL_INCIDENT.c.started_at_ms < end_ms,
            or_(
                OFFICIAL_INCIDENT.c.resolved_at_ms.is_(None),
                OFFICIAL_INCIDENT.c.resolved_at_ms > start_ms,
            ),
        )
    )
    found += [
        Window(
            provider=row.provider,
            starts_at_ms=row.started_at_ms,
            ends_at_ms=row.resolved_at_ms,
            reason=row.title,
            set_by="their status page",
        )
        for row in connection.execute(planned)
    ]
    return sorted(found, key=lambda each: (each.starts_at_ms, each.provider or ""))


def _place(window: Window) -> tuple[object, ...]:
    return window.provider, window.starts_at_ms, window.ends_at_ms, window.reason


def _said(window: Window) -> dict[str, object]:
    clean = Redactor().clean
    said = {"reason": clean(window.reason)[:_LIMIT], "set_by": clean(window.set_by)[:_LIMIT]}
    return {**_row(window), **said}


def _row(window: Window) -> dict[str, object]:
    return {
        "provider": window.provider,
        "starts_at_ms": window.starts_at_ms,
        "ends_at_ms": window.ends_at_ms,
        "reason": window.reason,
        "set_by": window.set_by,
    }


def _window(row: object) -> Window:
    names = ("id", "provider", "starts_at_ms", "ends_at_ms", "reason", "set_by")
    return Window(**{name: getattr(row, name) for name in names})
