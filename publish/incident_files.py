"""Incidents as rows of a table, and back; times are epoch ms UTC, facets separated by commas."""

from enum import StrEnum
from typing import Any, TypeVar

from incidents.incident import Facet, Incident, Scope, State
from probes.plugins import did_you_mean
from publish.table_files import Cells, Columns

COLUMNS: Columns = {
    "provider": str,
    "scope": str,
    "state": str,
    "worst": str,
    "facets": str,
    "sentence": str,
    "started_at_ms": int,
    "detected_at_ms": int,
    "ended_at_ms": int,
    "closed_at_ms": int,
    "extent": str,
}
"""What is told of an incident, without the id that stands before it."""

_NEEDED = ("provider", "scope", "state", "worst", "sentence", "started_at_ms", "detected_at_ms")

Word = TypeVar("Word", bound=StrEnum)


def row(incident: Incident) -> dict[str, Any]:
    """Return the cells of an incident, without its id."""
    return {
        "provider": incident.provider,
        "scope": str(incident.scope),
        "state": str(incident.state),
        "worst": str(incident.worst),
        "facets": ",".join(incident.facets),
        "sentence": incident.sentence,
        "started_at_ms": incident.started_at_ms,
        "detected_at_ms": incident.detected_at_ms,
        "ended_at_ms": incident.ended_at_ms,
        "closed_at_ms": incident.closed_at_ms,
        "extent": incident.extent or None,
    }


def incident(cells: Cells, id_column: str) -> Incident:
    """Return a row as the incident that it tells of.

    Raises:
        ValueError: where it tells of none; the message says which cell is wrong and how.
    """
    for name in (id_column, *_NEEDED):
        if cells.get(name) in (None, ""):
            raise ValueError(f"{name}: missing")
    facets = (cells.get("facets") or "").split(",")
    return Incident(
        id=cells[id_column],
        provider=cells["provider"],
        scope=word("scope", cells["scope"], Scope),
        state=word("state", cells["state"], State),
        worst=word("worst", cells["worst"], State),
        facets=tuple(word("facets", each, Facet) for each in facets if each),
        sentence=cells["sentence"],
        started_at_ms=moment("started_at_ms", cells["started_at_ms"]),
        detected_at_ms=moment("detected_at_ms", cells["detected_at_ms"]),
        ended_at_ms=_later("ended_at_ms", cells),
        closed_at_ms=_later("closed_at_ms", cells),
        extent=cells.get("extent") or "",
    )


def word(name: str, said: str, known: type[Word]) -> Word:
    """Return a word as what it stands for. Raises `ValueError` where it stands for nothing."""
    words = [str(each) for each in known]
    if said not in words:
        raise ValueError(f"{name}: `{said}` is none{did_you_mean(said, words)}")
    return known(said)


def moment(name: str, at_ms: int) -> int:
    """Return a time. Raises `ValueError` where it lies before 1970 or behind 2099."""
    if not 0 <= at_ms < _LAST_MS:
        raise ValueError(f"{name}: {at_ms} is out of range")
    return at_ms


def _later(name: str, cells: Cells) -> int | None:
    at_ms = cells.get(name)
    return None if at_ms is None else moment(name, at_ms)


_LAST_MS = 4_102_444_800_000
