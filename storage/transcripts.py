"""What went over the wire, kept of the first runs of each probe that failed, and now and then."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, ScalarSelect, bindparam, func, or_, select, tuple_

from probes.result import ProbeResult
from storage import names
from storage.dialect import insert_where_new
from storage.models import TRANSCRIPT
from storage.spans import HOUR_MS, MINUTE_MS

AN_HOUR = 6
"""Of how many failed runs of a probe in an hour it is kept: more of an outage tell nothing new."""

AGAIN_MS = 4 * MINUTE_MS
"""After this it is kept of one more: the next incident has its own, and a long one is followed."""


def keep(connection: Connection, results: Sequence[ProbeResult]) -> None:
    """Keep what `results` tell of their exchanges, while there are few of that hour."""
    told = [result for result in results if result.transcript is not None]
    if not told:
        return
    probes, vantages = names.ids_of(connection, told)
    rows = [
        {
            "probe": probes[result.probe],
            "at_ms": result.started_at_ms,
            "vantage": vantages[result.vantage],
            "told": result.transcript,
        }
        for result in told
    ]
    connection.execute(_adding(connection.dialect.name), rows)


_ROW = [
    bindparam(name, type_=column.type)
    for name, column in zip(("probe", "at_ms", "vantage", "told"), TRANSCRIPT.c, strict=True)
]
_OWN, _AT_MS = TRANSCRIPT.c.probe_id == _ROW[0], _ROW[1]


@lru_cache(maxsize=2)
def _adding(dialect: str) -> Any:
    few = select(*_ROW).where(or_(_kept_in(HOUR_MS) < AN_HOUR, _kept_in(AGAIN_MS) == 0))
    return insert_where_new(dialect, TRANSCRIPT, few)


def _kept_in(before_ms: int) -> ScalarSelect[int]:
    count = select(func.count()).where(
        _OWN,
        TRANSCRIPT.c.started_at_ms > _AT_MS - before_ms,
        TRANSCRIPT.c.started_at_ms <= _AT_MS,
    )
    return count.scalar_subquery()


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
