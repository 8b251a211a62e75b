"""kill -9 at random moments under load: what was acknowledged is there, once, and judged once."""

import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from importlib import import_module
from pathlib import Path

import pytest

import storage
import storage.incidents
import storage.results
from incidents.incident import Transition
from incidents.replay import in_judged_order, replay
from incidents.rules import Rules
from storage.database import Database, open_database

REPOSITORY = Path(storage.__file__).parents[1]
ROUNDS = 6
START_MS = 1_700_000_000_000
RULES = Rules(open_after_s=1, open_after_pooled_s=1, repeat_s=0)

# Lands results as fast as it can, and tells of each that is committed or synced to the spool.
WORK = """
import asyncio, os, sys
import monitor.landing, storage.dialect
from incidents.rules import Rules
from monitor.backlog import Backlog
from monitor.keeping import Keeper
from monitor.landing import Landing
from pathlib import Path
from probes.result import Outcome, ProbeResult, Surface
from storage.database import database_at
from storage.spool import Spooled

url, folder, first, is_last = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4] == "last"
storage.dialect.BUSY_TIMEOUT_MS = 50
monitor.landing.RETRY_AFTER_S = 0.05
monitor.landing.PATIENCE_S = 0.1

def tell(results):
    os.write(1, b"".join(b"%d\\n" % result.started_at_ms for result in results))

class Telling(Keeper):
    def keep(self, batch, every_s, **said):
        judged = super().keep(batch, every_s, **said)
        tell(batch)
        return judged

class Aside(Backlog):
    def add(self, spooled):
        super().add(spooled)
        if not self.in_memory:
            tell([each.result for each in spooled])

def result(number):
    # A minute well, a minute not: incidents open and close all the time.
    bad = number // 12 % 2
    return Spooled(ProbeResult(
        probe="aurora/canary", provider="aurora", surface=Surface.API, vantage="here",
        started_at_ms=1_700_000_000_000 + number * 5_000,
        outcome=Outcome.OVERLOADED if bad else Outcome.OK, detail="x" * 300,
    ), 5.0)

async def main():
    database = database_at(url)
    database.open_later()
    rules = Rules(open_after_s=1, open_after_pooled_s=1, repeat_s=0)
    landing = Landing(Telling(database, rules), Aside(Path(folder)), lambda _: None)
    running = asyncio.create_task(landing.run())
    print("ready", flush=True)
    number = first
    while not is_last:
        for _ in range(3):
            landing.put(result(number))
            number += 1
        await asyncio.sleep(0.002)
    landing.finish()
    await running
    landing.backlog.close()
    database.close()

asyncio.run(main())
"""


def start(url: str, folder: Path, first: int, when: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", WORK, url, str(folder), str(first), when],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def transitions(database: Database) -> list[Transition]:
    with database.read() as connection:
        found = storage.incidents.incidents(connection, limit=100_000)
        each = [storage.incidents.transitions(connection, incident.id) for incident in found]
    return sorted((one for many in each for one in many), key=lambda one: one.at_ms)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'brownout.db'}"
    pytest.importorskip("psycopg")
    url: str = request.getfixturevalue("postgresql_url")
    return url


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Hold what a writer needs, in another connection."""
    if url.startswith("sqlite"):
        other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
    else:
        other = import_module("psycopg").connect(url)
        other.execute("LOCK TABLE result IN ACCESS EXCLUSIVE MODE")
    with closing(other):
        yield
        other.execute("ROLLBACK")


def test_nothing_acknowledged_is_lost_or_there_twice(database_url: str, tmp_path: Path) -> None:
    folder, dice = tmp_path / "spool", random.Random(20261125)
    acknowledged: set[int] = set()
    open_database(database_url).close()
    for number in range(ROUNDS):
        worker = start(database_url, folder, number * 1_000_000, "killed")
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
        time.sleep(dice.uniform(0.02, 0.5))
        # Locked for a while, and perhaps let go before the end: results are spooled, and perhaps
        # on their way back when the kill comes.
        with locked(database_url) if number % 2 else nullcontext():
            time.sleep(dice.uniform(0.2, 0.5) if number % 2 else 0)
            if number % 4 == 3:
                worker.send_signal(signal.SIGKILL)
        time.sleep(dice.uniform(0.0, 0.3))
        worker.send_signal(signal.SIGKILL)
        told, _ = worker.communicate()
        # What was being told when the kill came was acknowledged, but we may have half of it.
        acknowledged |= {int(line) for line in told.split("\n")[:-1]}
    last = start(database_url, folder, 0, "last")
    last.communicate(timeout=120)
    assert last.returncode == 0

    database = open_database(database_url)
    with database.read() as connection:
        kept = list(storage.results.stream(connection, 0, 2 * START_MS * 10))
    times = Counter(each.started_at_ms for each in kept)
    assert len(acknowledged) > 100 * ROUNDS
    assert acknowledged <= times.keys()
    assert set(times.values()) == {1}
    # No result was judged twice or not at all: judged anew, the same comes of them.
    judged = replay(in_judged_order(kept), {"aurora/canary": 5.0}, RULES)
    assert transitions(database) == sorted(judged, key=lambda one: one.at_ms)
    database.close()
