"""Results: append them, and read them back newest first, one per probe, or in order of time."""

import heapq
from collections.abc import Iterator, Sequence
from itertools import groupby

from sqlalchemy import Connection, bindparam, func, select, tuple_

from probes.result import ProbeResult
from storage import closing, codec, landing, names
from storage.codec import LEAST_FAILURE, OUTCOMES
from storage.history import Bucket, buckets
from storage.horizons import horizons
from storage.models import FAILED, PROBE, RESULT
from storage.points import Point, newest_ttft_ms, points
from storage.spans import HOUR_MS, floor

__all__ = [
    "Bucket",
    "Point",
    "append",
    "append_rows",
    "buckets",
    "count",
    "encoded",
    "first_ms",
    "latest",
    "newest_ttft_ms",
    "points",
    "recent",
    "spent_microusd",
    "stream",
    "unkept",
]

_PAGE = 1_000

_NEWEST_OF = (
    select(func.max(RESULT.c.started_at_ms))
    .where(RESULT.c.probe_id == PROBE.c.id)
    .correlate(PROBE)
    .scalar_subquery()
)
# A seek to the end of each probe's range: a GROUP BY would read every row there is, and so does
# SQLite when it is given a join to plan.
_LATEST = codec.SELECT.where(
    tuple_(RESULT.c.probe_id, RESULT.c.started_at_ms).in_(
        select(PROBE.c.id, _NEWEST_OF).where(PROBE.c.removed_at_ms.is_(None))
    )
).order_by(RESULT.c.vantage_id)
_RECENT = (
    codec.SELECT.where(
        RESULT.c.probe_id == bindparam("probe_id"), RESULT.c.started_at_ms < bindparam("before_ms")
    )
    .order_by(RESULT.c.started_at_ms.desc(), RESULT.c.vantage_id.desc())
    .limit(bindparam("rows"))
)
# The keys come from the index of failures. Asked for whole rows at once, SQLite would rather walk
# back through all the successes in between.
_RECENT_FAILURES = codec.SELECT.where(
    tuple_(*RESULT.primary_key).in_(_RECENT.where(FAILED).with_only_columns(*RESULT.primary_key))
)
_NEXT = (
    codec.SELECT.where(
        RESULT.c.probe_id == bindparam("probe_id"),
        tuple_(RESULT.c.started_at_ms, RESULT.c.vantage_id)
        > tuple_(bindparam("after_ms"), bindparam("after_vantage")),
        RESULT.c.started_at_ms < bindparam("to_ms"),
    )
    .order_by(RESULT.c.started_at_ms, RESULT.c.vantage_id)
    .limit(_PAGE)
)
_KEPT = select(RESULT.c.started_at_ms, RESULT.c.vantage_id).where(
    RESULT.c.probe_id == bindparam("probe_id"),
    RESULT.c.started_at_ms.in_(bindparam("starts", expanding=True)),
)
_FOREVER_MS = 2**62
_NO_FAILURES = frozenset(OUTCOMES[code] for code in range(LEAST_FAILURE))


def append(connection: Connection, results: Sequence[ProbeResult]) -> None:
    """Keep `results`.

    One that is there already (same probe, start and vantage) is passed over, so that appending
    again after a doubtful failure is safe. A probe, provider or vantage nobody registered is
    registered with what the result tells of it.
    """
    if results:
        landing.land(connection, encoded(connection, results))


def encoded(connection: Connection, results: Sequence[ProbeResult]) -> list[tuple[object, ...]]:
    """Return `results` as rows of `storage.codec.COLUMNS`; names that are new are registered."""
    probes, vantages = names.ids_of(connection, results)
    encode = codec.encode
    return [encode(each, probes[each.probe], vantages[each.vantage]) for each in results]


def append_rows(connection: Connection, rows: Sequence[tuple[object, ...]]) -> None:
    """Keep results as the rows of `storage.codec.COLUMNS`, passing over those that are there."""
    landing.insert(connection, rows)


def unkept(connection: Connection, results: Sequence[ProbeResult]) -> list[ProbeResult]:
    """Return those of `results` that `append` would add or count, in their order and each once."""
    probes, vantages = names.ids_of(connection, results)
    by_probe: dict[int, dict[tuple[int, int], ProbeResult]] = {}
    for result in results:
        runs = by_probe.setdefault(probes[result.probe], {})
        runs.setdefault((result.started_at_ms, vantages[result.vantage]), result)
    known = horizons(connection)
    for probe_id, runs in by_probe.items():
        starts = [started_at_ms for started_at_ms, _ in runs]
        for kept in connection.execute(_KEPT, {"probe_id": probe_id, "starts": starts}):
            runs.pop((kept.started_at_ms, kept.vantage_id), None)
        # Failures are kept as rows, however old they are.
        old = [
            run
            for run, result in runs.items()
            if run[0] < known.raw_ms and result.outcome in _NO_FAILURES
        ]
        for (at_ms, vantage_id), together in groupby(sorted(old, key=_hour), _hour):
            counted = closing.counted(connection, (probe_id, at_ms, vantage_id))
            for run in together:
                if run[0] in counted or at_ms < known.hour_ms:
                    del runs[run]
    new = {id(result) for runs in by_probe.values() for result in runs.values()}
    return [result for result in results if id(result) in new]


def latest(connection: Connection) -> dict[str, ProbeResult]:
    """Return the newest result of each probe that is configured and has one, by probe name."""
    series, vantages = names.series(connection), names.vantages(connection)
    found = (codec.decode(row, series, vantages) for row in connection.execute(_LATEST))
    return {result.probe: result for result in found}


def recent(
    connection: Connection,
    *,
    provider: str | None = None,
    probe: str | None = None,
    limit: int = 100,
    before_ms: int | None = None,
    only_failures: bool = False,
) -> list[ProbeResult]:
    """Return the newest results, newest first, of all probes, one provider's or one.

    `before_ms` is exclusive. Failures are all outcomes but ok and skipped.
    """
    statement = _RECENT_FAILURES if only_failures else _RECENT
    series = names.series(connection, provider=provider, probe=probe)
    vantages = names.vantages(connection)
    bounds = {"before_ms": _FOREVER_MS if before_ms is None else before_ms, "rows": limit}
    rows = [
        row
        for probe_id in series
        for row in connection.execute(statement, {"probe_id": probe_id, **bounds})
    ]
    newest = heapq.nlargest(limit, rows, key=lambda row: (row[1], row[0], row[2]))
    return [codec.decode(row, series, vantages) for row in newest]


def stream(
    connection: Connection, from_ms: int, to_ms: int, provider: str | None = None
) -> Iterator[ProbeResult]:
    """Yield every result that started in [from_ms, to_ms) in order of start, then of probe.

    Holds one page of each probe in memory, however long the span is.
    """
    series = names.series(connection, provider=provider)
    vantages = names.vantages(connection)
    runs = [_rows(connection, probe_id, from_ms, to_ms) for probe_id in series]
    for row in heapq.merge(*runs, key=lambda row: (row[1], row[0], row[2])):
        yield codec.decode(row, series, vantages)


def count(connection: Connection, from_ms: int, to_ms: int, provider: str | None = None) -> int:
    """Return how many results started in [from_ms, to_ms)."""
    counted = select(func.count()).where(
        RESULT.c.probe_id == bindparam("probe_id"),
        RESULT.c.started_at_ms >= from_ms,
        RESULT.c.started_at_ms < to_ms,
    )
    series = names.series(connection, provider=provider)
    return sum(connection.execute(counted, {"probe_id": id_}).scalar() or 0 for id_ in series)


def first_ms(connection: Connection, from_ms: int, *, of_services: bool = False) -> int | None:
    """Return when the first result from `from_ms` on began, None without any.

    `of_services` leaves out what their status pages say of them.
    """
    first = select(func.min(RESULT.c.started_at_ms)).where(
        RESULT.c.probe_id == bindparam("probe_id"), RESULT.c.started_at_ms >= from_ms
    )
    found = (
        connection.execute(first, {"probe_id": id_}).scalar()
        for id_, of in names.series(connection).items()
        if of.surface.is_judged or not of_services
    )
    return min((at_ms for at_ms in found if at_ms is not None), default=None)


def spent_microusd(connection: Connection, from_ms: int) -> dict[str, int]:
    """Return what the runs since `from_ms` have cost in micro-dollars, by provider."""
    cost = func.sum(RESULT.c.cost_microusd)
    spent: dict[str, int] = {}
    for probe_id, series in names.series(connection).items():
        # A seek into each probe's range: the table has no index by time alone.
        found = connection.execute(
            select(cost).where(RESULT.c.probe_id == probe_id, RESULT.c.started_at_ms >= from_ms)
        ).scalar()
        spent[series.provider] = spent.get(series.provider, 0) + int(found or 0)
    return spent


def _hour(run: tuple[int, int]) -> tuple[int, int]:
    return floor(run[0], HOUR_MS), run[1]


def _rows(
    connection: Connection, probe_id: int, from_ms: int, to_ms: int
) -> Iterator[Sequence[object]]:
    after_ms, after_vantage = from_ms, 0
    while True:
        page = connection.execute(
            _NEXT,
            {
                "probe_id": probe_id,
                "after_ms": after_ms,
                "after_vantage": after_vantage,
                "to_ms": to_ms,
            },
        ).all()
        yield from page
        if len(page) < _PAGE:
            return
        after_ms, after_vantage = page[-1][1], page[-1][2]
