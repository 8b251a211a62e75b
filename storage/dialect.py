"""Where SQLite and PostgreSQL differ: pragmas, how a transaction begins, upserts, bulk inserts."""

import sqlite3
import time
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Dialect,
    Engine,
    Executable,
    Select,
    Table,
    Text,
    bindparam,
    event,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from storage.location import file_of
from storage.postgresql import (
    copy_new,
    forgo_jit,
    lock_until_commit,
    replace_what_died_idle,
)

BUSY_TIMEOUT_MS = 5_000
"""How long a writer waits for another before it gives up."""

_CHECKPOINT_PAGES = 4_000
_LONGEST_LOG_BYTES = 64 * 2**20

READ_ONLY = "brownout_read_only"
"""The execution option of a connection that may only read."""

_MIGRATION_LOCK = 0x62726F776E6F7574  # "brownout"
_REGISTRATION_LOCK = 0x62726F776E7267  # "brownrg"


def prepare(engine: Engine) -> None:
    """Make every connection of `engine` durable, patient, and explicit about transactions."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_elsewhere)
        if engine.dialect.name == "postgresql":
            event.listen(engine, "connect", forgo_jit)
            replace_what_died_idle(engine)


def identity(engine: Engine) -> tuple[int, int] | None:
    """Return what tells a database's file from another in its place; None where there is none.

    It is only looked up: to open and close it would drop the locks that SQLite holds on it.
    """
    file = file_of(engine.url)
    try:
        found = None if file is None else file.stat()
    except OSError:
        return None
    return None if found is None else (found.st_dev, found.st_ino)


def _set_pragmas(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # The driver would open transactions by guessing from the statement; we say BEGIN ourselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    if cursor.execute("PRAGMA page_count").fetchone() == (0,):
        # So that what retention frees can be given back, which a file must know from the first.
        cursor.execute("PRAGMA auto_vacuum = INCREMENTAL")
    _switch_to_wal(connection)
    # Pages that are written again and again go from the log to the table less often.
    cursor.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
    cursor.execute(f"PRAGMA journal_size_limit = {_LONGEST_LOG_BYTES}")
    # NORMAL would not sync the log at a commit, and losing power would cost the last minutes.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA temp_store = MEMORY")
    cursor.close()


def _switch_to_wal(connection: DBAPIConnection) -> None:
    # SQLite does not honour busy_timeout while two processes both switch a new file to WAL.
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    cursor = connection.cursor()
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.fetchall()
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get(READ_ONLY):
        connection.exec_driver_sql("PRAGMA query_only = ON")
        connection.exec_driver_sql("BEGIN")
    else:
        connection.exec_driver_sql("PRAGMA query_only = OFF")
        # A deferred BEGIN that turns into a write later fails at once if another has written.
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_elsewhere(connection: Connection) -> None:
    if connection.get_execution_options().get(READ_ONLY):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def vacuum(engine: Engine) -> None:
    """Write every table anew, which no transaction can contain."""
    connection = engine.raw_connection()
    try:
        driver: Any = connection.driver_connection
        if engine.dialect.name == "sqlite":
            # An older file is made ready to give back room by itself from then on.
            driver.execute("PRAGMA query_only = OFF")
            driver.execute("PRAGMA auto_vacuum = INCREMENTAL")
            driver.execute("VACUUM")
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        else:
            driver.autocommit = True
            driver.execute("VACUUM ANALYZE")
    finally:
        connection.invalidate()


def lock_for_migration(connection: Connection) -> None:
    """Wait until no other process migrates; held until the transaction ends."""
    # SQLite's BEGIN IMMEDIATE is that lock already.
    if connection.dialect.name == "postgresql":
        lock_until_commit(connection, _MIGRATION_LOCK)


def lock_for_registration(connection: Connection) -> None:
    """Wait until no other process registers probes; held until the transaction ends."""
    if connection.dialect.name == "postgresql":
        lock_until_commit(connection, _REGISTRATION_LOCK)


def continue_numbering(connection: Connection, table: Table) -> None:
    """Let the next row that numbers itself come behind those that came with their numbers."""
    # SQLite looks for the largest number itself; PostgreSQL counts apart from the rows.
    column = table.autoincrement_column
    if connection.dialect.name == "postgresql" and column is not None:
        numbering = func.pg_get_serial_sequence(table.name, column.name)
        connection.execute(select(func.setval(numbering, func.max(column))))


def upsert(
    connection: Connection,
    table: Table,
    rows: Sequence[dict[str, Any]],
    *,
    key: Sequence[str],
    update: Sequence[str] = (),
) -> None:
    """Insert `rows`; where `key` is taken, overwrite the `update` columns or leave the row be."""
    if rows:
        connection.execute(
            _upserting(connection.dialect.name, table, tuple(key), tuple(update)), rows
        )


def insert_where_new(dialect: str, table: Table, rows: Select[Any]) -> Any:
    """Return the statement that inserts what `rows` finds, passing over keys that are taken."""
    adding = _insert(dialect)(table).from_select([*table.c.keys()], rows)
    return adding.on_conflict_do_nothing(index_elements=[*table.primary_key])


def among(dialect: str, column: ColumnElement[str], values: str) -> ColumnElement[bool]:
    """Return the condition that `column` is one of the texts that the parameter `values` lists."""
    if dialect == "postgresql":
        # One parameter, however many they are: a third of the time.
        return column == func.any(bindparam(values, type_=ARRAY(Text)))
    return column.in_(bindparam(values, expanding=True))


def tuples(
    connection: Connection, statement: Executable, values: Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    """Return the rows of `statement` as the driver gives them, numbers and texts.

    Many rows come twice as fast as SQLAlchemy's own.
    """
    result = connection.execute(statement, values)
    assert result.cursor is not None
    rows = [*result.cursor.fetchall()]
    result.close()
    return rows


def insert_new(
    connection: Connection,
    table: Table,
    columns: tuple[str, ...],
    rows: Sequence[tuple[object, ...]],
) -> None:
    """Insert many `rows`, values in the order of `columns`, passing over those whose key is taken.

    Goes straight to the driver, which doubles the rate of SQLAlchemy's own parameter handling.
    On PostgreSQL a transaction goes on after an `IntegrityError`, none of `rows` inserted.
    """
    if connection.dialect.name != "postgresql":
        _execute_many(connection, table, columns, rows, overwrites=False)
    elif not copy_new(connection, table, columns, rows):
        with connection.begin_nested():
            _execute_many(connection, table, columns, rows, overwrites=False)


def put(
    connection: Connection,
    table: Table,
    columns: tuple[str, ...],
    rows: Sequence[tuple[object, ...]],
) -> None:
    """Insert many `rows` as `insert_new` does, but in place of those whose key is taken."""
    if rows:
        _execute_many(connection, table, columns, rows, overwrites=True)


def _execute_many(
    connection: Connection,
    table: Table,
    columns: tuple[str, ...],
    rows: Sequence[tuple[object, ...]],
    *,
    overwrites: bool,
) -> None:
    statement, names = _compiled(connection.dialect, table, columns, overwrites)
    if names == columns:
        connection.exec_driver_sql(statement, list(rows))
    else:
        connection.exec_driver_sql(
            statement, [dict(zip(columns, row, strict=True)) for row in rows]
        )


@lru_cache(maxsize=32)
def _compiled(
    dialect: Dialect, table: Table, columns: tuple[str, ...], overwrites: bool
) -> tuple[str, tuple[str, ...]]:
    key = tuple(column.name for column in table.primary_key)
    update = tuple(name for name in columns if name not in key) if overwrites else ()
    statement = _upserting(dialect.name, table, key, update)
    compiled = statement.compile(dialect=dialect, column_keys=list(columns))
    # Only a dialect with positional parameters has an order of them.
    return str(compiled), tuple(compiled.positiontup or ()) if compiled.positional else ()


# Not made anew for each write: it leaves a cycle of as many objects as the table has columns.
@lru_cache(maxsize=64)
def _upserting(dialect: str, table: Table, key: tuple[str, ...], update: tuple[str, ...]) -> Any:
    adding = _insert(dialect)(table)
    if not update:
        return adding.on_conflict_do_nothing(index_elements=key)
    overwrite = {name: adding.excluded[name] for name in update}
    return adding.on_conflict_do_update(index_elements=key, set_=overwrite)


def _insert(dialect: str) -> Any:
    return (postgresql if dialect == "postgresql" else sqlite).insert
