"""Locks that live as long as their holder: between workers on PostgreSQL, and on an SQLite file."""

import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from storage.database import Database, DatabaseError
from storage.postgresql import as_dbapi_error

# Half of an advisory lock's key is ours, "Brwn", and leaves room to number vantages.
_SPACE = 0x4272776E
_CHANNEL = "brownout"

# The server's side of this connection: a machine that lost its power holds no lock for long.
_NOTICE_DEATH = """
    SET tcp_keepalives_idle = 3; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 3;
    SET statement_timeout = 0; SET idle_session_timeout = 0
"""
_TRY = text("SELECT key FROM unnest(CAST(:keys AS int[])) key WHERE pg_try_advisory_lock(:of, key)")
_TRY_SHARED = text("SELECT pg_try_advisory_lock_shared(:of, :key)")
_UNLOCK = text("SELECT pg_advisory_unlock(:of, key) FROM unnest(CAST(:keys AS int[])) key")
_HOLDERS = text("""
    SELECT count(*) FROM pg_locks
    WHERE locktype = 'advisory' AND granted AND classid = :of AND objid = :key AND objsubid = 2
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
""")
_WHO = text("SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()")
_END = text("""
    SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity
    WHERE pid = :pid AND backend_start = :backend_start
""")


@dataclass(frozen=True, slots=True)
class Myself:
    """A connection as the server knows it."""

    pid: int
    backend_start: object


class LockSession:
    """A connection of its own: its locks are held until it is closed, or its process is gone.

    Locks are numbered within a `group`: 0, or the id of a vantage. Every method raises
    `DatabaseError` where the connection is lost, and then all locks are. Not for several threads.
    """

    def __init__(self, database: Database, before: Myself | None = None) -> None:
        """Connect, and end our connection of `before`, which the server may believe alive."""
        self._database = database
        with database.explained():
            self._connection = database.session()
            self._driver: Any = self._connection.connection.dbapi_connection
            if before is not None:
                self._connection.execute(_END, asdict(before))
            self._connection.exec_driver_sql(_NOTICE_DEATH)
            self._connection.exec_driver_sql(f"LISTEN {_CHANNEL}")
            self.myself = Myself(*self._connection.execute(_WHO).one())

    def try_lock(self, group: int, keys: Collection[int]) -> set[int]:
        """Take those of the locks that nobody holds and return them."""
        with self._database.explained():
            wanted = {"of": _SPACE + group, "keys": list(keys)}
            return set(self._connection.execute(_TRY, wanted).scalars())

    def share_lock(self, group: int, key: int) -> bool:
        """Take a lock that others may share; return whether nobody holds it alone."""
        with self._database.explained():
            return bool(self._connection.scalar(_TRY_SHARED, {"of": _SPACE + group, "key": key}))

    def unlock(self, group: int, keys: Collection[int]) -> None:
        """Give up locks that are held."""
        with self._database.explained():
            self._connection.execute(_UNLOCK, {"of": _SPACE + group, "keys": list(keys)})

    def holders(self, group: int, key: int) -> int:
        """Return how many hold or share a lock."""
        with self._database.explained():
            return self._connection.scalar(_HOLDERS, {"of": _SPACE + group, "key": key}) or 0

    def tell(self, notice: dict[str, Any]) -> None:
        """Tell every session of this database something."""
        with self._database.explained():
            tell(self._connection, notice)

    def heard(self, within_s: float) -> list[dict[str, Any]]:
        """Return what was told since the last call, waiting for it for at most `within_s`."""
        import psycopg

        with self._database.explained():
            try:
                heard = list(self._driver.notifies(timeout=within_s, stop_after=1))
            except psycopg.Error as error:
                raise as_dbapi_error(error, self._connection) from error
        return [json.loads(notice.payload) for notice in heard]

    def close(self) -> None:
        """Give up every lock."""
        self._driver.close()
        # What SQLAlchemy has left to say to a connection that is gone is of no interest.
        with suppress(DBAPIError):
            self._connection.close()


def tell(connection: Connection, notice: dict[str, Any]) -> None:
    """Tell every `LockSession` of this database something, once the transaction is committed."""
    telling = text("SELECT pg_notify(:channel, :notice)")
    connection.execute(telling, {"channel": _CHANNEL, "notice": json.dumps(notice)})


@contextmanager
def only_worker(database: Database) -> Iterator[None]:
    """Keep other workers off an SQLite file for as long as the block runs.

    The system releases what a killed worker held. A database that several may share is left alone.

    Raises:
        DatabaseError: where another worker is there already.
    """
    file = database.file()
    if file is None:
        yield
        return
    # SQLite's own locks of a file beside: they work alike on every system.
    lock = sqlite3.connect(f"{file}.worker", timeout=0, isolation_level=None)
    try:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            # Where nothing can be written beside it, the database itself says so.
            if "locked" in str(error):
                raise DatabaseError(
                    f"{database.name} has a worker already: stop that one first, or let several "
                    "share a PostgreSQL database"
                ) from error
        yield
    finally:
        lock.close()
