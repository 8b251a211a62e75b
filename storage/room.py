"""Room on disk: what each kind of row takes, since when there are some, and what is free."""

from dataclasses import dataclass

from sqlalchemy import Connection, Table, bindparam, func, select, text

from storage import names
from storage.models import (
    CLOSED_HOUR,
    DELIVERY,
    FAILED,
    INCIDENT,
    RESULT,
    ROLLUP_DAY,
    ROLLUP_HOUR,
    ROLLUP_MINUTE,
    ROLLUP_SKETCH,
    STATE_CHANGE,
    TRANSITION,
)

PAGES_A_STEP = 500
# As much is taken again soon; giving it back would be work for nothing.
_SPARE_SHARE = 0.1

_KINDS: dict[str, tuple[Table, str]] = {
    "results": (RESULT, "started_at_ms"),
    "minutes": (ROLLUP_MINUTE, "start_ms"),
    "hours": (ROLLUP_HOUR, "start_ms"),
    "days": (ROLLUP_DAY, "start_ms"),
    "sketches": (ROLLUP_SKETCH, "start_ms"),
    "closed hours": (CLOSED_HOUR, "start_ms"),
    "incidents": (INCIDENT, "started_at_ms"),
    "transitions": (TRANSITION, "at_ms"),
    "state changes": (STATE_CHANGE, "at_ms"),
    "alerts sent": (DELIVERY, "made_at_ms"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What one kind of row takes: how many, how large with their indexes, from when to when.

    `size_bytes` is None where this database cannot tell.
    """

    kind: str
    rows: int
    size_bytes: int | None
    first_ms: int | None
    last_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """All kinds of rows; of `size_bytes` in all, `free_bytes` wait for new rows."""

    kinds: tuple[Room, ...]
    size_bytes: int
    free_bytes: int


def rooms(connection: Connection) -> Rooms:
    """Return what takes how much room. Counts every row, which takes a while."""
    size_bytes, free_bytes = size_and_free_bytes(connection)
    sizes = _sizes(connection)
    kinds = [
        _room(connection, kind, table, column, sizes.get(table.name))
        for kind, (table, column) in _KINDS.items()
    ]
    failures = select(func.count()).select_from(RESULT).where(FAILED)
    first_ms, last_ms = _span(connection, RESULT, "started_at_ms", failed=True)
    kinds.insert(
        1,
        Room(
            kind="of them failures",
            rows=connection.execute(failures).scalar_one(),
            size_bytes=None,
            first_ms=first_ms,
            last_ms=last_ms,
        ),
    )
    return Rooms(kinds=tuple(kinds), size_bytes=size_bytes, free_bytes=free_bytes)


def give_back(connection: Connection) -> bool:
    """Give some of the room that deleted rows left back to the disk; return whether there is more.

    Some is kept for the rows to come. PostgreSQL does that by itself; a SQLite file from
    before that was possible takes one `brownout db vacuum`.
    """
    if connection.dialect.name != "sqlite":
        return False
    pages, free = (_pragma(connection, name) for name in ("page_count", "freelist_count"))
    if free <= max(PAGES_A_STEP, pages * _SPARE_SHARE) or not _pragma(connection, "auto_vacuum"):
        return False
    # It gives back a page for each row that is fetched, of which SQLAlchemy sees none.
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA incremental_vacuum({PAGES_A_STEP})")
    cursor.fetchall()
    cursor.close()
    return True


def _room(
    connection: Connection, kind: str, table: Table, column: str, size_bytes: int | None
) -> Room:
    first_ms, last_ms = _span(connection, table, column)
    rows = connection.execute(select(func.count()).select_from(table)).scalar_one()
    return Room(kind=kind, rows=rows, size_bytes=size_bytes, first_ms=first_ms, last_ms=last_ms)


def _span(
    connection: Connection, table: Table, column: str, *, failed: bool = False
) -> tuple[int | None, int | None]:
    at = table.c[column]
    ends = [select(func.min(at)), select(func.max(at))]
    if failed:
        ends = [end.where(FAILED) for end in ends]
    if "probe_id" not in table.c:
        first, last = (connection.execute(end).scalar() for end in ends)
        return first, last
    # A seek into each probe's range: the tables have no index by time alone.
    of = table.c.probe_id == bindparam("probe_id")
    found = [
        [connection.execute(end.where(of), {"probe_id": id_}).scalar() for end in ends]
        for id_ in names.series(connection)
    ]
    firsts = [first for first, _ in found if first is not None]
    lasts = [last for _, last in found if last is not None]
    return min(firsts, default=None), max(lasts, default=None)


def size_and_free_bytes(connection: Connection) -> tuple[int, int]:
    """Return how large the database is, and how much of that waits for new rows; no row is read."""
    if connection.dialect.name == "sqlite":
        page_bytes = _pragma(connection, "page_size")
        return tuple(  # type: ignore[return-value]
            _pragma(connection, name) * page_bytes for name in ("page_count", "freelist_count")
        )
    size = text("SELECT pg_database_size(current_database())")
    return int(connection.execute(size).scalar_one()), 0


def _sizes(connection: Connection) -> dict[str, int]:
    """Return the sizes of tables with their indexes; empty where SQLite was built without."""
    if connection.dialect.name == "sqlite":
        if not _has_dbstat(connection):
            return {}
        asked = text(
            "SELECT tbl_name, sum(pgsize) FROM dbstat JOIN sqlite_master USING (name) "
            "WHERE aggregate = TRUE GROUP BY tbl_name"
        )
    else:
        # A partition counts for its table.
        asked = text(
            "SELECT coalesce(parent.relname, own.relname), sum(pg_total_relation_size(own.oid))"
            " FROM pg_class own LEFT JOIN pg_inherits ON inhrelid = own.oid"
            " LEFT JOIN pg_class parent ON parent.oid = inhparent"
            " WHERE own.relkind IN ('r', 'p') AND own.relnamespace = current_schema()::regnamespace"
            " GROUP BY 1"
        )
    return {name: int(size) for name, size in connection.execute(asked)}


def _has_dbstat(connection: Connection) -> bool:
    asked = text("SELECT 1 FROM pragma_module_list WHERE name = 'dbstat'")
    return connection.execute(asked).scalar() is not None


def _pragma(connection: Connection, name: str) -> int:
    return int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())
