"""Rollups of a whole period: read in order, and taken in where their single results are gone."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, null, select, update

from storage import closing, horizons, names, rollups
from storage.dialect import put, tuples, upsert
from storage.horizons import Horizons, Kind
from storage.models import CLOSED_HOUR, ROLLUP_SERIES, ROLLUP_SKETCH
from storage.names import Series
from storage.results import first_ms
from storage.spans import DAY_MS, HOUR_MS, MINUTE_MS, ROLLUPS, floor
from storage.tallies import KEY, TOLD, runs_told

_PAGE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What one probe saw from one vantage in a minute, an hour or a day.

    `told` and the two sketches are as the tables keep them. `starts` is when the runs of an hour
    began whose single results are gone (`storage.closing.pack`).
    """

    of: Series
    vantage: str
    span_ms: int
    start_ms: int
    told: tuple[Any, ...]
    ttft: bytes | None
    total: bytes | None
    starts: bytes | None


class Fate(StrEnum):
    """What became of a span that was to be taken in."""

    NEW = "new"
    KNOWN = "known"
    FOLLOWS = "follows"
    """It is made of single results, or of finer spans, that are moved as well."""
    CONTRADICTS = "contradicts"
    """Other runs stand in its place here."""


class HasResults(ValueError):
    """Single results are here of the time that spans would stand for."""


def spans(
    connection: Connection, from_ms: int, to_ms: int, provider: str | None = None
) -> Iterator[Span]:
    """Yield the spans that begin in [from_ms, to_ms), by probe, vantage, length and start.

    The longest come first, and one page of them is in memory at a time.
    """
    series = names.series(connection, provider=provider)
    vantages = names.vantages(connection)
    own = (row for row in connection.execute(_SERIES).all() if row[0] in series)
    for probe_id, vantage_id in sorted(
        own, key=lambda row: (series[row[0]].probe, vantages[row[1]])
    ):
        for span_ms in sorted(ROLLUPS, reverse=True):
            for row in _rows(connection, span_ms, probe_id, vantage_id, from_ms, to_ms):
                yield Span(
                    of=series[probe_id],
                    vantage=vantages[vantage_id],
                    span_ms=span_ms,
                    start_ms=row[1],
                    told=row[3:-3],
                    ttft=row[-3],
                    total=row[-2],
                    starts=row[-1],
                )


def take_in(connection: Connection, kept: Horizons, found: Sequence[Span]) -> list[Fate]:
    """Keep spans of elsewhere, where `kept` were the horizons; return what became of each.

    Their minutes and hours stand from now on for single results from before the horizon. Raises
    `HasResults` where there are some of that time here.
    """
    known = _stand_in(connection, kept)
    probes = names.probe_ids(connection, {each.of.probe: each.of for each in found})
    vantages = names.vantage_ids(connection, {each.vantage for each in found})
    fates: dict[int, Fate] = {}

    def place(numbered: tuple[int, Span]) -> tuple[int, int, int]:
        _, span = numbered
        # Hours before the minutes that lie in them.
        return probes[span.of.probe], vantages[span.vantage], -span.span_ms

    in_order = sorted(enumerate(found), key=place)
    for (probe_id, vantage_id, _), own in groupby(in_order, place):
        numbers, those = zip(*own, strict=True)
        taking = _Taking(connection, known, probe_id, vantage_id)
        fates.update(zip(numbers, taking.take(those), strict=True))
    return [fates[number] for number in range(len(found))]


def _stand_in(connection: Connection, kept: Horizons) -> Horizons:
    """Move the horizons up to those of elsewhere, and return them."""
    known = horizons.hold(connection, to_move=True)
    if kept.raw_ms > known.raw_ms:
        first = first_ms(connection, known.raw_ms)
        if first is not None and first < kept.raw_ms:
            raise HasResults("single results of that time are here already: rollups come first")
        horizons.move(connection, Kind.RAW, kept.raw_ms)
        behind = ROLLUP_SERIES.c.rolled_to_ms < kept.raw_ms
        connection.execute(update(ROLLUP_SERIES).where(behind).values(rolled_to_ms=kept.raw_ms))
    for kind, from_ms in ((Kind.MINUTE, kept.minute_ms), (Kind.HOUR, kept.hour_ms)):
        horizons.move(connection, kind, from_ms)
    return horizons.horizons(connection)


@dataclass(frozen=True, slots=True)
class _Taking:
    connection: Connection
    known: Horizons
    probe_id: int
    vantage_id: int

    def take(self, found: Sequence[Span]) -> list[Fate]:
        """Keep spans of one length, and return what became of each."""
        series = (self.probe_id, self.vantage_id)
        progress = dict(zip(("probe_id", "vantage_id"), series, strict=True))
        progress["rolled_to_ms"] = self.known.raw_ms
        upsert(self.connection, ROLLUP_SERIES, [progress], key=("probe_id", "vantage_id"))
        span_ms = found[0].span_ms
        starts_ms = [span.start_ms for span in found]
        there = self._there(span_ms, min(starts_ms), max(starts_ms) + 1)
        hours = self._there(HOUR_MS, floor(min(starts_ms), HOUR_MS), max(starts_ms) + 1)
        counted = Counter(
            floor(hour_ms + offset, MINUTE_MS)
            for hour_ms, starts in hours.items()
            for offset in _runs(starts)
        )
        fates, new = [], []
        for span in found:
            fate = self._fate(span, there, counted)
            if fate is Fate.NEW:
                there[span.start_ms] = span.starts
                new.append(span)
            fates.append(fate)
        self._put(span_ms, new)
        return fates

    def _fate(self, span: Span, there: dict[int, bytes | None], counted: Mapping[int, int]) -> Fate:
        """Return what is to become of a span; `counted` are the runs of hours by their minute."""
        if span.span_ms == DAY_MS:
            stands = span.start_ms < self.known.hour_ms
        else:
            from_ms = self.known.hour_ms if span.span_ms == HOUR_MS else self.known.minute_ms
            stands = from_ms <= span.start_ms < self.known.raw_ms
        if not stands or (span.span_ms == HOUR_MS and span.starts is None):
            return Fate.FOLLOWS
        if span.start_ms in there:
            is_known = span.span_ms != HOUR_MS or _runs(span.starts) <= _runs(there[span.start_ms])
            return Fate.KNOWN if is_known else Fate.CONTRADICTS
        is_of_hour = span.span_ms != MINUTE_MS or counted[span.start_ms] == runs_told(span.told)
        return Fate.NEW if is_of_hour else Fate.CONTRADICTS

    def _there(self, span_ms: int, from_ms: int, to_ms: int) -> dict[int, bytes | None]:
        """Return the spans that are here by their starts, with when the runs of an hour began."""
        asked = {"probe_id": self.probe_id, "vantage_id": self.vantage_id}
        found = tuples(
            self.connection, _SPANS[span_ms], {**asked, "from_ms": from_ms, "to_ms": to_ms}
        )
        return {row[1]: row[-1] for row in found}

    def _put(self, span_ms: int, new: Sequence[Span]) -> None:
        key = (self.probe_id, self.vantage_id)
        rows = [(key[0], each.start_ms, key[1], *each.told) for each in new]
        put(self.connection, ROLLUPS[span_ms], KEY + TOLD, rows)
        sketches = [
            (key[0], span_ms, each.start_ms, key[1], each.ttft, each.total)
            for each in new
            if each.ttft or each.total
        ]
        put(self.connection, ROLLUP_SKETCH, tuple(ROLLUP_SKETCH.c.keys()), sketches)
        if span_ms == HOUR_MS:
            closed = [(key[0], each.start_ms, key[1], each.starts) for each in new]
            put(self.connection, CLOSED_HOUR, (*KEY, "starts"), closed)
            touched = [(key[0], each.start_ms, key[1]) for each in new]
            rollups.make_days(self.connection, touched, {key: self.known.raw_ms})


def _runs(starts: bytes | None) -> frozenset[int]:
    return frozenset(closing.unpack(starts)) if starts else frozenset()


def _rows(
    connection: Connection, span_ms: int, probe_id: int, vantage_id: int, from_ms: int, to_ms: int
) -> Iterator[tuple[Any, ...]]:
    asked = {"probe_id": probe_id, "vantage_id": vantage_id, "to_ms": to_ms}
    while page := tuples(connection, _SPANS[span_ms].limit(_PAGE), {**asked, "from_ms": from_ms}):
        yield from page
        from_ms = page[-1][1] + 1


_SERIES = select(ROLLUP_SERIES.c.probe_id, ROLLUP_SERIES.c.vantage_id)


def _spans(span_ms: int) -> Select[Any]:
    table = ROLLUPS[span_ms]
    sketch = and_(
        ROLLUP_SKETCH.c.probe_id == table.c.probe_id,
        ROLLUP_SKETCH.c.span_ms == span_ms,
        ROLLUP_SKETCH.c.start_ms == table.c.start_ms,
        ROLLUP_SKETCH.c.vantage_id == table.c.vantage_id,
    )
    closed = and_(*(CLOSED_HOUR.c[name] == table.c[name] for name in KEY))
    found = select(*table.c, ROLLUP_SKETCH.c.ttft, ROLLUP_SKETCH.c.total).join_from(
        table, ROLLUP_SKETCH, sketch, isouter=True
    )
    if span_ms == HOUR_MS:
        found = found.add_columns(CLOSED_HOUR.c.starts).join(CLOSED_HOUR, closed, isouter=True)
    else:
        found = found.add_columns(null())
    return found.where(
        table.c.probe_id == bindparam("probe_id"),
        table.c.start_ms >= bindparam("from_ms"),
        table.c.start_ms < bindparam("to_ms"),
        table.c.vantage_id == bindparam("vantage_id"),
    ).order_by(table.c.start_ms)


_SPANS = {span_ms: _spans(span_ms) for span_ms in ROLLUPS}
