"""Results as rows into the table, and into what sums them up, whenever they come."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from storage import closing, horizons, partitions, rollups
from storage.codec import COLUMNS, LEAST_FAILURE
from storage.dialect import insert_new
from storage.models import RESULT
from storage.rollups import Part, Series, run_of
from storage.spans import DAY_MS, HOUR_MS, floor

Rows = Sequence[tuple[Any, ...]]

_PROBE, _START, _VANTAGE, _OUTCOME = map(
    COLUMNS.index, ("probe_id", "started_at_ms", "vantage_id", "outcome")
)
_start, _vantage = itemgetter(_START), itemgetter(_VANTAGE)


def land(connection: Connection, rows: Rows) -> None:
    """Insert `rows`, at least one, as `storage.codec.encode` gives them, and roll them up.

    Those whose key is taken are passed over. What begins before the horizon of raw rows is
    counted as well, but kept only where it is a failure.
    """
    known = horizons.hold(connection)
    starts = [*map(_start, rows)]
    first_ms, reach_ms = min(starts), 2 * (max(starts) - min(starts)) + DAY_MS
    landing: dict[Series, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        landing[row[_PROBE], row[_VANTAGE]].append(row)
    held = rollups.hold(connection, dict.fromkeys(landing, first_ms), known.raw_ms)
    to = _within_reach(connection, held, landing, reach_ms)
    # Before they are inserted, so that what is in hand need not be read back.
    rollups.advance(connection, held, to, landing)
    old: Rows = []
    if first_ms < known.raw_ms:
        old = [row for row in rows if row[_START] < known.raw_ms]
        rows = [
            row for row in rows if row[_START] >= known.raw_ms or row[_OUTCOME] >= LEAST_FAILURE
        ]
    if rows:
        insert(connection, rows)
    changed = []
    if first_ms < max(held.values()):
        changed = _roll_up_late(connection, rows, held, known.raw_ms)
    for vantage_id, own in groupby(sorted(old, key=_vantage), _vantage):
        changed += closing.add_late(connection, [*map(run_of, own)], vantage_id, known)
    rollups.make_days(connection, changed, held | to)


def insert(connection: Connection, rows: Rows) -> None:
    """Insert `rows` as they are, passing over those whose key is taken."""
    try:
        insert_new(connection, RESULT, COLUMNS, rows)
    except IntegrityError as error:
        if not partitions.is_lacking(error):
            raise
        # Made ahead by whoever is at work now, it is missing for what is older or of the future.
        partitions.make(connection, map(_start, rows))
        insert_new(connection, RESULT, COLUMNS, rows)


def _within_reach(
    connection: Connection, held: dict[Series, int], landing: Mapping[Series, Rows], reach_ms: int
) -> dict[Series, int]:
    """Return to where each series is to be rolled up; what is far behind is left to upkeep."""
    to = {}
    for series, rows in landing.items():
        # The last in the batch is about the latest, which is good enough to roll up to.
        to_ms = floor(rows[-1][_START], HOUR_MS)
        if to_ms - held[series] > reach_ms:
            begin_ms = min(start for start in map(_start, rows) if start >= held[series])
            rollups.skip_gap(connection, held, series, floor(begin_ms, HOUR_MS))
        if held[series] < to_ms <= held[series] + reach_ms:
            to[series] = to_ms
    return to


def _roll_up_late(
    connection: Connection, rows: Rows, held: Mapping[Series, int], raw_from_ms: int
) -> list[Part]:
    """Roll up anew the hours that something lands in after they were; return them."""
    late: dict[tuple[int, int], set[int]] = {}
    for row in rows:
        if raw_from_ms <= row[_START] < held[row[_PROBE], row[_VANTAGE]]:
            hour_ms = floor(row[_START], HOUR_MS)
            late.setdefault((row[_VANTAGE], hour_ms), set()).add(row[_PROBE])
    changed = []
    for (vantage_id, hour_ms), probes in late.items():
        changed += rollups.make_hours(
            connection, sorted(probes), vantage_id, hour_ms, hour_ms + HOUR_MS
        )
    # Minutes are made of the hour at the horizon before its raw rows go.
    closing.reopen(connection, [part for part in changed if part[1] == raw_from_ms])
    return changed
