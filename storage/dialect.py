"""Where SQLite and PostgreSQL differ: pragmas, how a transaction begins, upserts, bulk inserts."""

import sqlite3
import time
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, Table, event, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from storage.postgresql import copy_new, forgo_jit, lock_until_commit

BUSY_TIMEOUT_MS = 5_000
"""How long a writer waits for another before it gives up."""

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


def _set_pragmas(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # The driver would open transactions by guessing from the statement; we say BEGIN ourselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    _switch_to_wal(connection)
    cursor.execute("PRAGMA synchronous = NORMAL")
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


def lock_for_migration(connection: Connection) -> None:
    """Wait until no other process migrates; held until the transaction ends."""
    # SQLite's BEGIN IMMEDIATE is that lock already.
    if connection.dialect.name == "postgresql":
        lock_until_commit(connection, _MIGRATION_LOCK)


def lock_for_registration(connection: Connection) -> None:
    """Wait until no other process registers probes; held until the transaction ends."""
    if connection.dialect.name == "postgresql":
        lock_until_commit(connection, _REGISTRATION_LOCK)


def upsert(
    connection: Connection,
    table: Table,
    rows: Sequence[dict[str, Any]],
    *,
    key: Sequence[str],
    update: Sequence[str] = (),
) -> None:
    """Insert `rows`; where `key` is taken, overwrite the `update` columns or leave the row be."""
    if not rows:
        return
    adding = _insert(connection.dialect)(table)
    if update:
        overwrite = {name: adding.excluded[name] for name in update}
        connection.execute(adding.on_conflict_do_update(index_elements=key, set_=overwrite), rows)
    else:
        connection.execute(adding.on_conflict_do_nothing(index_elements=key), rows)


def insert_new(
    connection: Connection,
    table: Table,
    columns: tuple[str, ...],
    rows: Sequence[tuple[object, ...]],
) -> None:
    """Insert many `rows`, values in the order of `columns`, passing over those whose key is taken.

    Goes straight to the driver, which doubles the rate of SQLAlchemy's own parameter handling.
    """
    if connection.dialect.name == "postgresql" and copy_new(connection, table, columns, rows):
        return
    statement, names = _compiled(connection.dialect, table, columns)
    if names == columns:
        connection.exec_driver_sql(statement, list(rows))
    else:
        connection.exec_driver_sql(
            statement, [dict(zip(columns, row, strict=True)) for row in rows]
        )


@lru_cache(maxsize=8)
def _compiled(
    dialect: Dialect, table: Table, columns: tuple[str, ...]
) -> tuple[str, tuple[str, ...]]:
    statement = _insert(dialect)(table).on_conflict_do_nothing()
    compiled = statement.compile(dialect=dialect, column_keys=list(columns))
    # Only a dialect with positional parameters has an order of them.
    return str(compiled), tuple(compiled.positiontup or ()) if compiled.positional else ()


def _insert(dialect: Dialect) -> Any:
    return {"sqlite": sqlite.insert, "postgresql": postgresql.insert}.get(dialect.name, insert)
