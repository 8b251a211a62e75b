"""What went over the wire, kept of the first runs of each probe that failed in an hour."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection, delete, func, select, tuple_

from probes.result import ProbeResult
from storage import names
from storage.dialect import upsert
from storage.models import TRANSCRIPT
from storage.spans import DAY_MS, HOUR_MS

AN_HOUR = 6
"""Of how many failed runs of a probe in an hour it is kept: more of an outage tell nothing new."""

_KEPT_MS = 90 * DAY_MS


def keep(connection: Connection, results: Sequence[ProbeResult]) -> None:
    """Keep what `results` tell of their exchanges, while there are few of that hour."""
    told = [result for result in results if result.transcript is not None]
    if not told:
        return
    probes, vantages = names.ids_of(connection, told)
    for result in told:
        _keep(connection, result, probes[result.probe], vantages[result.vantage])


def _keep(connection: Connection, result: ProbeResult, probe_id: int, vantage_id: int) -> None:
    own, at_ms = TRANSCRIPT.c.probe_id == probe_id, result.started_at_ms
    an_hour = (
        own,
        TRANSCRIPT.c.started_at_ms > at_ms - HOUR_MS,
        TRANSCRIPT.c.started_at_ms <= at_ms,
    )
    if connection.execute(select(func.count()).where(*an_hour)).scalar_one() >= AN_HOUR:
        return
    connection.execute(delete(TRANSCRIPT).where(own, TRANSCRIPT.c.started_at_ms < at_ms - _KEPT_MS))
    row = {
        "probe_id": probe_id,
        "started_at_ms": at_ms,
        "vantage_id": vantage_id,
        "told": result.transcript,
    }
    upsert(connection, TRANSCRIPT, [row], key=["probe_id", "started_at_ms", "vantage_id"])


def with_transcripts(connection: Connection, results: Iterable[ProbeResult]) -> list[ProbeResult]:
    """Return `results`, each with what went over its wire where that was kept."""
    those = list(results)
    if not those:
        return []
    probes, vantages = names.ids_of(connection, those)
    keys = [(probes[r.probe], r.started_at_ms, vantages[r.vantage]) for r in those]
    rows = connection.execute(
        select(*TRANSCRIPT.c).where(tuple_(*TRANSCRIPT.primary_key).in_(keys))
    )
    found = {(row.probe_id, row.started_at_ms, row.vantage_id): row.told for row in rows}
    return [replace(r, transcript=found.get(key)) for r, key in zip(those, keys, strict=True)]
