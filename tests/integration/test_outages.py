"""The database breaks while a worker probes: probing goes on, it is said, and nothing is lost."""

import json
import shutil
import signal
import sqlite3
import sys
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from simulator.provider import Provider
from simulator.thread import SimulatorThread
from storage.backup import back_up
from storage.spool_state import states

# The disk of the spool is full too: nothing of that survives a kill.
IN_MEMORY = "in memory alone, where a crash would lose them"
CONFIG = """
reference: []
incidents: {{ preset: fast }}
providers:
  aurora: {{}}
probes:
  - {{ name: health, provider: aurora, check: http, url: "{url}/aurora/health", every: 250ms }}
"""


class House:
    """A worker, the dashboard that tells of it, and the database file between them."""

    def __init__(self, folder: Path, start: Callable[..., Any], url: str, port: int) -> None:
        self.path, self._start, self._port = folder / "brownout.db", start, port
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

    def spooled(self) -> int:
        return sum(each.on_disk for each in states(self.path.with_name("brownout.db-spool")))

    def asked(self) -> int:
        """How many runs the workers have told of in their logs."""
        logs = self.path.parent.glob("*.stderr")
        return sum(log.read_text().count("probe=health outcome=") for log in logs)

    def kept(self) -> list[int]:
        with closing(sqlite3.connect(self.path)) as plain:
            rows = plain.execute("SELECT started_at_ms FROM result WHERE outcome != 1")
            return [at_ms for (at_ms,) in rows]


@pytest.fixture
def house(
    tmp_path: Path, start: Callable[..., Any], free_port: int, eventually: Callable[..., Any]
) -> Iterator[House]:
    with SimulatorThread([Provider("aurora", "openai")]) as simulator:
        house = House(tmp_path, start, simulator.url, free_port)
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
) -> Iterator[tuple[str, Callable[[], object]]]:
    """Break the database in one way: what is said of it, and how it is mended."""
    path, good = house.path, tmp_path / "good.db"

    def mend() -> None:
        replaced(path, good)

    if request.param == "locked":
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        yield "is busy", other.close
        other.close()
        return
    if request.param == "full":
        if not sys.platform.startswith("linux"):
            pytest.skip("needs prlimit")
        import resource

        pid = house.worker.process.pid
        before = resource.prlimit(pid, resource.RLIMIT_FSIZE, (6_000, resource.RLIM_INFINITY))
        yield IN_MEMORY, partial(resource.prlimit, pid, resource.RLIMIT_FSIZE, before)
        return
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
        yield "is read-only", mend
    elif request.param == "corrupt":
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * (path.stat().st_size - 4096))
        yield "is damaged", mend
    elif request.param == "garbage":
        garbage = tmp_path / "garbage"
        garbage.write_bytes(b"no database at all " * 500)
        replaced(path, garbage)
        yield "is not a Brownout database", mend
    else:
        shutil.move(path, tmp_path / "away.db")
        path.mkdir()
        yield "cannot be opened", lambda: path.rmdir() or mend()


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
    # What ended as the worker was killed may be told of and not yet be kept: a run, or two on a
    # machine that is busy with other things.
    assert house.asked() - len(kept) in range(3)
    with closing(sqlite3.connect(house.path)) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
