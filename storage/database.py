"""Open a database, bring it up to date, and hand out transactions."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError, IntegrityError, NoSuchModuleError, ProgrammingError

from storage import dialect, schema
from storage.errors import DatabaseError, explain
from storage.location import default_database_path, resolve

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
        with self._explained(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Read one consistent moment; writers are neither waited for nor held up.

        Raises `DatabaseError` where the database cannot be reached, or on an attempt to write.
        """
        with self._explained(), self._reader.begin() as connection:
            yield connection

    def vacuum(self) -> None:
        """Write the whole database anew, without the room that deleted rows left.

        Nobody else can write meanwhile, and on SQLite its disk must have room for a second one.
        Raises `DatabaseError` where it cannot be written.
        """
        with self._explained():
            dialect.vacuum(self._engine)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (IntegrityError, ProgrammingError):
            raise  # our mistake, not the database's
        except DBAPIError as error:
            raise explain(error, self.name) from error


def open_database(url: str | Path) -> Database:
    """Open the database at `url` (a file path or an SQLAlchemy URL) and migrate it.

    A file and its parent folders are created where missing. Any number of processes may open
    the same database at the same time. Raises `DatabaseError` with what to do about it.
    """
    location = resolve(url)
    name = _shown(location.database, location.render_as_string(), location.get_backend_name())
    try:
        engine = create_engine(location)
    except ModuleNotFoundError as error:
        raise DatabaseError(
            f"{name} needs the Python package {error.name!r}: install it beside Brownout"
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


def _shown(file: str | None, url: str, backend: str) -> str:
    return file if backend == "sqlite" and file else url
