"""From where it was seen: the vantages that results of a period come from."""

from collections.abc import Sequence

from sqlalchemy import Connection, exists, or_, select

from storage.models import RESULT, ROLLUP_DAY, ROLLUP_HOUR, VANTAGE


def reporting(
    connection: Connection, probes: Sequence[int], *, start_ms: int, end_ms: int
) -> list[str]:
    """Return the names of the vantages from which `probes`, ids, ran in [start_ms, end_ms).

    Where single results are gone, whole hours and days of the period tell.
    """
    kept = (
        (RESULT, RESULT.c.started_at_ms),
        (ROLLUP_HOUR, ROLLUP_HOUR.c.start_ms),
        (ROLLUP_DAY, ROLLUP_DAY.c.start_ms),
    )
    seen = [
        exists().where(
            table.c.probe_id.in_(probes),
            at_ms >= start_ms,
            at_ms < end_ms,
            table.c.vantage_id == VANTAGE.c.id,
        )
        for table, at_ms in kept
    ]
    return [*connection.scalars(select(VANTAGE.c.name).where(or_(*seen)).order_by(VANTAGE.c.name))]
