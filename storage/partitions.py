"""Partitions of the results on PostgreSQL, a week each: made ahead, thinned and dropped."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, MetaData, func, select, text
from sqlalchemy.dialects.postgresql import insert

from storage.models import FAILED, RESULT
from storage.postgresql import lock_until_commit, try_lock_until_commit

WEEK_MS = 7 * 86_400_000
AHEAD = 2
"""How many weeks after the present one have their partition already."""

# Whoever reads the table for long holds up its change, and the change all that come after it:
# so it gives up soon and is tried again later.
LOCK_TIMEOUT_MS = 250

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
    """The results that started in [start_ms, end_ms), or what is left of them: the failures."""

    name: str
    start_ms: int
    end_ms: int
    has_only_failures: bool
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
                has_only_failures=name.endswith(_THIN),
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
    wanted = {_name(start): start for start in sorted({at // WEEK_MS for at in moments_ms})}
    missing = wanted.keys() - _there(connection, wanted)
    if not missing:
        return
    lock_until_commit(connection, _MAKING)
    for name in sorted(missing - _there(connection, missing)):
        connection.exec_driver_sql(f'CREATE TABLE "{name}" (LIKE result INCLUDING ALL)')
        _attach(connection, name, wanted[name] * WEEK_MS)


def drop_before(connection: Connection, before_ms: int, failures_before_ms: int) -> bool:
    """Take one step of retention; return whether there was one to take.

    The oldest partition that ended by `failures_before_ms` is dropped. Of the oldest that ended
    by `before_ms` only the failures are kept, as a partition in its place, so that whoever reads
    the table finds them as before. Each step is a transaction of its own, which gives the room
    back at once, and holds up others for at most a quarter of a second.

    Raises:
        sqlalchemy.exc.OperationalError: where somebody read the table for longer than that, a
            `DatabaseError` outside the transaction; nothing was done, and it may be tried again.
    """
    if not _is_alone(connection):
        return False
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}")
    for each in partitions(connection):
        if each.end_ms <= failures_before_ms:
            connection.exec_driver_sql(f'DROP TABLE "{each.name}"')
            return True
        if each.end_ms <= before_ms and not each.has_only_failures:
            _thin(connection, each)
            return True
    return False


def _is_alone(connection: Connection) -> bool:
    if connection.dialect.name != "postgresql":
        return False
    return try_lock_until_commit(connection, _RETAINING)


def _thin(connection: Connection, full: Partition) -> None:
    name = full.name + _THIN
    source, target = (RESULT.to_metadata(MetaData(), name=of) for of in (full.name, name))
    failures = select(source).where(FAILED)
    copy = insert(target).from_select(RESULT.c.keys(), failures).on_conflict_do_nothing()
    connection.exec_driver_sql(f'CREATE TABLE "{name}" (LIKE result INCLUDING ALL)')
    copied = connection.execute(copy).rowcount
    # With the bounds as a constraint, attaching need not read what it attaches.
    connection.exec_driver_sql(
        f'ALTER TABLE "{name}" ADD CONSTRAINT bounds CHECK '
        f"(started_at_ms >= {full.start_ms} AND started_at_ms < {full.end_ms})"
    )
    # From here on the others wait. A late failure may have landed since they were copied.
    connection.exec_driver_sql(f'LOCK TABLE ONLY result, "{full.name}" IN ACCESS EXCLUSIVE MODE')
    if connection.scalar(select(func.count()).select_from(source).where(FAILED)) != copied:
        connection.execute(copy)
    connection.exec_driver_sql(f'DROP TABLE "{full.name}"')
    _attach(connection, name, full.start_ms)
    connection.exec_driver_sql(f'ALTER TABLE "{name}" DROP CONSTRAINT bounds')


def _attach(connection: Connection, name: str, start_ms: int) -> None:
    connection.exec_driver_sql(
        f'ALTER TABLE result ATTACH PARTITION "{name}" '
        f"FOR VALUES FROM ({start_ms}) TO ({start_ms + WEEK_MS})"
    )


def _there(connection: Connection, names: Iterable[str]) -> set[str]:
    both = [name + ending for name in names for ending in ("", _THIN)]
    found = connection.execute(_IS_THERE, {"names": both}).scalars()
    return {name.removesuffix(_THIN) for name in found}


def _name(week: int) -> str:
    return f"result_{datetime.fromtimestamp(week * WEEK_MS / 1000, UTC):%Y%m%d}"
