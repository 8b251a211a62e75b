"""Single runs: for scatter charts, thinned so that they keep their outline, and the newest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from probes.result import Outcome, Surface
from storage import names
from storage.codec import OUTCOMES, ms
from storage.models import RESULT
from storage.tallies import ANSWERED_CODES


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One run on a scatter chart."""

    provider: str
    probe: str
    started_at_ms: int
    outcome: Outcome
    ttft_ms: float | None
    total_ms: float | None


_Row = Sequence[Any]

_POINTS = (
    select(RESULT.c.started_at_ms, RESULT.c.outcome, RESULT.c.ttft_us, RESULT.c.total_us)
    .where(
        RESULT.c.probe_id == bindparam("probe_id"),
        RESULT.c.started_at_ms >= bindparam("start_ms"),
        RESULT.c.started_at_ms < bindparam("end_ms"),
        func.coalesce(RESULT.c.ttft_us, RESULT.c.total_us).is_not(None),
    )
    .order_by(RESULT.c.started_at_ms)
)

_NEWEST = (
    select(RESULT.c.ttft_us)
    .where(
        RESULT.c.probe_id == bindparam("probe_id"),
        RESULT.c.started_at_ms >= bindparam("start_ms"),
        RESULT.c.ttft_us.is_not(None),
        RESULT.c.outcome.in_(ANSWERED_CODES),
    )
    .order_by(RESULT.c.started_at_ms.desc())
    .limit(bindparam("each"))
)


def newest_ttft_ms(
    connection: Connection, *, start_ms: int, each: int
) -> dict[str, list[list[float]]]:
    """Return the times to first token, newest first, of the last answers since `start_ms`.

    By provider, a list for each of its API probes that has any: at most `each` of them.
    """
    found: dict[str, list[list[float]]] = {}
    for probe_id, of in names.series(connection).items():
        if of.surface is Surface.API:
            span = {"probe_id": probe_id, "start_ms": start_ms, "each": each}
            values = [float(us) / 1000 for us in connection.execute(_NEWEST, span).scalars()]
            if values:
                found.setdefault(of.provider, []).append(values)
    return found


def points(
    connection: Connection,
    *,
    start_ms: int,
    end_ms: int,
    provider: str | None = None,
    probe: str | None = None,
    limit: int = 2_000,
) -> list[Point]:
    """Return the timed runs that started in [start_ms, end_ms), by probe, then by time.

    Where a probe has more than its share of `limit`, the fastest and the slowest run of each
    of equal slots of time stand for the rest, so that a chart keeps its outline.
    """
    probes = names.series(connection, provider=provider, probe=probe)
    share = max(2, limit // max(1, len(probes)))
    found = []
    for probe_id, of in probes.items():
        span = {"probe_id": probe_id, "start_ms": start_ms, "end_ms": end_ms}
        rows: Sequence[_Row] = connection.execute(_POINTS, span).all()
        if len(rows) > share:
            rows = _outline(rows, start_ms, end_ms, slots=share // 2)
        found += [
            Point(
                provider=of.provider,
                probe=of.probe,
                started_at_ms=started_at_ms,
                outcome=OUTCOMES[outcome],
                ttft_ms=ms(ttft),
                total_ms=ms(total),
            )
            for started_at_ms, outcome, ttft, total in rows
        ]
    return found


def _outline(rows: Sequence[_Row], start_ms: int, end_ms: int, slots: int) -> list[_Row]:
    width_ms = -(-(end_ms - start_ms) // slots)
    fastest: dict[int, _Row] = {}
    slowest: dict[int, _Row] = {}
    for row in rows:
        slot = (row[0] - start_ms) // width_ms
        if slot not in fastest or _shown_us(row) < _shown_us(fastest[slot]):
            fastest[slot] = row
        if slot not in slowest or _shown_us(row) >= _shown_us(slowest[slot]):
            slowest[slot] = row
    kept = {id(row): row for row in (*fastest.values(), *slowest.values())}
    return sorted(kept.values(), key=lambda row: row[0])


def _shown_us(row: _Row) -> int:
    _, _, ttft, total = row
    return int(total if ttft is None else ttft)
