"""One row for each change of an incident, with the incident as it was then."""

from collections.abc import Iterator, Sequence
from typing import Any

from incidents.incident import Change, Transition
from publish import incident_files
from publish.history import Connection, Landed, Period, Row
from storage import incident_history

COLUMNS = {"incident": str, "at_ms": int, "change": str, **incident_files.COLUMNS}
REQUIRED = ("incident", "at_ms", "change")
RANK = 2


def count(connection: Connection, period: Period) -> int | None:
    """Return None: there are few."""
    del connection, period
    return None


def rows(connection: Connection, period: Period) -> Iterator[dict[str, Any]]:
    """Yield the transitions of the period in the order in which they were judged."""
    found = incident_history.transitions(connection, period.from_ms, period.to_ms, period.provider)
    for transition in found:
        yield {
            "incident": transition.incident.id,
            "at_ms": transition.at_ms,
            "change": str(transition.change),
            **incident_files.row(transition.incident),
        }


def land(connection: Connection, rows: Sequence[Row]) -> Landed:
    """Keep transitions of incidents that are here; nobody is told of them as of news."""
    landed = Landed()
    for row in rows:
        try:
            landed.new += incident_history.take_in_transition(connection, _transition(row))
        except ValueError as error:
            landed.mistakes.append((row.place, str(error)))
    return landed


def _transition(row: Row) -> Transition:
    for name in ("at_ms", "change"):
        if row.cells.get(name) in (None, ""):
            raise ValueError(f"{name}: missing")
    return Transition(
        at_ms=incident_files.moment("at_ms", row.cells["at_ms"]),
        change=incident_files.word("change", row.cells["change"], Change),
        incident=incident_files.incident(row.cells, "incident"),
    )
