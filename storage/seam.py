"""History across the seam: raw rows of what is fresh, of what is old rows that sum it up."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    select,
)

from probes.result import Outcome
from storage.codec import OUTCOMES
from storage.dialect import tuples
from storage.horizons import horizons
from storage.models import RESULT, ROLLUP_SERIES, ROLLUP_SKETCH
from storage.pieces import RAW, Piece, Window, pieces
from storage.spans import ROLLUPS
from storage.tallies import RUNS, Counts, Tally, others_told


def count(
    connection: Connection, probes: Sequence[int], window: Window
) -> dict[tuple[int, int], Counts]:
    """Return what probes (by their ids) saw in the buckets of a window, all vantages together.

    By probe and beginning of the bucket in ms, and in that order. The database does the counting.
    """
    found: dict[tuple[int, int], Counts] = defaultdict(Counts)
    for piece in _pieces_of(connection, probes, window):
        if piece.span_ms == RAW:
            _count_runs(found, connection, _asked(probes, window, piece))
        else:
            told = _TOLD_COUNTS[piece.span_ms, piece.is_bucket]
            for row in tuples(connection, told, _asked(probes, window, piece)):
                found[row[:2]].count_told(row[3:], row[2])
    return _by_start(found, window)


def outcomes(
    connection: Connection, probes: Sequence[int], window: Window
) -> dict[tuple[int, int], dict[Outcome, int]]:
    """Return how often each outcome occurred, and nothing else of what `count` returns."""
    found: dict[tuple[int, int], dict[Outcome, int]] = {}
    all_well = Outcome.OK
    for piece in _pieces_of(connection, probes, window):
        asked = _asked(probes, window, piece)
        if piece.span_ms == RAW:
            for probe_id, number, code, runs in tuples(connection, _RUN_OUTCOMES, asked):
                own = found.setdefault((probe_id, number), {})
                own[OUTCOMES[code]] = own.get(OUTCOMES[code], 0) + runs
            continue
        told = _TOLD_OUTCOMES[piece.span_ms, piece.is_bucket]
        for probe_id, number, times, ok, others in tuples(connection, told, asked):
            own = found.setdefault((probe_id, number), {})
            if ok:
                # PostgreSQL sums integers to a decimal.
                own[all_well] = own.get(all_well, 0) + int(ok)
            for code, runs in others_told(others) if others else ():
                outcome = OUTCOMES[code]
                own[outcome] = own.get(outcome, 0) + runs * times
    return _by_start(found, window)


def gather(
    connection: Connection,
    probes: Sequence[int],
    window: Window,
    *,
    is_to_merge: bool = False,
) -> dict[tuple[int, int], Tally]:
    """Return the same with latencies; with `is_to_merge` those of several buckets can be merged."""
    found: dict[tuple[int, int], Tally] = defaultdict(Tally)
    vantages = _number_of_vantages(connection, probes)
    for piece in _pieces_of(connection, probes, window):
        asked = _asked(probes, window, piece)
        if piece.span_ms == RAW:
            rows = tuples(connection, _RUNS, asked)
            for (probe_id, number), own in groupby(rows, lambda row: (row[0], row[7])):
                found[probe_id, number].add_runs(own)
        else:
            is_ready = piece.is_bucket and vantages == 1 and not is_to_merge
            for number, *row in tuples(connection, _TOLD[piece.span_ms, not is_ready], asked):
                sketches = row[16:]
                found[row[0], number].add_told(row[3:16], *sketches)
    return _by_start(found, window)


Found = TypeVar("Found")


def _by_start(
    found: Mapping[tuple[int, int], Found], window: Window
) -> dict[tuple[int, int], Found]:
    step_ms, origin_ms = window.step_ms, window.origin_ms
    return {
        (probe_id, origin_ms + number * step_ms): found[probe_id, number]
        for probe_id, number in sorted(found)
    }


def _pieces_of(connection: Connection, probes: Sequence[int], window: Window) -> list[Piece]:
    if not probes or window.start_ms >= window.end_ms:
        return []
    rolled_to_ms = connection.execute(_ROLLED_TO, {"probes": probes}).scalar()
    return pieces(window, rolled_to_ms or 0, horizons(connection))


def _number_of_vantages(connection: Connection, probes: Sequence[int]) -> int:
    return int(connection.execute(_VANTAGES, {"probes": probes}).scalar_one()) if probes else 0


def _asked(probes: Sequence[int], window: Window, piece: Piece) -> dict[str, Any]:
    return {
        "probes": probes,
        "step_ms": window.step_ms,
        "origin_ms": window.origin_ms,
        "from_ms": piece.from_ms,
        "to_ms": piece.to_ms,
    }


_PROBES: BindParameter[Any] = bindparam("probes", expanding=True)
_ROLLED_TO = select(func.min(ROLLUP_SERIES.c.rolled_to_ms)).where(
    ROLLUP_SERIES.c.probe_id.in_(_PROBES)
)
_VANTAGES = select(func.count(ROLLUP_SERIES.c.vantage_id.distinct())).where(
    ROLLUP_SERIES.c.probe_id.in_(_PROBES)
)


def _bucket(start: Any) -> Any:
    return ((start - bindparam("origin_ms")) // bindparam("step_ms")).label("bucket")


def _between(probe: Any, start: Any) -> tuple[Any, ...]:
    return (
        probe.in_(_PROBES),
        start >= bindparam("from_ms"),
        start < bindparam("to_ms"),
    )


_RAW_SPAN = _between(RESULT.c.probe_id, RESULT.c.started_at_ms)
_RUNS = (
    RUNS.add_columns(_bucket(RESULT.c.started_at_ms))
    .where(*_RAW_SPAN)
    .order_by(RESULT.c.probe_id, RESULT.c.started_at_ms)
)
_RUN_OUTCOMES = (
    select(RESULT.c.probe_id, _bucket(RESULT.c.started_at_ms), RESULT.c.outcome, func.count())
    .where(*_RAW_SPAN)
    .group_by(RESULT.c.probe_id, "bucket", RESULT.c.outcome)
)
_RUN_COUNTS = _RUN_OUTCOMES.add_columns(
    func.sum(RESULT.c.cost_microusd), func.count(RESULT.c.score), func.sum(RESULT.c.score)
)


def _told(span_ms: int, *, with_sketches: bool) -> Select[Any]:
    table = ROLLUPS[span_ms]
    wanted = select(_bucket(table.c.start_ms), *table.c)
    if with_sketches:
        beside = and_(
            ROLLUP_SKETCH.c.probe_id == table.c.probe_id,
            ROLLUP_SKETCH.c.span_ms == span_ms,
            ROLLUP_SKETCH.c.start_ms == table.c.start_ms,
            ROLLUP_SKETCH.c.vantage_id == table.c.vantage_id,
        )
        wanted = wanted.add_columns(ROLLUP_SKETCH.c.ttft, ROLLUP_SKETCH.c.total).join_from(
            table, ROLLUP_SKETCH, beside, isouter=True
        )
    return wanted.where(*_between(table.c.probe_id, table.c.start_ms)).order_by(
        table.c.probe_id, table.c.start_ms, table.c.vantage_id
    )


def _told_counts(span_ms: int, *names: str, each_apart: bool) -> Select[Any]:
    table = ROLLUPS[span_ms]
    of, bucket = table.c.probe_id, _bucket(table.c.start_ms)
    columns = [table.c[name] for name in ("ok", *names)]
    times: ColumnElement[int] = literal_column("1") if each_apart else func.count()
    ok, *sums = columns if each_apart else map(func.sum, columns)
    found = select(of, bucket, times, ok, table.c.others, *sums).where(
        *_between(of, table.c.start_ms)
    )
    return found if each_apart else found.group_by(of, "bucket", table.c.others)


_TOLD = {
    (span_ms, with_sketches): _told(span_ms, with_sketches=with_sketches)
    for span_ms in ROLLUPS
    for with_sketches in (False, True)
}
_SPANS = [(span_ms, each_apart) for span_ms in ROLLUPS for each_apart in (False, True)]
_TOLD_OUTCOMES = {each: _told_counts(each[0], each_apart=each[1]) for each in _SPANS}
_TOLD_COUNTS = {
    each: _told_counts(each[0], "cost_microusd", "score_count", "score_sum", each_apart=each[1])
    for each in _SPANS
}


def _count_runs(
    found: dict[tuple[int, int], Counts], connection: Connection, asked: dict[str, Any]
) -> None:
    for probe_id, number, outcome, runs, cost, graded, score in tuples(
        connection, _RUN_COUNTS, asked
    ):
        counts = found[probe_id, number]
        counts.count(outcome, runs)
        # PostgreSQL sums integers to a decimal.
        counts.cost_microusd += int(cost)
        counts.score_count += graded
        counts.score_sum += score or 0.0
