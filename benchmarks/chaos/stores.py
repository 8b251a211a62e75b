"""Where results are kept during chaos: a file of SQLite, or a PostgreSQL server of its own."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import psycopg

from benchmarks.postgresql import PostgreSQL


class Store(Protocol):
    """A database that can be held against everybody else, and where it CRASHES, be gone."""

    CRASHES: bool
    url: str

    def locked(self) -> contextlib.AbstractContextManager[None]:
        """Let nobody else write meanwhile."""

    def away(self) -> contextlib.AbstractContextManager[None]:
        """Let it crash, and be back at the end."""

    def remove(self) -> None:
        """End it."""


class File:
    """One file of SQLite."""

    CRASHES = False

    def __init__(self, folder: Path) -> None:
        self.url = str(folder / "brownout.db")

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock of whoever writes, or wait alike where the worker never lets go of it."""
        other = sqlite3.connect(self.url, timeout=20, isolation_level=None)
        with contextlib.closing(other):
            with contextlib.suppress(sqlite3.OperationalError):
                other.execute("BEGIN IMMEDIATE")
            yield

    @contextlib.contextmanager
    def away(self) -> Iterator[None]:
        """Raise: there is no server."""
        raise NotImplementedError("a file does not crash")

    def remove(self) -> None:
        """Leave it to whoever asks why something was wrong."""


class Server:
    """A database of a PostgreSQL server that runs for it alone."""

    CRASHES = True

    def __init__(self) -> None:
        self._server = PostgreSQL()
        self.url = self._server.create()

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the table that results go to."""
        with psycopg.connect(self.url) as other:
            other.execute("LOCK TABLE result IN EXCLUSIVE MODE")
            yield

    @contextlib.contextmanager
    def away(self) -> Iterator[None]:
        """Crash, and recover when it is over."""
        self._server.crash()
        yield
        self._server.start()

    def remove(self) -> None:
        """End the server and delete what it held."""
        self._server.remove()
