"""A PostgreSQL server of one's own, for benchmarks and tests."""

import contextlib
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from monitor.ports import reserved_port


class NotInstalled(RuntimeError):
    """No server can run here; the message says why."""


class PostgreSQL:
    """A server of our own on loopback, in a folder of its own.

    Raises `NotInstalled` where this machine cannot run one.
    """

    # As awkward in an URL as passwords are.
    PASSWORD = "p@ss:w/rd%"
    QUOTED = "p%40ss%3Aw%2Frd%25"

    def __init__(self) -> None:
        self._programs = _programs()
        self._reserved = contextlib.ExitStack()
        self.port = self._reserved.enter_context(reserved_port())
        self._folder = Path(tempfile.mkdtemp(prefix="brownout-postgresql-"))
        # The server refuses to be root's.
        self._as = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = itertools.count()
        password = self._folder / "password"
        password.write_text(self.PASSWORD)
        if self._as:
            shutil.chown(self._folder, **self._as)
            shutil.chown(password, **self._as)
        self._run(
            "initdb", "--pgdata", self._folder / "data", "--username", "brownout",
            "--auth", "scram-sha-256", "--pwfile", password, "--no-sync", "--no-instructions",
            "--locale", "C", "--encoding", "UTF8",
        )  # fmt: skip
        self.start()

    def url(self, database: str, password: str = QUOTED) -> str:
        """Return the URL of a database on it."""
        return f"postgresql://brownout:{password}@127.0.0.1:{self.port}/{database}"

    def create(self, template: str = "template0") -> str:
        """Make a database and return its URL."""
        name = f"brownout_{next(self._numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")  # type: ignore[arg-type]
        return self.url(name)

    def start(self) -> None:
        """Start the server where it does not run, and wait until it answers."""
        if self._process is not None:
            return None
        settings = (
            f"port={self.port}", "listen_addresses=127.0.0.1", "unix_socket_directories=",
            "fsync=off", "max_connections=40", "log_min_messages=panic",
        )  # fmt: skip
        arguments = [piece for setting in settings for piece in ("-c", setting)]
        self._process = subprocess.Popen(
            [self._programs / "postgres", "-D", self._folder / "data", *arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
            **self._as,  # type: ignore[call-overload]
        )
        give_up = time.monotonic() + 60
        while True:
            assert self._process.poll() is None, "PostgreSQL did not start"
            try:
                return psycopg.connect(self.url("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                assert time.monotonic() < give_up
                time.sleep(0.05)

    def stop(self) -> None:
        """Break off every connection and end the server."""
        self._end(signal.SIGINT)

    def crash(self) -> None:
        """End the server as a crash does, so that it has to recover."""
        self._end(signal.SIGQUIT)

    def remove(self) -> None:
        """End the server and delete what it held."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._reserved.close()

    def _end(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(60)
            self._process = None

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self._programs / program), *map(str, arguments)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", **self._as)  # type: ignore[call-overload]


def _programs() -> Path:
    """Return the folder of the newest server that is installed."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3])
    )
    on_path = shutil.which("postgres")
    found = [*debian, *([Path(on_path).resolve()] if on_path else [])]
    if not found:
        raise NotInstalled("PostgreSQL is not installed")
    if os.geteuid() == 0 and "postgres" not in {entry.pw_name for entry in pwd.getpwall()}:
        raise NotInstalled("PostgreSQL runs for no root, and there is no user postgres to run it")
    return found[-1].parent
