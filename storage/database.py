"""Open a database, bring it up to date, and hand out transactions."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    NoSuchModuleError,
    ProgrammingError,
)

from storage import dialect, postgresql, schema
from storage.errors import DatabaseError, explain, is_forbidden
from storage.location import default_database_path, resolve, secrets, shown

__all__ = ["Connection", "Database", "DatabaseError", "default_database_path", "open_database"]


class Database:
    """An open database. Safe to share between threads: each transaction has its own connection.

    `name` is its URL as it may be shown, without a password.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        """Take over `engine`; `open_database` is the way in."""
        self.name = name
        self._engine = engine
        self._reader = engine.execution_options(**{dialect.READ_ONLY: True})

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Write: all that happens inside is committed together, or not at all if it raises.

        Raises `DatabaseError` where the database cannot be reached or written.
        """
        with self.explained(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Read one consistent moment; writers are neither waited for nor held up.

        Raises `DatabaseError` where the database cannot be reached, or on an attempt to write.
        """
        with self.explained(), self._reader.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def session(self) -> Connection:
        """Connect beside the pool, without transactions, until whoever asked closes it."""
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()
        return connection

    def file(self) -> str | None:
        """Return the path of an SQLite database, None for one that several machines may use."""
        if self._engine.dialect.name != "sqlite":
            return None
        with self.read() as connection:
            # Whatever else is attached, temporary tables say, the database itself comes first.
            return str(connection.exec_driver_sql("PRAGMA database_list").first()[2])  # type: ignore[index]

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Raise what goes wrong with the database inside as a `DatabaseError`."""
        try:
            yield
        except DBAPIError as error:
            is_ours = isinstance(error, IntegrityError | ProgrammingError | DataError)
            if is_ours and not is_forbidden(error):
                raise
            # A driver may quote what it was given, so its own words go no further than this.
            raise explain(error, self.name, secrets(self._engine.url)) from None


def open_database(url: str | Path) -> Database:
    """Open the database at `url` (a file path or an SQLAlchemy URL) and migrate it.

    A file and its parent folders are created where missing. Any number of processes may open
    the same database at the same time. Raises `DatabaseError` with what to do about it.
    """
    location = resolve(url)
    name = shown(location)
    is_postgresql = location.get_backend_name() == "postgresql"
    try:
        engine = create_engine(
            location, **(postgresql.engine_options(location) if is_postgresql else {})
        )
    except ModuleNotFoundError as error:
        extra = " as `brownout[postgresql]` does" if is_postgresql else " beside Brownout"
        raise DatabaseError(
            f"{name} needs the Python package {error.name!r}: install it{extra}"
        ) from error
    except NoSuchModuleError as error:
        raise DatabaseError(
            f"{name} is of a kind this Brownout cannot use: give a file or a postgresql:// URL"
        ) from error
    dialect.prepare(engine)
    database = Database(engine, name)
    try:
        with database.read() as connection:
            is_current = schema.is_current(connection)
        if not is_current:
            with database.transaction() as connection:
                schema.migrate(connection, name)
    except BaseException:
        database.close()
        raise
    return database
