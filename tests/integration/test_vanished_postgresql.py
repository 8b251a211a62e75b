"""A PostgreSQL server vanishes, or loses its tables: results wait, and come in once."""

import asyncio
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import monitor.landing
import storage.results
from incidents.rules import Rules
from monitor.backlog import Backlog
from monitor.keeping import Keeper
from monitor.landing import Landing
from probes.result import Outcome, ProbeResult, Surface
from storage.database import Database, open_database
from storage.spool import Spooled

psycopg = pytest.importorskip("psycopg")

START_MS = 1_700_000_000_000


def run(number: int) -> Spooled:
    result = ProbeResult(
        probe="aurora/canary",
        provider="aurora",
        surface=Surface.API,
        vantage="here",
        started_at_ms=START_MS + number * 10_000,
        outcome=Outcome.OK,
    )
    return Spooled(result, 10.0)


def numbers(database: Database) -> list[int]:
    with database.read() as connection:
        found = storage.results.stream(connection, 0, 2 * START_MS)
        return [(each.started_at_ms - START_MS) // 10_000 for each in found]


async def until(question: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not question():
            await asyncio.sleep(0.02)


def test_a_server_that_vanishes_and_one_that_lost_its_tables_cost_no_result(
    postgresql: Any, postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(monitor.landing, "RETRY_AFTER_S", 0.1)
    with closing(open_database(postgresql_url)) as database:
        landing = Landing(
            Keeper(database, Rules()), Backlog(tmp_path / "spool"), lambda _judged: None
        )

        async def main() -> None:
            running = asyncio.create_task(landing.run())
            landing.put(run(0))
            await until(lambda: numbers(database) == [0])

            await asyncio.to_thread(postgresql.stop)
            for number in range(1, 4):
                landing.put(run(number))
                await until(lambda n=number: landing.backlog.on_disk == n)
            assert postgresql.PASSWORD not in str(landing.trouble)
            await asyncio.to_thread(postgresql.start)
            await until(lambda: not len(landing.backlog))
            assert numbers(database) == [0, 1, 2, 3]

            # As where an empty database is put in its place.
            with psycopg.connect(postgresql_url, autocommit=True) as plain:
                plain.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            for number in range(4, 7):
                landing.put(run(number))
            await until(lambda: len(numbers_or_none(database)) == 3)
            landing.finish()
            await running

        asyncio.run(main())
        landing.backlog.close()
        assert landing.trouble is None
        assert numbers(database) == [4, 5, 6]


def numbers_or_none(database: Database) -> list[int]:
    try:
        return numbers(database)
    except monitor.landing.DatabaseError:
        return []
