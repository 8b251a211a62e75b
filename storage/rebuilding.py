"""Rolling up everything anew, a little at a time, while others write and read."""

from sqlalchemy import Connection, bindparam, delete, func, select

from storage import rollups
from storage.horizons import horizons
from storage.models import ROLLUP_DAY, ROLLUP_HOUR, ROLLUP_SERIES, ROLLUP_SKETCH
from storage.results import first_ms
from storage.rollups import Series
from storage.spans import DAY_MS, HOUR_MS, floor

_SERIES = select(ROLLUP_SERIES.c.probe_id, ROLLUP_SERIES.c.vantage_id).order_by(
    ROLLUP_SERIES.c.vantage_id, ROLLUP_SERIES.c.probe_id
)


def all_series(connection: Connection) -> list[Series]:
    """Return every probe and vantage that has results."""
    return [(row.probe_id, row.vantage_id) for row in connection.execute(_SERIES)]


def forget(connection: Connection, series: Series) -> None:
    """Drop the hours and days of one series whose raw rows are there to make them again.

    Until they are, its history is read from those.
    """
    raw_ms = horizons(connection).raw_ms
    held = rollups.hold(connection, {series: raw_ms}, raw_ms)
    for table, span_ms in ((ROLLUP_HOUR, HOUR_MS), (ROLLUP_DAY, DAY_MS)):
        from_ms = floor(raw_ms, span_ms)
        for kept in (table, ROLLUP_SKETCH):
            own = [kept.c.probe_id == series[0], kept.c.vantage_id == series[1]]
            if kept is ROLLUP_SKETCH:
                own.append(kept.c.span_ms == span_ms)
            connection.execute(delete(kept).where(*own, kept.c.start_ms >= from_ms))
    rollups.reach(connection, dict.fromkeys(held, raw_ms))


def step(connection: Connection, now_ms: int, *, series: int) -> bool:
    """Roll up some hours of at most so many series; return whether there may be more to do."""
    return rollups.catch_up(connection, floor(now_ms, HOUR_MS), series=series)


def done_share(connection: Connection, now_ms: int) -> float:
    """Return how much of what can be rolled up is, in [0, 1]."""
    until_ms = floor(now_ms, HOUR_MS)
    began_ms = first_ms(connection, horizons(connection).raw_ms)
    if began_ms is None or began_ms >= until_ms:
        return 1.0
    done = select(func.avg(ROLLUP_SERIES.c.rolled_to_ms)).where(
        ROLLUP_SERIES.c.rolled_to_ms >= bindparam("began_ms")
    )
    reached_ms = connection.execute(done, {"began_ms": floor(began_ms, HOUR_MS)}).scalar()
    if reached_ms is None:
        return 0.0
    return min(1.0, (float(reached_ms) - began_ms) / (until_ms - began_ms))


def counts(connection: Connection) -> tuple[int, int]:
    """Return how many hours and days are kept."""
    hours, days = (
        connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in (ROLLUP_HOUR, ROLLUP_DAY)
    )
    return hours, days
