"""A few whole runs that stand for a long window: evenly spread, at a cost that it does not set."""

from collections.abc import Collection

from sqlalchemy import BigInteger, Connection, bindparam, cast, func, select

from probes.result import ProbeResult, Surface
from storage import codec, names
from storage.horizons import horizons
from storage.models import RESULT

# One seek for each slot of time: what lies between two of them is never read.
_ANY = select(cast(bindparam("start_ms"), BigInteger).label("from_ms")).cte("slot", recursive=True)
_SLOTS = _ANY.union_all(
    select(_ANY.c.from_ms + bindparam("slot_ms")).where(
        _ANY.c.from_ms < bindparam("end_ms") - bindparam("slot_ms")
    )
)
_FIRST = (
    select(func.min(RESULT.c.started_at_ms))
    .where(
        RESULT.c.probe_id == bindparam("probe_id"),
        RESULT.c.started_at_ms >= _SLOTS.c.from_ms,
        RESULT.c.started_at_ms < _SLOTS.c.from_ms + bindparam("slot_ms"),
        RESULT.c.started_at_ms < bindparam("end_ms"),
    )
    .correlate(_SLOTS)
    .scalar_subquery()
)
_SAMPLED = codec.SELECT.where(
    RESULT.c.probe_id == bindparam("probe_id"),
    RESULT.c.started_at_ms.in_(select(_FIRST).select_from(_SLOTS)),
).order_by(RESULT.c.started_at_ms, RESULT.c.vantage_id)


def samples(
    connection: Connection,
    *,
    start_ms: int,
    end_ms: int,
    provider: str,
    surfaces: Collection[Surface],
    limit: int,
) -> list[ProbeResult]:
    """Return runs that started in [start_ms, end_ms), by probe, then by time.

    Where there are more than `limit` of a probe, they are the first of so many equal slots of
    time. Before the horizon of raw rows, where failures alone are kept, there are none.
    """
    start_ms = max(start_ms, horizons(connection).raw_ms)
    if start_ms >= end_ms:
        return []
    series, vantages = names.series(connection, provider=provider), names.vantages(connection)
    slot_ms = max(1, -(-(end_ms - start_ms) // limit))
    window = {"start_ms": start_ms, "end_ms": end_ms, "slot_ms": slot_ms}
    return [
        codec.decode(row, series, vantages)
        for probe_id, of in series.items()
        if of.surface in surfaces
        for row in connection.execute(_SAMPLED, {"probe_id": probe_id, **window})
    ]
