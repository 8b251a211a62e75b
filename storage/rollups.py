"""Hours and days of results, summed up as results land, and again where one lands late.

An hour is rolled up when its probe's next hour begins, from its raw rows, and a day from its
hours. Nothing is added up by and by, so a result that comes late, twice or out of order leaves
the same rows as one that came in time, and so does rolling up everything anew.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, and_, bindparam, select

from storage.codec import COLUMNS
from storage.dialect import put, tuples, upsert
from storage.models import RESULT, ROLLUP_SERIES, ROLLUP_SKETCH
from storage.spans import DAY_MS, HOUR_MS, ROLLUPS, floor
from storage.tallies import KEY, RUNS, TOLD, Tally

Series = tuple[int, int]
"""A probe and a vantage, by their ids."""

Part = tuple[int, int, int]
"""A probe, the start in ms of one of its hours or days, and a vantage."""

Rows = Sequence[tuple[Any, ...]]
Runs = Sequence[Sequence[Any]]
"""Single runs as `RUNS` selects them."""

run_of = itemgetter(*(COLUMNS.index(column.name) for column in RUNS.selected_columns))
"""A row of `storage.codec.COLUMNS` as `RUNS` selects it."""

_NOTHING: Mapping[Series, Rows] = {}
_SERIES = ("probe_id", "vantage_id")
_SKETCH = ("probe_id", "span_ms", "start_ms", "vantage_id", "ttft", "total")
_probe = itemgetter(0)
_PROBES: BindParameter[Any] = bindparam("probes", expanding=True)

_HELD = (
    select(ROLLUP_SERIES.c.probe_id, ROLLUP_SERIES.c.rolled_to_ms)
    .where(
        ROLLUP_SERIES.c.vantage_id == bindparam("vantage_id"), ROLLUP_SERIES.c.probe_id.in_(_PROBES)
    )
    # In one order, so that two writers never wait for each other.
    .order_by(ROLLUP_SERIES.c.probe_id)
    .with_for_update()
)
_RUNS = RUNS.where(
    RESULT.c.probe_id.in_(_PROBES),
    RESULT.c.started_at_ms >= bindparam("from_ms"),
    RESULT.c.started_at_ms < bindparam("to_ms"),
    RESULT.c.vantage_id == bindparam("vantage_id"),
).order_by(RESULT.c.probe_id, RESULT.c.started_at_ms)
_HOURS_A_STEP_MS = 6 * HOUR_MS
_BEHIND = (
    select(ROLLUP_SERIES)
    .where(ROLLUP_SERIES.c.rolled_to_ms < bindparam("until_ms"))
    .order_by(ROLLUP_SERIES.c.rolled_to_ms)
    .limit(bindparam("most"))
)
_NEXT = (
    select(RESULT.c.started_at_ms)
    .where(
        RESULT.c.probe_id == bindparam("probe_id"),
        RESULT.c.started_at_ms >= bindparam("from_ms"),
        RESULT.c.vantage_id == bindparam("vantage_id"),
    )
    .order_by(RESULT.c.started_at_ms)
    .limit(1)
)


def hold(
    connection: Connection, starts: Mapping[Series, int], raw_from_ms: int
) -> dict[Series, int]:
    """Return how far each series is rolled up, in ms; nobody else adds to them meanwhile.

    `starts` says when the first result of each began that is about to land: with the hour of
    that a series begins that is new.
    """
    held = _locked(connection, starts)
    new = [
        _progress(series, max(raw_from_ms, floor(at_ms, HOUR_MS)))
        for series, at_ms in starts.items()
        if series not in held
    ]
    if new:
        upsert(connection, ROLLUP_SERIES, new, key=_SERIES)
        held = _locked(connection, starts)
    return held


def advance(
    connection: Connection,
    held: Mapping[Series, int],
    to: Mapping[Series, int],
    landing: Mapping[Series, Rows] = _NOTHING,
) -> None:
    """Roll up the hours of each series that begin before `to`, and the days that end with them.

    `landing` are rows of `storage.codec.COLUMNS` that count as well: they are about to be
    inserted where their keys are not taken.
    """
    due = {series: to_ms for series, to_ms in to.items() if to_ms > held[series]}
    alike: dict[tuple[int, int, int], list[int]] = {}
    for (probe_id, vantage_id), to_ms in due.items():
        span = (vantage_id, held[probe_id, vantage_id], to_ms)
        alike.setdefault(span, []).append(probe_id)
    # The first day may hold hours that were rolled up before.
    touched = {(probe_id, held[probe_id, vantage_id], vantage_id) for probe_id, vantage_id in due}
    for (vantage_id, from_ms, to_ms), probes in alike.items():
        touched.update(make_hours(connection, probes, vantage_id, from_ms, to_ms, landing))
    make_days(connection, touched, due)
    reach(connection, due)


def reach(connection: Connection, rolled_to: Mapping[Series, int]) -> None:
    """Note how far series are rolled up."""
    rows = [_progress(series, to_ms) for series, to_ms in rolled_to.items()]
    upsert(connection, ROLLUP_SERIES, rows, key=_SERIES, update=("rolled_to_ms",))


def skip_gap(connection: Connection, held: dict[Series, int], series: Series, to_ms: int) -> None:
    """Go on to the hour of the next raw row, at most to `to_ms`: there is nothing in between."""
    (probe_id, vantage_id), from_ms = series, held[series]
    span = {"probe_id": probe_id, "vantage_id": vantage_id, "from_ms": from_ms}
    next_ms = connection.execute(_NEXT, span).scalar()
    reached_ms = to_ms if next_ms is None else min(floor(next_ms, HOUR_MS), to_ms)
    if reached_ms > from_ms:
        held[series] = reached_ms
        # The day that the gap began in may be over, now that we know of it.
        make_days(connection, [(probe_id, from_ms, vantage_id)], held)


def catch_up(connection: Connection, until_ms: int, *, series: int) -> bool:
    """Roll up a few hours more of at most so many series that are behind `until_ms`.

    Returns whether there was one.
    """
    behind = connection.execute(_BEHIND, {"until_ms": until_ms, "most": series}).all()
    held = _locked(connection, [(row.probe_id, row.vantage_id) for row in behind])
    for each in held:
        skip_gap(connection, held, each, until_ms)
    reached = {each: min(at_ms + _HOURS_A_STEP_MS, until_ms) for each, at_ms in held.items()}
    advance(connection, held, reached)
    reach(connection, {each: max(held[each], reached[each]) for each in held})
    return bool(behind)


def make_hours(
    connection: Connection,
    probes: Sequence[int],
    vantage_id: int,
    from_ms: int,
    to_ms: int,
    landing: Mapping[Series, Rows] = _NOTHING,
) -> list[Part]:
    """Roll up the raw rows of some probes in [from_ms, to_ms), and return their hours.

    `landing` is as in `advance`.
    """
    rows = runs_between(connection, probes, vantage_id, from_ms, to_ms)
    kept = {probe_id: [*runs] for probe_id, runs in groupby(rows, _probe)}
    found = []
    for probe_id in probes:
        runs: Runs = kept.get(probe_id, [])
        if new := landing.get((probe_id, vantage_id)):
            runs = _together(runs, [run for run in map(run_of, new) if from_ms <= run[1] < to_ms])
        for hour_ms, own in _by_hour(runs):
            tally = Tally()
            tally.add_runs(own)
            found.append(((probe_id, hour_ms, vantage_id), tally))
    put_tallies(connection, HOUR_MS, found)
    return [part for part, _ in found]


def _together(kept: Runs, new: Runs) -> Runs:
    """Return the runs of both in their order; the one that was there first stays."""
    by_start = {run[1]: run for run in (*reversed(new), *kept)}
    return [by_start[at_ms] for at_ms in sorted(by_start)]


def _by_hour(runs: Runs) -> Iterator[tuple[int, Runs]]:
    """Yield runs in their order by the hour that they began in."""
    starts, begin = [run[1] for run in runs], 0
    while begin < len(runs):
        hour_ms = floor(starts[begin], HOUR_MS)
        end = bisect_left(starts, hour_ms + HOUR_MS, begin)
        yield hour_ms, runs[begin:end]
        begin = end


def make_days(
    connection: Connection, touched: Iterable[Part], rolled_to: Mapping[Series, int]
) -> None:
    """Roll up the days that something in them has changed of, as far as they are over."""
    alike: dict[tuple[int, int], set[int]] = {}
    for probe_id, at_ms, vantage_id in touched:
        day_ms = floor(at_ms, DAY_MS)
        if day_ms + DAY_MS <= rolled_to[probe_id, vantage_id]:
            alike.setdefault((vantage_id, day_ms), set()).add(probe_id)
    for (vantage_id, day_ms), probes in sorted(alike.items()):
        hours = tallies(connection, HOUR_MS, sorted(probes), vantage_id, day_ms, day_ms + DAY_MS)
        found: dict[Part, Tally] = {}
        for (probe_id, _, _), told in hours:
            tally = found.setdefault((probe_id, day_ms, vantage_id), Tally())
            tally.add_told(*told)
        put_tallies(connection, DAY_MS, found.items())


def runs_between(
    connection: Connection, probes: Sequence[int], vantage_id: int, from_ms: int, to_ms: int
) -> Runs:
    """Return the raw rows in [from_ms, to_ms), by probe and in their order, as `RUNS` selects."""
    span = {"probes": probes, "from_ms": from_ms, "to_ms": to_ms, "vantage_id": vantage_id}
    return tuples(connection, _RUNS, span)


Told = tuple[Sequence[Any], bytes | None, bytes | None]


def tallies(
    connection: Connection,
    span_ms: int,
    probes: Sequence[int],
    vantage_id: int,
    from_ms: int,
    to_ms: int,
) -> list[tuple[Part, Told]]:
    """Return the rows of spans that begin in [from_ms, to_ms), as `Tally.add_told` wants them."""
    span = {"probes": probes, "from_ms": from_ms, "to_ms": to_ms, "vantage_id": vantage_id}
    return [
        ((row[0], row[1], row[2]), (row[3:-2], row[-2], row[-1]))
        for row in connection.execute(_TOLD[span_ms], span)
    ]


def put_tallies(connection: Connection, span_ms: int, found: Iterable[tuple[Part, Tally]]) -> None:
    """Keep what spans came to, in place of what was kept of them before."""
    rows, sketches = [], []
    for part, tally in found:
        rows.append((*part, *tally.told()))
        ttft, total = tally.ttft.sketch(), tally.total.sketch()
        if ttft or total:
            probe_id, start_ms, vantage_id = part
            sketches.append((probe_id, span_ms, start_ms, vantage_id, ttft, total))
    put(connection, ROLLUPS[span_ms], KEY + TOLD, rows)
    put(connection, ROLLUP_SKETCH, _SKETCH, sketches)


def _locked(connection: Connection, series: Iterable[Series]) -> dict[Series, int]:
    probes: dict[int, list[int]] = {}
    for probe_id, vantage_id in series:
        probes.setdefault(vantage_id, []).append(probe_id)
    return {
        (probe_id, vantage_id): rolled_to_ms
        for vantage_id in sorted(probes)
        for probe_id, rolled_to_ms in connection.execute(
            _HELD, {"vantage_id": vantage_id, "probes": probes[vantage_id]}
        )
    }


def _progress(series: Series, rolled_to_ms: int) -> dict[str, Any]:
    probe_id, vantage_id = series
    return {"probe_id": probe_id, "vantage_id": vantage_id, "rolled_to_ms": rolled_to_ms}


def _told(span_ms: int) -> Select[Any]:
    table = ROLLUPS[span_ms]
    beside = and_(
        ROLLUP_SKETCH.c.probe_id == table.c.probe_id,
        ROLLUP_SKETCH.c.span_ms == span_ms,
        ROLLUP_SKETCH.c.start_ms == table.c.start_ms,
        ROLLUP_SKETCH.c.vantage_id == table.c.vantage_id,
    )
    return (
        select(*table.c, ROLLUP_SKETCH.c.ttft, ROLLUP_SKETCH.c.total)
        .join_from(table, ROLLUP_SKETCH, beside, isouter=True)
        .where(
            table.c.probe_id.in_(_PROBES),
            table.c.start_ms >= bindparam("from_ms"),
            table.c.start_ms < bindparam("to_ms"),
            table.c.vantage_id == bindparam("vantage_id"),
        )
        .order_by(table.c.probe_id, table.c.start_ms)
    )


_TOLD = {span_ms: _told(span_ms) for span_ms in ROLLUPS}
