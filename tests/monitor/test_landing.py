"""Each result lands once, and is judged once, whatever becomes of the database meanwhile."""

import asyncio
import shutil
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import monitor.landing
import storage.dialect
import storage.incidents
import storage.results
from incidents.rules import Rules
from monitor.backlog import Backlog
from monitor.keeping import Judged, Keeper
from monitor.landing import Landing
from probes.result import Outcome, ProbeResult, Surface
from storage.database import Database, open_database
from storage.spool import Spooled, hold

RULES = Rules(open_after_s=1, open_after_pooled_s=1, repeat_s=0)
START_MS = 1_700_000_000_000


def run(number: int) -> Spooled:
    result = ProbeResult(
        probe="aurora/canary",
        provider="aurora",
        surface=Surface.API,
        vantage="here",
        started_at_ms=START_MS + number * 10_000,
        outcome=Outcome.OVERLOADED,
    )
    return Spooled(result, 10.0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "brownout.db"


@pytest.fixture
def database(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setattr(storage.dialect, "BUSY_TIMEOUT_MS", 60)
    monkeypatch.setattr(monitor.landing, "RETRY_AFTER_S", 0.05)
    database = open_database(path)
    yield database
    database.close()


def spool_of(path: Path) -> Path:
    return path.with_name("spool")


def landing_to(database: Database, path: Path) -> Landing:
    keeper = Keeper(database, RULES)
    return Landing(keeper, Backlog(spool_of(path)), lambda _judged: None)


def play(database: Database, path: Path, act: Callable[[Landing], Awaitable[None]]) -> Landing:
    landing = landing_to(database, path)

    async def main() -> None:
        running = asyncio.create_task(landing.run())
        await act(landing)
        landing.finish()
        await asyncio.wait_for(running, 40)

    asyncio.run(main())
    landing.backlog.close()
    return landing


async def until(question: Callable[[], object]) -> None:
    async with asyncio.timeout(40):
        while not question():
            await asyncio.sleep(0.01)


def numbers(database: Database) -> list[int]:
    with database.read() as connection:
        found = storage.results.stream(connection, 0, 2 * START_MS)
        return [(each.started_at_ms - START_MS) // 10_000 for each in found]


def sentence(database: Database) -> str:
    with database.read() as connection:
        (incident,) = storage.incidents.open_incidents(connection)
    return incident.sentence


@pytest.fixture
def undisturbed(tmp_path: Path) -> str:
    """What is said of twelve failures where nothing comes between."""
    other = open_database(tmp_path / "other.db")
    for number in range(12):
        Keeper(other, RULES).keep([run(number).result], {"aurora/canary": 10.0})
    said = sentence(other)
    other.close()
    return said


def test_a_locked_database_holds_up_nothing_and_nothing_is_judged_twice(
    database: Database, path: Path, undisturbed: str
) -> None:
    async def act(landing: Landing) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            landing.put(run(0))
            await until(lambda: numbers(database))
            other.execute("BEGIN IMMEDIATE")
            for number in range(1, 11):
                landing.put(run(number))
                await until(lambda n=number: landing.backlog.on_disk == n)
            assert "is busy" in str(landing.trouble)
            other.execute("ROLLBACK")
        await until(lambda: not len(landing.backlog))
        landing.put(run(11))

    landing = play(database, path, act)
    assert landing.trouble is None
    assert numbers(database) == list(range(12))
    assert sentence(database) == undisturbed


def test_no_run_begins_while_results_come_faster_than_they_are_kept(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage.dialect, "BUSY_TIMEOUT_MS", 30_000)
    monkeypatch.setattr(monitor.landing, "PATIENCE_S", 20.0)
    monkeypatch.setattr(monitor.landing, "_MOST_IN_HAND", 3)
    database = open_database(path)

    async def act(landing: Landing) -> None:
        landing.put(run(0))
        # Its row is there before it is judged, and the lock would then come in between.
        await until(lambda: not landing.in_hand)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            landing.put(run(1))
            landing.put(run(2))
            await landing.room()
            landing.put(run(3))
            waiting = asyncio.create_task(landing.room())
            await asyncio.sleep(0.5)
            assert not waiting.done()
            other.execute("ROLLBACK")
        await waiting

    play(database, path, act)
    assert numbers(database) == [0, 1, 2, 3]
    database.close()


def test_what_waited_on_disk_gets_less_however_fast_results_come(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Slow(Keeper):
        def keep(self, *given: Any, **named: Any) -> Judged:
            time.sleep(0.05)
            return super().keep(*given, **named)

    monkeypatch.setattr(monitor.landing, "_BATCH", 10)
    # What stands still for long is no longer waited for, and a busy machine may.
    monkeypatch.setattr(monitor.landing, "PATIENCE_S", 60.0)
    database = open_database(path)
    with closing(Backlog(spool_of(path))) as backlog:
        backlog.open()
        backlog.add([run(number) for number in range(100)])
    landing = Landing(Slow(database, RULES), Backlog(spool_of(path)), lambda _judged: None)
    waiting: list[int] = []

    async def main() -> None:
        running = asyncio.create_task(landing.run())
        # By the second ten it is known how many may come for the first.
        await until(lambda: 0 < len(landing.backlog) <= 80)
        for number in range(100, 180):
            await landing.room()
            landing.put(run(number))
            waiting.append(len(landing.backlog))
        landing.finish()
        await asyncio.wait_for(running, 40)

    asyncio.run(main())
    landing.backlog.close()
    # For each two that come in from the disk one may come new.
    assert all(now <= 100 - come for come, now in enumerate(waiting)), waiting
    assert numbers(database) == list(range(180))
    database.close()


def test_a_database_that_hangs_is_not_waited_for(
    path: Path, undisturbed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage.dialect, "BUSY_TIMEOUT_MS", 30_000)
    monkeypatch.setattr(monitor.landing, "PATIENCE_S", 0.1)
    database = open_database(path)

    async def act(landing: Landing) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            for number in range(12):
                landing.put(run(number))
            await until(lambda: landing.backlog.on_disk == 12)
            assert "has not answered for 0.1 s" in str(landing.trouble)
            await asyncio.wait_for(landing.room(), 10)
            other.execute("ROLLBACK")
        await until(lambda: not len(landing.backlog))

    play(database, path, act)
    assert numbers(database) == list(range(12))
    assert sentence(database) == undisturbed
    database.close()


def test_what_a_killed_worker_spooled_comes_in_before_all_else_and_once(
    database: Database, path: Path, undisturbed: str
) -> None:
    # It was killed after the first half had reached the database, and before it knew.
    Keeper(database, RULES).keep([run(n).result for n in range(5)], {"aurora/canary": 10.0})
    killed = hold(spool_of(path))
    killed.append([run(n) for n in range(11)])
    killed.close()

    async def act(landing: Landing) -> None:
        landing.put(run(11))

    play(database, path, act)
    assert numbers(database) == list(range(12))
    assert sentence(database) == undisturbed
    assert (spool_of(path) / "0.spool").stat().st_size == 0


def test_a_long_backlog_comes_in_before_it_ends(database: Database, path: Path) -> None:
    killed = hold(spool_of(path))
    killed.append([run(n) for n in range(1_100)])
    killed.close()

    async def rest(_landing: Landing) -> None:
        pass

    play(database, path, rest)
    assert numbers(database) == list(range(1_100))


def test_where_it_must_stop_meanwhile_all_is_on_disk_for_the_next(
    database: Database, path: Path, undisturbed: str
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        async def act(landing: Landing) -> None:
            for number in range(12):
                landing.put(run(number))

        play(database, path, act)
        other.execute("ROLLBACK")
    assert numbers(database) == []

    async def rest(_landing: Landing) -> None:
        pass

    play(database, path, rest)
    assert numbers(database) == list(range(12))
    assert sentence(database) == undisturbed


def test_a_file_that_garbage_replaced_is_waited_for_until_a_good_one_is_there(
    database: Database, path: Path, tmp_path: Path, undisturbed: str
) -> None:
    async def act(landing: Landing) -> None:
        for number in range(3):
            landing.put(run(number))
        await until(lambda: len(numbers(database)) == 3)
        path.rename(tmp_path / "good.db")
        for suffix in ("-wal", "-shm"):
            shutil.move(f"{path}{suffix}", f"{tmp_path / 'good.db'}{suffix}")
        path.write_bytes(b"no database at all " * 500)
        for number in range(3, 12):
            landing.put(run(number))
        await until(lambda: landing.backlog.on_disk == 9)
        assert "is not a Brownout database" in str(landing.trouble)
        for suffix in ("", "-wal", "-shm"):
            if (moved := Path(f"{tmp_path / 'good.db'}{suffix}")).exists():
                moved.replace(f"{path}{suffix}")
        await until(lambda: not len(landing.backlog))

    play(database, path, act)
    assert numbers(database) == list(range(12))
    assert sentence(database) == undisturbed
