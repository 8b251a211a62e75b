"""One row for each window of planned work that somebody set or that probes.yaml declares."""

from collections.abc import Iterator, Sequence
from typing import Any

from incidents.maintenance import Window
from publish import incident_files
from publish.history import Cells, Connection, Landed, Period, Row
from storage import maintenance

COLUMNS = {
    "provider": str,
    "starts_at_ms": int,
    "ends_at_ms": int,
    "reason": str,
    "set_by": str,
    "set_at_ms": int,
}
REQUIRED = ("starts_at_ms", "ends_at_ms", "reason", "set_by")
RANK = 1


def count(connection: Connection, period: Period) -> int | None:
    """Return None: there are few."""
    del connection, period
    return None


def rows(connection: Connection, period: Period) -> Iterator[dict[str, Any]]:
    """Yield the windows that touch the period, in the order of their starts.

    A window without a provider is on all of them.
    """
    for window, set_at_ms in maintenance.kept(connection, period.from_ms, period.to_ms):
        if period.provider is None or window.is_of(period.provider):
            cells = {name: getattr(window, name) for name in COLUMNS if name != "set_at_ms"}
            yield {**cells, "set_at_ms": set_at_ms}


def land(connection: Connection, rows: Sequence[Row]) -> Landed:
    """Keep windows that are not here yet."""
    landed = Landed()
    for row in rows:
        try:
            window = _window(row.cells)
            set_at_ms = incident_files.moment("set_at_ms", row.cells.get("set_at_ms") or 0)
            landed.new += maintenance.take_in(connection, window, set_at_ms)
        except ValueError as error:
            landed.mistakes.append((row.place, str(error)))
    return landed


def _window(cells: Cells) -> Window:
    for name in REQUIRED:
        if cells.get(name) in (None, ""):
            raise ValueError(f"{name}: missing")
    starts_at_ms, ends_at_ms = (
        incident_files.moment(name, cells[name]) for name in ("starts_at_ms", "ends_at_ms")
    )
    if ends_at_ms < starts_at_ms:
        raise ValueError(f"ends_at_ms: {ends_at_ms} is before it starts")
    return Window(
        provider=cells.get("provider"),
        starts_at_ms=starts_at_ms,
        ends_at_ms=ends_at_ms,
        reason=cells["reason"],
        set_by=cells["set_by"],
    )
