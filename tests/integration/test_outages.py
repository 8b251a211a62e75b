"""The database breaks while a worker probes: probing goes on, it is said, and nothing is lost."""

import json
import os
import re
import shutil
import signal
import sqlite3
import sys
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from storage.backup import back_up
from storage.spool_state import states

# The disk of the spool is full too: nothing of that survives a kill.
IN_MEMORY = "in memory alone, where a crash would lose them"
# Turns that were skipped, as those while the worker stood still, are no runs.
RUN_TOLD = re.compile(r"probe=health outcome=(?!skipped)")
RUN_ON_DISK = re.compile(rb'"outcome":"(?!skipped)[^\n]*\n')
CONFIG = """
reference: []
incidents: {{ preset: fast }}
providers:
  aurora: {{}}
probes:
  - {{ name: health, provider: aurora, check: http, url: "{url}/health", every: 250ms }}
"""


class Service:
    """A server that answers whatever it is asked."""

    def __init__(self) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                with suppress(OSError):  # who asked was killed meanwhile
                    self.send_response(204)
                    self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class House:
    """A worker, the dashboard that tells of it, and the database file between them."""

    def __init__(
        self,
        folder: Path,
        start: Callable[..., Any],
        url: str,
        port: int,
        eventually: Callable[..., Any],
    ) -> None:
        self.path, self._start, self._port = folder / "brownout.db", start, port
        self._eventually = eventually
        self.in_database = 0
        self._config = folder / "probes.yaml"
        self._config.write_text(CONFIG.format(url=url))
        self.worker = self.work()
        start("dashboard", "--port", port, "--database", self.path)

    def work(self) -> Any:
        return self._start("worker", "--config", self._config, "--database", self.path)

    def health(self) -> tuple[int, list[str]]:
        address = f"http://127.0.0.1:{self._port}/healthz"
        try:
            with urllib.request.urlopen(address, timeout=30) as reply:
                return reply.status, json.load(reply)["reasons"]
        except urllib.error.HTTPError as failing:
            return failing.code, json.load(failing)["reasons"]
        except OSError:
            return 0, []

    def says(self, reason: str) -> bool:
        code, reasons = self.health()
        return code == 503 and any(reason in each for each in reasons)

    @contextmanager
    def standing_still(self, safe: Callable[[], int]) -> Iterator[None]:
        """Stop the worker at a moment at which as many runs are `safe` as it has told of."""

        def stands() -> bool:
            self.worker.send(signal.SIGSTOP)
            os.waitpid(self.worker.process.pid, os.WUNTRACED)
            with suppress(sqlite3.OperationalError):  # it stopped while it wrote
                if safe() == self.asked():
                    return True
            self.worker.send(signal.SIGCONT)
            return False

        self._eventually(stands)
        yield
        self.worker.send(signal.SIGCONT)

    def landed(self) -> int:
        """How many runs the database holds, which nobody is writing to."""
        with closing(sqlite3.connect(self.path, timeout=0, isolation_level=None)) as plain:
            plain.execute("BEGIN IMMEDIATE")
        return len(self.kept())

    def on_disk(self) -> int:
        """How many runs lie in the spool while the database takes none."""
        spools = self.path.with_name("brownout.db-spool").glob("*.spool")
        return sum(len(RUN_ON_DISK.findall(spool.read_bytes().rstrip(b"\0"))) for spool in spools)

    def spooled(self) -> int:
        return sum(each.on_disk for each in states(self.path.with_name("brownout.db-spool")))

    def asked(self) -> int:
        """How many runs the workers have told of in their logs."""
        logs = self.path.parent.glob("*.stderr")
        return sum(len(RUN_TOLD.findall(log.read_text())) for log in logs)

    def kept(self) -> list[int]:
        with closing(sqlite3.connect(self.path)) as plain:
            rows = plain.execute("SELECT started_at_ms FROM result WHERE outcome != 1")
            return [at_ms for (at_ms,) in rows]


@pytest.fixture
def house(
    tmp_path: Path, start: Callable[..., Any], free_port: int, eventually: Callable[..., Any]
) -> Iterator[House]:
    with closing(Service()) as service:
        house = House(tmp_path, start, service.url, free_port, eventually)
        eventually(lambda: house.health()[0] == 200)
        eventually(lambda: len(house.kept()) > 3)
        yield house


def replaced(path: Path, by: Path) -> None:
    """Put a file in the place of another, as who restores a backup does."""
    by.replace(path)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


@pytest.fixture(params=["locked", "read-only", "full", "corrupt", "garbage", "gone"])
def broken(
    request: pytest.FixtureRequest, house: House, tmp_path: Path
) -> tuple[str, Callable[[], object]]:
    """Break the database in one way: what is said of it, and how it is mended.

    Nothing lands meanwhile, which the copy to mend it by would lack.
    """
    with house.standing_still(house.landed):
        house.in_database = house.landed()
        return _break(request, house, tmp_path)


def _break(
    request: pytest.FixtureRequest, house: House, tmp_path: Path
) -> tuple[str, Callable[[], object]]:
    path, good = house.path, tmp_path / "good.db"

    def mend() -> None:
        replaced(path, good)

    if request.param == "locked":
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        request.addfinalizer(other.close)
        return "is busy", other.close
    if request.param == "full":
        if not sys.platform.startswith("linux"):
            pytest.skip("needs prlimit")
        import resource

        pid = house.worker.process.pid
        before = resource.prlimit(pid, resource.RLIMIT_FSIZE, (6_000, resource.RLIM_INFINITY))
        return IN_MEMORY, partial(resource.prlimit, pid, resource.RLIMIT_FSIZE, before)
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    back_up(path, good)
    if request.param == "read-only":
        # Permissions do not bind root. A file that only newer versions may write binds everybody.
        newer = tmp_path / "newer.db"
        shutil.copy(good, newer)
        with newer.open("r+b") as file:
            file.seek(18)
            file.write(b"\x03")
        replaced(path, newer)
        return "is read-only", mend
    if request.param == "corrupt":
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * (path.stat().st_size - 4096))
        return "is damaged", mend
    if request.param == "garbage":
        garbage = tmp_path / "garbage"
        garbage.write_bytes(b"no database at all " * 500)
        replaced(path, garbage)
        return "is not a Brownout database", mend
    shutil.move(path, tmp_path / "away.db")
    path.mkdir()
    return "cannot be opened", lambda: path.rmdir() or mend()


def test_a_database_that_breaks_costs_no_result(
    house: House, broken: tuple[str, Callable[[], object]], eventually: Callable[..., Any]
) -> None:
    said, mend = broken
    before = house.asked()
    eventually(lambda: house.spooled() > 3)
    eventually(lambda: house.asked() > before + 6)
    eventually(lambda: house.says("on disk for the database"))
    eventually(lambda: house.says(said))

    if said != IN_MEMORY:
        with house.standing_still(lambda: house.in_database + house.on_disk()):
            house.worker.send(signal.SIGKILL)
            house.worker.ended()
        waiting = house.spooled()
        house.worker = house.work()
        eventually(lambda: house.spooled() > waiting + 2)
    mend()
    eventually(lambda: house.health() == (200, []))
    assert house.worker.stop() == 0

    kept = Counter(house.kept())
    assert set(kept.values()) == {1}
    assert len(kept) == house.asked()
    with closing(sqlite3.connect(house.path)) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
