"""One row for each incident, as it is now."""

from collections.abc import Iterator, Sequence
from typing import Any

from publish import incident_files
from publish.history import Connection, Landed, Period, Row
from storage import incident_history

COLUMNS = {"id": str, **incident_files.COLUMNS}
REQUIRED = ("id", "provider", "scope", "worst", "detected_at_ms")
RANK = 1


def count(connection: Connection, period: Period) -> int | None:
    """Return None: there are few."""
    del connection, period
    return None


def rows(connection: Connection, period: Period) -> Iterator[dict[str, Any]]:
    """Yield the incidents that started in the period, in the order of their starts."""
    found = incident_history.incidents(connection, period.from_ms, period.to_ms, period.provider)
    for incident in found:
        yield {"id": incident.id, **incident_files.row(incident)}


def land(connection: Connection, rows: Sequence[Row]) -> Landed:
    """Keep incidents; one that is open here is brought to what the file says of its end."""
    landed = Landed()
    for row in rows:
        try:
            incident = incident_files.incident(row.cells, "id")
            landed.new += incident_history.take_in(connection, incident)
        except ValueError as error:
            landed.mistakes.append((row.place, str(error)))
    return landed
