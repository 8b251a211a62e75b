"""Partitions of the results on PostgreSQL, a week each: made ahead, thinned and dropped."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, MetaData, Table, func, select, text
from sqlalchemy.dialects.postgresql import insert

from storage.models import FAILED, RESULT
from storage.postgresql import lock_until_commit, try_lock_until_commit

WEEK_MS = 7 * 86_400_000
SEASON_MS = 8 * WEEK_MS
"""Weeks of which only the failures are left are one partition each so many: planning a query takes
time for every partition there is."""
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


def drop_before(connection: Connection, before_ms: int, failures_before_ms: int) -> bool:
    """Take one step of retention; return whether there was one to take.

    The oldest partition that ended by `failures_before_ms` is dropped. Of the oldest that ended
    by `before_ms` only the failures are kept, in its place, so that whoever reads the table finds
    them as before. Each step is a transaction of its own, which gives the room back at once, and
    holds up others for at most a quarter of a second.

    Raises:
        sqlalchemy.exc.OperationalError: where somebody read the table for longer than that, a
            `DatabaseError` outside the transaction; nothing was done, and it may be tried again.
    """
    if not _is_alone(connection):
        return False
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}")
    before: Partition | None = None
    for each in partitions(connection):
        if each.end_ms <= failures_before_ms:
            connection.exec_driver_sql(f'DROP TABLE "{each.name}"')
            return True
        if each.end_ms <= before_ms and not each.has_only_failures:
            is_same = before is not None and _is_one_season(before, each)
            _thin(connection, [before, each] if before is not None and is_same else [each])
            return True
        before = each
    return False


def _is_one_season(thin: Partition, week: Partition) -> bool:
    is_next = thin.has_only_failures and thin.end_ms == week.start_ms
    return is_next and thin.start_ms // SEASON_MS == week.start_ms // SEASON_MS


def _is_alone(connection: Connection) -> bool:
    if connection.dialect.name != "postgresql":
        return False
    return try_lock_until_commit(connection, _RETAINING)


def _thin(connection: Connection, olds: Sequence[Partition]) -> None:
    """Put one partition with the failures of `olds`, which follow each other, in their place."""
    start_ms, end_ms = olds[0].start_ms, olds[-1].end_ms
    name = f"{_name(start_ms)}_{_date(end_ms)}{_THIN}"
    (target,) = _tables(name)
    sources = _tables(*(old.name for old in olds))
    connection.exec_driver_sql(f'CREATE TABLE "{name}" (LIKE result INCLUDING ALL)')
    copied = [_copy_failures(connection, source, target) for source in sources]
    # With the bounds as a constraint, attaching need not read what it attaches.
    connection.exec_driver_sql(
        f'ALTER TABLE "{name}" ADD CONSTRAINT bounds CHECK '
        f"(started_at_ms >= {start_ms} AND started_at_ms < {end_ms})"
    )
    names = ", ".join(f'"{old.name}"' for old in olds)
    # From here on the others wait. A late failure may have landed since they were copied.
    connection.exec_driver_sql(f"LOCK TABLE ONLY result, {names} IN ACCESS EXCLUSIVE MODE")
    for source, count in zip(sources, copied, strict=True):
        if connection.scalar(select(func.count()).select_from(source).where(FAILED)) != count:
            _copy_failures(connection, source, target)
    connection.exec_driver_sql(f"DROP TABLE {names}")
    _attach(connection, name, start_ms, end_ms)
    connection.exec_driver_sql(f'ALTER TABLE "{name}" DROP CONSTRAINT bounds')


def _copy_failures(connection: Connection, source: Table, target: Table) -> int:
    failures = select(source).where(FAILED)
    copying = insert(target).from_select(RESULT.c.keys(), failures).on_conflict_do_nothing()
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
