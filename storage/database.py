"""Open a database, bring it up to date, and hand out transactions."""

import threading
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
from storage.errors import DatabaseError, Refused, explain, is_lost
from storage.location import (
    default_database_path,
    file_at,
    file_of,
    resolve,
    secrets,
    shown,
)

__all__ = [
    "Connection",
    "Database",
    "DatabaseError",
    "Refused",
    "database_at",
    "default_database_path",
    "existing_database",
    "open_database",
]


class Database:
    """An open database. Safe to share between threads: each transaction has its own connection.

    `name` is its URL as it may be shown, without a password. `opened` counts how often it was
    opened: again after a file was moved away or replaced, and after a server lost its tables.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        """Take over `engine`; `open_database` is the way in."""
        self.name = name
        self.opened = 0
        self._engine = engine
        self._reader = engine.execution_options(**{dialect.READ_ONLY: True})
        self._opening = threading.Lock()
        self._is_to_open = False
        self._file: tuple[int, int] | None = None

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Write: all that happens inside is committed together, or not at all if it raises.

        Raises `DatabaseError` where the database cannot be reached or written.
        """
        self._open_where_needed()
        with self.explained(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Read one consistent moment; writers are neither waited for nor held up.

        Raises `DatabaseError` where the database cannot be reached, or on an attempt to write.
        """
        self._open_where_needed()
        with self.explained(), self._reader.begin() as connection:
            yield connection

    def vacuum(self) -> None:
        """Write the whole database anew, without the room that deleted rows left.

        Nobody else can write meanwhile, and on SQLite its disk must have room for a second one.
        Raises `DatabaseError` where it cannot be written.
        """
        with self.explained():
            dialect.vacuum(self._engine)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def open(self) -> None:
        """Connect anew and migrate. Raises `DatabaseError` where that cannot be done."""
        self._engine.dispose()
        with self.explained(), self._reader.begin() as connection:
            is_current = schema.is_current(connection)
        if not is_current:
            with self.explained(), self._engine.begin() as connection:
                schema.migrate(connection, self.name)
        self._file = dialect.identity(self._engine)
        self._is_to_open = False
        self.opened += 1

    def revision(self) -> str | None:
        """Return the number of its schema, None where it has none yet; nothing is migrated.

        Raises `DatabaseError` where it cannot be read, and `Refused` where it is another program's.
        """
        with self.explained(), self._reader.begin() as connection:
            found = schema.revision(connection)
            if found is None:
                schema.refuse_strangers(connection, self.name)
            return found

    def open_later(self) -> None:
        """Open it when it is next used, and again until that works."""
        self._is_to_open = True

    def _open_where_needed(self) -> None:
        # What is written to a file that was moved away is written for nobody.
        if self._is_to_open or self._file != dialect.identity(self._engine):
            with self._opening:
                if self._is_to_open or self._file != dialect.identity(self._engine):
                    self.open()

    @property
    def is_for_many(self) -> bool:
        """True where several machines, and workers, may use it."""
        return self._engine.dialect.name != "sqlite"

    def session(self) -> Connection:
        """Connect beside the pool, without transactions, until whoever asked closes it."""
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()
        return connection

    def file(self) -> str | None:
        """Return the path of an SQLite database, None for one that several machines may use."""
        if self.is_for_many:
            return None
        if file := file_of(self._engine.url):
            return str(file)
        with self.read() as connection:
            # Whatever else is attached, temporary tables say, the database itself comes first.
            return str(connection.exec_driver_sql("PRAGMA database_list").first()[2])  # type: ignore[index]

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Raise what goes wrong with the database inside as a `DatabaseError`."""
        try:
            yield
        except DBAPIError as error:
            if is_lost(error):
                self._is_to_open = True
            elif isinstance(error, IntegrityError | ProgrammingError | DataError):
                raise  # our mistake, not the database's
            # A driver may quote what it was given, so its own words go no further than this.
            raise explain(error, self.name, secrets(self._engine.url)) from None


def open_database(url: str | Path) -> Database:
    """Open the database at `url` (a file path or an SQLAlchemy URL) and migrate it.

    A file and its parent folders are created where missing. Any number of processes may open
    the same database at the same time. An older SQLite file is copied before it is migrated.
    Raises `DatabaseError` with what to do about it.
    """
    database = database_at(url)
    try:
        database.open()
    except BaseException:
        database.close()
        raise
    return database


def existing_database(url: str | Path) -> Database:
    """Open the database at `url` as `open_database` does, but make no file that is missing.

    Raises `DatabaseError` for that one too, which is mostly misspelt.
    """
    file = file_at(url)
    if file is not None and not file.exists():
        raise DatabaseError(f"{file} is not there: `brownout up` makes it, or name another")
    return open_database(url)


def database_at(url: str | Path) -> Database:
    """Return the database at `url`, not opened yet.

    Raises `DatabaseError` where that is no place where a database could be.
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
    return Database(engine, name)
