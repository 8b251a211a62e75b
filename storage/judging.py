"""Whose turn it is to judge, and the results that wait for it where several workers keep them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Connection,
    Integer,
    bindparam,
    column,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from probes.result import ProbeResult
from storage import codec, names
from storage.models import JUDGING, RESULT, UNJUDGED

Key = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Turn:
    """A term of office, and when its latest judgement was: no later one is dated before it."""

    term: int
    judged_at_ms: int


@dataclass(frozen=True, slots=True)
class Line:
    """The first results in line, and the numbers that they and those since dropped had there."""

    results: tuple[ProbeResult, ...]
    numbers: tuple[int, ...]


_KEYS = (
    func.unnest(
        bindparam("probe_ids", type_=ARRAY(Integer)),
        bindparam("starts_ms", type_=ARRAY(BigInteger)),
        bindparam("vantage_ids", type_=ARRAY(Integer)),
        bindparam("judged_after_ms", type_=ARRAY(BigInteger)),
    )
    .table_valued(
        column("probe_id", Integer),
        column("started_at_ms", BigInteger),
        column("vantage_id", Integer),
        column("judged_after_ms", BigInteger),
        name="judged",
    )
    .render_derived()
)
_THESE = (
    RESULT.c.probe_id == _KEYS.c.probe_id,
    RESULT.c.started_at_ms == _KEYS.c.started_at_ms,
    RESULT.c.vantage_id == _KEYS.c.vantage_id,
    # Spares looking into the partitions of other weeks.
    RESULT.c.started_at_ms >= bindparam("first_ms"),
    RESULT.c.started_at_ms <= bindparam("last_ms"),
)
_ROWS = codec.SELECT.where(*_THESE)
_DATE = update(RESULT).where(*_THESE).values(judged_after_ms=_KEYS.c.judged_after_ms)


def turn(connection: Connection) -> Turn:
    """Return whose turn it is; others who ask wait until this transaction ends."""
    row = connection.execute(select(JUDGING).with_for_update()).one()
    return Turn(row.term, row.judged_at_ms)


def note(connection: Connection, turn: Turn) -> None:
    """Keep whose turn it is."""
    values = {"term": turn.term, "judged_at_ms": turn.judged_at_ms}
    connection.execute(update(JUDGING).values(values))


def put_in_line(connection: Connection, results: Sequence[ProbeResult]) -> None:
    """Let `results`, which are kept, wait to be judged by another worker."""
    if results:
        columns = ("probe_id", "started_at_ms", "vantage_id")
        rows = [dict(zip(columns, key, strict=True)) for key in _keys(connection, results)]
        connection.execute(insert(UNJUDGED), rows)


def is_line_empty(connection: Connection) -> bool:
    """Return whether nothing waits to be judged."""
    return connection.execute(select(UNJUDGED.c.number).limit(1)).first() is None


def line(connection: Connection, limit: int) -> Line:
    """Return the results in line in the order in which they landed, at most `limit`.

    What another worker has not committed yet is not seen, and comes later, whatever its number:
    a place is given up by `leave` alone, so that no result is ever passed over.
    """
    # With the keys in hand, the planner would still rather read a small partition as a whole.
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    places = connection.execute(select(UNJUDGED).order_by(UNJUDGED.c.number).limit(limit)).all()
    if not places:
        return Line((), ())
    keys = [(place.probe_id, place.started_at_ms, place.vantage_id) for place in places]
    rows = {tuple(row[:3]): row for row in connection.execute(_ROWS, _these(keys, 0))}
    series, vantages = names.series(connection), names.vantages(connection)
    found = (codec.decode(rows[key], series, vantages) for key in keys if key in rows)
    return Line(tuple(found), tuple(place.number for place in places))


def date(connection: Connection, results: Sequence[ProbeResult]) -> None:
    """Keep when each of `results` was judged."""
    keys = _keys(connection, results)
    if keys:
        after_ms = [(each.judged_at_ms or 0) - each.started_at_ms for each in results]
        connection.execute(_DATE, {**_these(keys, 0), "judged_after_ms": after_ms})


def leave(connection: Connection, numbers: Sequence[int]) -> None:
    """Take the places of these numbers out of the line."""
    these = UNJUDGED.c.number == func.any(bindparam("numbers", type_=ARRAY(BigInteger)))
    connection.execute(delete(UNJUDGED).where(these), {"numbers": list(numbers)})


def _keys(connection: Connection, results: Sequence[ProbeResult]) -> list[Key]:
    probes, vantages = names.ids_of(connection, results)
    return [(probes[e.probe], e.started_at_ms, vantages[e.vantage]) for e in results]


def _these(keys: Sequence[Key], judged_after_ms: int) -> dict[str, object]:
    starts_ms = [key[1] for key in keys]
    return {
        "probe_ids": [key[0] for key in keys],
        "starts_ms": starts_ms,
        "vantage_ids": [key[2] for key in keys],
        "judged_after_ms": [judged_after_ms] * len(keys),
        "first_ms": min(starts_ms),
        "last_ms": max(starts_ms),
    }
