"""Hours whose raw rows may go: minutes stand for them, and what lands late is added to those."""

import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, groupby, pairwise
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, exists, select

from storage.dialect import put
from storage.horizons import Horizons
from storage.models import CLOSED_HOUR, RESULT, ROLLUP_SERIES
from storage.rollups import Part, put_tallies, runs_between, tallies
from storage.spans import HOUR_MS, MINUTE_MS
from storage.tallies import KEY, Tally

_THIS_HOUR = (
    CLOSED_HOUR.c.probe_id == bindparam("probe_id"),
    CLOSED_HOUR.c.start_ms == bindparam("start_ms"),
    CLOSED_HOUR.c.vantage_id == bindparam("vantage_id"),
)
_STARTS = select(CLOSED_HOUR.c.starts).where(*_THIS_HOUR)
_REOPEN = delete(CLOSED_HOUR).where(*_THIS_HOUR)
_OPEN = (
    select(ROLLUP_SERIES.c.probe_id, ROLLUP_SERIES.c.vantage_id)
    .where(
        exists().where(
            RESULT.c.probe_id == ROLLUP_SERIES.c.probe_id,
            RESULT.c.started_at_ms >= bindparam("hour_ms"),
            RESULT.c.started_at_ms < bindparam("hour_ms") + HOUR_MS,
            RESULT.c.vantage_id == ROLLUP_SERIES.c.vantage_id,
        ),
        ~exists().where(
            and_(
                CLOSED_HOUR.c.probe_id == ROLLUP_SERIES.c.probe_id,
                CLOSED_HOUR.c.start_ms == bindparam("hour_ms"),
                CLOSED_HOUR.c.vantage_id == ROLLUP_SERIES.c.vantage_id,
            )
        ),
    )
    .order_by(ROLLUP_SERIES.c.vantage_id, ROLLUP_SERIES.c.probe_id)
    .limit(bindparam("most"))
    .with_for_update(of=ROLLUP_SERIES)
)


def close(connection: Connection, hour_ms: int, most: int) -> bool:
    """Make the minutes of one hour, of at most so many series; return whether that was all.

    The raw rows stay: they go when the horizon has passed them.
    """
    series = connection.execute(_OPEN, {"hour_ms": hour_ms, "most": most}).all()
    for vantage_id, own in groupby(series, lambda row: row[1]):
        probes = [probe_id for probe_id, _ in own]
        runs = runs_between(connection, probes, vantage_id, hour_ms, hour_ms + HOUR_MS)
        put_tallies(connection, MINUTE_MS, _by_minute(runs, vantage_id, {}).items())
        closed = [
            (probe_id, hour_ms, vantage_id, pack(run[1] - hour_ms for run in own_runs))
            for probe_id, own_runs in groupby(runs, lambda run: run[0])
        ]
        put(connection, CLOSED_HOUR, (*KEY, "starts"), closed)
    return len(series) < most


def reopen(connection: Connection, parts: Iterable[Part]) -> None:
    """Forget that hours were closed: something has landed in them before their raw rows went."""
    rows = [dict(zip(KEY, part, strict=True)) for part in parts]
    if rows:
        connection.execute(_REOPEN, rows)


def counted(connection: Connection, part: Part) -> frozenset[int]:
    """Return when the runs began, in ms, that an hour counts whose raw rows may be gone."""
    packed = connection.execute(_STARTS, dict(zip(KEY, part, strict=True))).scalar()
    return frozenset(part[1] + offset for offset in unpack(packed)) if packed else frozenset()


def add_late(
    connection: Connection, runs: Sequence[Sequence[Any]], vantage_id: int, known: Horizons
) -> list[Part]:
    """Add runs from before the horizon of raw rows to what stands for those.

    `runs` are of one vantage, as `storage.tallies.RUNS` selects them. Those that were there
    already are passed over, and so are those from before the horizon of hours. Returns the
    hours that changed.
    """
    changed = []
    in_order = sorted(runs, key=lambda run: (run[0], run[1]))
    for (probe_id, hour), own in groupby(in_order, lambda run: (run[0], run[1] // HOUR_MS)):
        part = (probe_id, hour * HOUR_MS, vantage_id)
        if part[1] >= known.hour_ms and _add_to_hour(connection, part, list(own), known):
            changed.append(part)
    return changed


def _add_to_hour(
    connection: Connection, part: Part, runs: Sequence[Sequence[Any]], known: Horizons
) -> bool:
    _, hour_ms, vantage_id = part
    seen = counted(connection, part)
    fresh = {run[1]: run for run in reversed(runs) if run[1] not in seen}
    if not fresh:
        return False
    new = [fresh[at_ms] for at_ms in sorted(fresh)]
    whole = _kept(connection, HOUR_MS, part, hour_ms, hour_ms + HOUR_MS).get(part, Tally())
    whole.add_runs(new)
    put_tallies(connection, HOUR_MS, [(part, whole)])
    if hour_ms >= known.minute_ms:
        minutes = _kept(connection, MINUTE_MS, part, hour_ms, hour_ms + HOUR_MS)
        put_tallies(connection, MINUTE_MS, _by_minute(new, vantage_id, minutes).items())
    starts = pack(at_ms - hour_ms for at_ms in sorted({*seen, *fresh}))
    put(connection, CLOSED_HOUR, (*KEY, "starts"), [(*part, starts)])
    return True


def _kept(
    connection: Connection, span_ms: int, part: Part, from_ms: int, to_ms: int
) -> dict[Part, Tally]:
    probe_id, _, vantage_id = part
    found = {}
    for at, told in tallies(connection, span_ms, [probe_id], vantage_id, from_ms, to_ms):
        found[at] = Tally()
        found[at].add_told(*told)
    return found


def _by_minute(
    runs: Iterable[Sequence[Any]], vantage_id: int, kept: Mapping[Part, Tally]
) -> dict[Part, Tally]:
    """Return the minutes that runs, in their order, fall into, on top of what is kept of them."""
    found = {}
    for (probe_id, minute), own in groupby(runs, lambda run: (run[0], run[1] // MINUTE_MS)):
        part = (probe_id, minute * MINUTE_MS, vantage_id)
        found[part] = kept.get(part) or Tally()
        found[part].add_runs(own)
    return found


def pack(ascending: Iterable[int]) -> bytes:
    """Return the starts within an hour in a short form: at a steady pace, a byte each."""
    starts = list(ascending)
    gaps = [later - start for start, later in pairwise([0, *starts])]
    changes = [later - gap for gap, later in pairwise([0, *gaps])]
    return zlib.compress(_struct(len(changes)).pack(*changes))


def unpack(packed: bytes) -> list[int]:
    """Return the starts within an hour. Raises `ValueError` where those are not what it holds."""
    unpacking = zlib.decompressobj()
    try:
        changes = unpacking.decompress(packed, 4 * HOUR_MS)
        gaps = accumulate(_struct(len(changes) // 4).unpack(changes))
    except (zlib.error, struct.error) as error:
        raise ValueError(f"these are no starts: {error}") from None
    return list(accumulate(gaps))


def _struct(number: int) -> struct.Struct:
    return struct.Struct(f"<{number}i")
