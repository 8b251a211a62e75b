"""One row for each thing that somebody said of an incident."""

from collections.abc import Iterator, Sequence
from typing import Any

from incidents.amendments import Action, Amendment
from publish import incident_files
from publish.history import Cells, Connection, Landed, Period, Row
from storage import amendment_history

COLUMNS = {
    "incident": str,
    "action": str,
    "at_ms": int,
    "by": str,
    "reason": str,
    "other": str,
    "split_at_ms": int,
    "undoes_action": str,
    "undoes_at_ms": int,
}
REQUIRED = ("incident", "action", "at_ms", "by")
RANK = 2


def count(connection: Connection, period: Period) -> int | None:
    """Return None: there are few."""
    del connection, period
    return None


def rows(connection: Connection, period: Period) -> Iterator[dict[str, Any]]:
    """Yield what was said in the period, in that order; of all providers."""
    for entry in amendment_history.entries(connection, period.from_ms, period.to_ms):
        said, undoes = entry.said, entry.undoes
        yield {
            "incident": said.incident,
            "action": str(said.action),
            "at_ms": said.at_ms,
            "by": said.by,
            "reason": said.reason or None,
            "other": said.other,
            "split_at_ms": said.split_at_ms,
            "undoes_action": None if undoes is None else str(undoes.action),
            "undoes_at_ms": None if undoes is None else undoes.at_ms,
        }


def land(connection: Connection, rows: Sequence[Row]) -> Landed:
    """Keep what was said, behind all that was said here."""
    landed = Landed()
    for row in rows:
        try:
            said, undoes = _said(row.cells), _undoes(row.cells)
            landed.new += amendment_history.take_in(connection, said, undoes)
        except ValueError as error:
            landed.mistakes.append((row.place, str(error)))
    return landed


def _said(cells: Cells) -> Amendment:
    for name in REQUIRED:
        if cells.get(name) in (None, ""):
            raise ValueError(f"{name}: missing")
    action = incident_files.word("action", cells["action"], Action)
    needed = {Action.MERGE: "other", Action.SPLIT: "split_at_ms", Action.UNDO: "undoes_at_ms"}
    if action in needed and cells.get(needed[action]) is None:
        raise ValueError(f"{needed[action]}: missing")
    split_at_ms = cells.get("split_at_ms")
    return Amendment(
        incident=cells["incident"],
        action=action,
        at_ms=incident_files.moment("at_ms", cells["at_ms"]),
        by=cells["by"],
        reason=cells.get("reason") or "",
        other=cells.get("other"),
        split_at_ms=split_at_ms and incident_files.moment("split_at_ms", split_at_ms),
    )


def _undoes(cells: Cells) -> tuple[str, int] | None:
    at_ms = cells.get("undoes_at_ms")
    if at_ms is None:
        return None
    action = incident_files.word("undoes_action", cells.get("undoes_action") or "", Action)
    return str(action), incident_files.moment("undoes_at_ms", at_ms)
