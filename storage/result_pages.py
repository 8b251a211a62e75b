"""Results a page at a time, newest first, at a cost that no length of history changes."""

import heapq
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, tuple_

from probes.result import Outcome, ProbeResult, Surface
from storage import codec, names
from storage.codec import OUTCOME_CODES
from storage.models import FAILED, RESULT

SCANNED = 5_000
"""How many rows one page looks at, at most: a filter that little passes leaves it short."""

_LEAST_CHUNK = 16


class Place(NamedTuple):
    """Where a page ended: behind this row, in descending order."""

    started_at_ms: int
    probe_id: int
    vantage_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which results: those of all that is named; None is all. Times are epoch ms UTC.

    They started in [start_ms, end_ms). Failures are all outcomes but ok and skipped.
    """

    provider: str | None = None
    probe: str | None = None
    surface: Surface | None = None
    vantage: str | None = None
    outcomes: Collection[Outcome] | None = None
    only_failures: bool = False
    start_ms: int = 0
    end_ms: int = 2**62


_BEFORE = (
    RESULT.c.probe_id == bindparam("probe_id"),
    RESULT.c.started_at_ms >= bindparam("start_ms"),
    tuple_(RESULT.c.started_at_ms, RESULT.c.vantage_id)
    < tuple_(bindparam("before_ms"), bindparam("before_vantage")),
)
_DOWNWARDS = (RESULT.c.started_at_ms.desc(), RESULT.c.vantage_id.desc())
_CHUNK = codec.SELECT.where(*_BEFORE).order_by(*_DOWNWARDS).limit(bindparam("rows"))
# The keys come from the index of failures, see `storage.results`.
_FAILED_CHUNK = codec.SELECT.where(
    tuple_(*RESULT.primary_key).in_(_CHUNK.where(FAILED).with_only_columns(*RESULT.primary_key))
).order_by(*_DOWNWARDS)


def result_page(
    connection: Connection, wanted: Wanted, *, limit: int, after: Place | None = None
) -> tuple[list[ProbeResult], Place | None]:
    """Return up to `limit` results behind `after`, and the place where they end.

    The place is None where nothing is left. A page may be short, even empty, and yet not the
    last, for no page looks at more than `SCANNED` rows.
    """
    series = {
        probe_id: of
        for probe_id, of in names.series(
            connection, provider=wanted.provider, probe=wanted.probe
        ).items()
        if wanted.surface in (None, of.surface)
    }
    vantages = names.vantages(connection)
    after = after or Place(wanted.end_ms, -1, -1)
    chunk = max(_LEAST_CHUNK, 2 * limit // max(1, len(series)))
    runs = [_downwards(connection, probe_id, wanted, after, chunk) for probe_id in series]
    merged = heapq.merge(*runs, key=_place, reverse=True)
    codes = None if wanted.outcomes is None else {OUTCOME_CODES[each] for each in wanted.outcomes}
    found: list[ProbeResult] = []
    for looked_at, row in enumerate(merged, 1):
        if _passes(row, codes, wanted.vantage, vantages):
            found.append(codec.decode(row, series, vantages))
        if len(found) == limit or looked_at == SCANNED:
            return found, _place(row)
    return found, None


def _downwards(
    connection: Connection, probe_id: int, wanted: Wanted, after: Place, chunk: int
) -> Iterator[Sequence[Any]]:
    statement = _FAILED_CHUNK if wanted.only_failures else _CHUNK
    before_ms = after.started_at_ms
    # Rows of one moment come by probe, downwards: those of lower probes are all still to come.
    before_vantage = after.vantage_id
    if probe_id != after.probe_id:
        before_vantage = 2**31 - 1 if probe_id < after.probe_id else -1
    while True:
        rows = connection.execute(
            statement,
            {
                "probe_id": probe_id,
                "start_ms": wanted.start_ms,
                "before_ms": before_ms,
                "before_vantage": before_vantage,
                "rows": chunk,
            },
        ).all()
        yield from rows
        if len(rows) < chunk:
            return
        before_ms, before_vantage = rows[-1][1], rows[-1][2]


def _place(row: Sequence[Any]) -> Place:
    return Place(row[1], row[0], row[2])


def _passes(
    row: Sequence[Any], codes: Collection[int] | None, vantage: str | None, names: Mapping[int, str]
) -> bool:
    return (codes is None or row[3] in codes) and (vantage is None or names[row[2]] == vantage)
