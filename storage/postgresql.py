"""How PostgreSQL is spoken to: connections that notice a server that is gone, and COPY."""

import time
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import URL, Connection, Dialect, Engine, Table, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

# Libpq's own words (https://www.postgresql.org/docs/current/libpq-connect.html). A server that
# vanished without a goodbye is given up after some ten seconds rather than two hours.
_CONNECT = {
    "application_name": "brownout",
    "connect_timeout": "5",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}

_IDLE_S = 0.5


def engine_options(url: URL) -> dict[str, Any]:
    """Return how to connect to `url` and pool its connections; what the URL says itself wins."""
    return {
        "connect_args": {name: _CONNECT[name] for name in _CONNECT.keys() - url.query.keys()},
        "pool_size": 4,
        "max_overflow": 12,
        "hide_parameters": True,
    }


def forgo_jit(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Let no query be compiled: it takes longer than any of ours runs, over many partitions."""
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("SET jit = off")
    cursor.close()
    connection.autocommit = False


def replace_what_died_idle(engine: Engine) -> None:
    """Ask connections that lay idle whether they live; those of before a restart are replaced.

    SQLAlchemy's `pool_pre_ping` would ask at every checkout, a round trip for each transaction.
    """

    @event.listens_for(engine, "checkin")
    def leave(_: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
        record.info["idle_since_s"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def ask(connection: DBAPIConnection, record: ConnectionPoolEntry, _: object) -> None:
        since_s = record.info.get("idle_since_s")
        if since_s is not None and time.monotonic() - since_s > _IDLE_S:
            dialect = engine.dialect
            try:
                dialect.do_ping(connection)
            except dialect.loaded_dbapi.Error as error:
                raise InvalidatePoolError from error


def copy_new(
    connection: Connection,
    table: Table,
    columns: tuple[str, ...],
    rows: Sequence[tuple[object, ...]],
) -> bool:
    """Insert `rows` by binary COPY; return False, having inserted none, where a key is taken.

    COPY knows no ON CONFLICT. A temporary table in between would halve the rate of large batches
    and cost small ones four milliseconds each, for the sake of duplicates that hardly ever come.
    Where it raises `IntegrityError`, the transaction goes on as if it had not been called.
    """
    import psycopg

    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    names = ", ".join(f'"{name}"' for name in columns)
    types = copied_types(connection.dialect, table, columns)
    try:
        with driver.cursor() as cursor:
            cursor.execute("SAVEPOINT before_copy")
            statement = f'COPY "{table.name}" ({names}) FROM STDIN (FORMAT BINARY)'
            with cursor.copy(statement.encode()) as copy:
                copy.set_types(types)
                for row in rows:
                    copy.write_row(row)
            cursor.execute("RELEASE before_copy")
    except psycopg.errors.UniqueViolation:
        connection.exec_driver_sql("ROLLBACK TO before_copy")
        return False
    except psycopg.errors.IntegrityError as error:
        connection.exec_driver_sql("ROLLBACK TO before_copy")
        raise as_dbapi_error(error, connection) from error
    except psycopg.Error as error:
        if driver.closed:
            connection.invalidate(error)
        raise as_dbapi_error(error, connection) from error
    return True


@lru_cache(maxsize=32)
def copied_types(dialect: Dialect, table: Table, columns: tuple[str, ...]) -> list[str]:
    """Return what binary COPY has to be told of columns."""
    types = [str(table.c[name].type.compile(dialect)) for name in columns]
    return [_TYPES.get(name, name) for name in types]


def as_dbapi_error(error: Exception, connection: Connection) -> BaseException:
    """Return an error that the driver raised as it would have come through SQLAlchemy."""
    import psycopg

    return DBAPIError.instance(
        None, None, error, psycopg.Error, hide_parameters=True, dialect=connection.dialect
    )


_TYPES: Mapping[str, str] = {
    "INTEGER": "int4",
    "BIGINT": "int8",
    "SMALLINT": "int2",
    "DOUBLE PRECISION": "float8",
    "TEXT": "text",
    "VARCHAR": "varchar",
    "BYTEA": "bytea",
}


def lock_until_commit(connection: Connection, key: int) -> None:
    """Wait for the advisory lock `key` and hold it until the transaction ends."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def try_lock_until_commit(connection: Connection, key: int) -> bool:
    """Take the advisory lock `key` until the transaction ends; False where another holds it."""
    locking = text("SELECT pg_try_advisory_xact_lock(:key)")
    return bool(connection.execute(locking, {"key": key}).scalar())
