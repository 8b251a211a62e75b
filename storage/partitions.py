"""Partitions of the results on PostgreSQL, a week each: made ahead, thinned and dropped."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    MetaData,
    Select,
    Table,
    func,
    or_,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError, OperationalError

from storage.models import FAILED, PROBE, RESULT
from storage.postgresql import lock_until_commit, try_lock_until_commit

WEEK_MS = 7 * 86_400_000
SEASON_MS = 8 * WEEK_MS
"""Weeks of which only what stays is left are one partition each so many: planning a query takes
time for every partition there is."""
AHEAD = 2
"""How many weeks after the present one have their partition already."""

# Whoever reads the table for long holds up its change, and the change all that come after it:
# so it gives up soon and is tried again later.
LOCK_TIMEOUT_MS = 250
# https://www.postgresql.org/docs/current/errcodes-appendix.html; the table has no other check.
_LOCK_NOT_AVAILABLE, _CHECK_VIOLATION = "55P03", "23514"

_THIN = "_failures"
# Keys of advisory locks, which one database shares: "brownmk" and "browndr".
_MAKING = 0x62726F776E6D6B
_RETAINING = 0x62726F776E6472
_BOUNDS = re.compile(r"FROM \('(-?\d+)'\) TO \('(-?\d+)'\)")
_ALL = text("""
    SELECT child.relname, pg_get_expr(child.relpartbound, child.oid) AS bounds,
        pg_total_relation_size(child.oid) AS bytes
    FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
    WHERE inhparent = 'result'::regclass
""")
# Not by to_regclass(), which may answer from a cache that another's new table is missing in.
_IS_THERE = text("""
    SELECT relname FROM pg_class WHERE relname = ANY(:names) AND relnamespace =
        (SELECT relnamespace FROM pg_class WHERE oid = 'result'::regclass)
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """The results that started in [start_ms, end_ms), or what stays of them."""

    name: str
    start_ms: int
    end_ms: int
    is_thin: bool
    bytes: int


def partitions(connection: Connection) -> list[Partition]:
    """Return the partitions in the order of time; none where the database is no PostgreSQL."""
    if connection.dialect.name != "postgresql":
        return []
    found = []
    for name, bounds, size in connection.execute(_ALL):
        start_ms, end_ms = map(int, _BOUNDS.findall(bounds)[0])
        found.append(
            Partition(
                name=name,
                start_ms=start_ms,
                end_ms=end_ms,
                is_thin=name.endswith(_THIN),
                bytes=size,
            )
        )
    return sorted(found, key=lambda partition: partition.start_ms)


def make_ahead(connection: Connection, now_ms: int) -> None:
    """Make the partitions of this week and the next ones, so that no insert has to."""
    make(connection, (now_ms + week * WEEK_MS for week in range(AHEAD + 1)))


def make(connection: Connection, moments_ms: Iterable[int]) -> None:
    """Make the partitions that results started at `moments_ms` belong to, where they are missing.

    Neither readers nor other writers are held up: a table is made beside and attached, which
    takes a weaker lock than making it as a partition.
    """
    if connection.dialect.name != "postgresql":
        return
    weeks = sorted({at_ms // WEEK_MS * WEEK_MS for at_ms in moments_ms})
    there = connection.execute(_IS_THERE, {"names": list(map(_name, weeks))}).scalars().all()
    missing = [start_ms for start_ms in weeks if _name(start_ms) not in there]
    if not missing:
        return
    lock_until_commit(connection, _MAKING)
    known = partitions(connection)
    for start_ms in missing:
        if not any(each.start_ms <= start_ms < each.end_ms for each in known):
            name = _name(start_ms)
            connection.exec_driver_sql(f'CREATE TABLE "{name}" (LIKE result INCLUDING ALL)')
            _attach(connection, name, start_ms, start_ms + WEEK_MS)


def is_lacking(error: IntegrityError) -> bool:
    """Return whether rows were refused for want of a partition."""
    return getattr(error.orig, "sqlstate", None) == _CHECK_VIOLATION


def thin(connection: Connection, before_ms: int) -> int | None:
    """Take one step of retention: keep of one partition what must stay; return where it ended.

    It is the oldest that ended by `before_ms` and was not thinned yet; None where there is none,
    or where somebody reads the table for longer than others are to be held up. The failures and
    what each probe saw last are copied to a partition in its place, so that whoever reads the
    table finds them as before.
    """
    before: Partition | None = None
    for each in partitions(connection):
        if each.end_ms <= before_ms and not each.is_thin:
            is_same = before is not None and _is_one_season(before, each)
            olds = [before, each] if before is not None and is_same else [each]
            return each.end_ms if _try(connection, partial(_thin, connection, olds)) else None
        before = each
    return None


def drop(connection: Connection, before_ms: int) -> bool | None:
    """Take one step of retention: drop one partition that ended by `before_ms`.

    It is the oldest in which no probe has its newest result. Returns None where there is none,
    and False where somebody reads the table for longer than others are to be held up.
    """
    old = [each for each in partitions(connection) if each.end_ms <= before_ms]
    newest = _newest(connection) if old else []
    for each in old:
        if not any(each.start_ms <= at_ms < each.end_ms for _, at_ms in newest):
            dropping = f'DROP TABLE "{each.name}"'
            return _try(connection, partial(connection.exec_driver_sql, dropping))
    return None


def whole_before(connection: Connection, before_ms: int) -> int:
    """Return up to when there are whole partitions that ended by `before_ms`, 0 without any."""
    ends = [each.end_ms for each in partitions(connection)]
    return max((end_ms for end_ms in ends if end_ms <= before_ms), default=0)


def _try(connection: Connection, change: Callable[[], object]) -> bool:
    """Make a change that waits but a moment for others; return whether it was made."""
    if not try_lock_until_commit(connection, _RETAINING):
        return False
    attempt = connection.begin_nested()
    try:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}")
        change()
    except OperationalError as error:
        attempt.rollback()
        if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
            raise
        return False
    attempt.commit()
    return True


def _newest(connection: Connection) -> list[tuple[int, int]]:
    """Return when each probe ran last, with its id."""
    last = select(func.max(RESULT.c.started_at_ms)).where(RESULT.c.probe_id == PROBE.c.id)
    found = connection.execute(select(PROBE.c.id, last.scalar_subquery()))
    return [(probe_id, at_ms) for probe_id, at_ms in found if at_ms is not None]


def _is_one_season(thin: Partition, week: Partition) -> bool:
    is_next = thin.is_thin and thin.end_ms == week.start_ms
    return is_next and thin.start_ms // SEASON_MS == week.start_ms // SEASON_MS


def _thin(connection: Connection, olds: Sequence[Partition]) -> None:
    """Put one partition with what stays of `olds`, which follow each other, in their place."""
    newest = _newest(connection)
    start_ms, end_ms = olds[0].start_ms, olds[-1].end_ms
    name = f"{_name(start_ms)}_{_date(end_ms)}{_THIN}"
    (target,) = _tables(name)
    sources = _tables(*(old.name for old in olds))
    connection.exec_driver_sql(f'CREATE TABLE "{name}" (LIKE result INCLUDING ALL)')
    staying = [select(source).where(_stays(source, newest)) for source in sources]
    copied = [_copy(connection, rows, target) for rows in staying]
    # With the bounds as a constraint, attaching need not read what it attaches.
    connection.exec_driver_sql(
        f'ALTER TABLE "{name}" ADD CONSTRAINT bounds CHECK '
        f"(started_at_ms >= {start_ms} AND started_at_ms < {end_ms})"
    )
    names = ", ".join(f'"{old.name}"' for old in olds)
    # From here on the others wait. A late failure may have landed since they were copied.
    connection.exec_driver_sql(f"LOCK TABLE ONLY result, {names} IN ACCESS EXCLUSIVE MODE")
    for rows, count in zip(staying, copied, strict=True):
        if connection.scalar(select(func.count()).select_from(rows.subquery())) != count:
            _copy(connection, rows, target)
    connection.exec_driver_sql(f"DROP TABLE {names}")
    _attach(connection, name, start_ms, end_ms)
    connection.exec_driver_sql(f'ALTER TABLE "{name}" DROP CONSTRAINT bounds')


def _stays(table: Table, newest: Sequence[tuple[int, int]]) -> ColumnElement[bool]:
    return or_(FAILED, tuple_(table.c.probe_id, table.c.started_at_ms).in_(newest))


def _copy(connection: Connection, rows: Select[Any], target: Table) -> int:
    copying = insert(target).from_select(RESULT.c.keys(), rows).on_conflict_do_nothing()
    return connection.execute(copying).rowcount


def _tables(*names: str) -> list[Table]:
    return [RESULT.to_metadata(MetaData(), name=name) for name in names]


def _attach(connection: Connection, name: str, start_ms: int, end_ms: int) -> None:
    connection.exec_driver_sql(
        f'ALTER TABLE result ATTACH PARTITION "{name}" FOR VALUES FROM ({start_ms}) TO ({end_ms})'
    )


def _name(start_ms: int) -> str:
    return f"result_{_date(start_ms)}"


def _date(at_ms: int) -> str:
    return f"{datetime.fromtimestamp(at_ms / 1000, UTC):%Y%m%d}"
