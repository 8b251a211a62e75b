"""Upkeep beside a worker: what is too old goes, and nothing that goes wrong stops it."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor import upkeep
from monitor.pipeline import now_ms
from monitor.retention import RetentionSettings
from monitor.upkeep import Upkeep
from probes.result import Outcome, ProbeResult, Surface
from storage import results
from storage.database import Database, DatabaseError, open_database

DAY_MS = 86_400_000
HOUR_MS = 3_600_000


def run(ago_ms: int) -> ProbeResult:
    return ProbeResult(
        probe="canary",
        provider="openai",
        surface=Surface.API,
        vantage="home",
        started_at_ms=now_ms() - ago_ms,
        outcome=Outcome.OK,
    )


@pytest.fixture
def database(tmp_path: Path, migrated: Callable[[Path], Path]) -> Iterator[Database]:
    database = open_database(migrated(tmp_path / "brownout.db"))
    yield database
    database.close()


def kept(database: Database) -> list[int]:
    with database.read() as connection:
        found = results.stream(connection, 0, 2**62)
        return [(now_ms() - each.started_at_ms) // HOUR_MS for each in found]


def test_it_goes_on_until_it_is_told_to_stop_and_takes_other_settings_meanwhile(
    database: Database, eventually: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "IDLE_PAUSE_S", 0.05)
    with database.transaction() as connection:
        results.append(connection, [run(hours * HOUR_MS) for hours in (0, 5, 40, 40 * 24)])

    async def live() -> None:
        tending = Upkeep(database, RetentionSettings())
        task = asyncio.create_task(tending.run())
        await asyncio.to_thread(eventually, lambda: kept(database) == [40, 5, 0])
        tending.settings = RetentionSettings.model_validate({"raw": "1d"})
        await asyncio.to_thread(eventually, lambda: kept(database) == [5, 0])
        task.cancel()
        await asyncio.wait({task}, timeout=10)
        assert task.cancelled()

    asyncio.run(live())


def test_a_database_that_is_away_for_a_while_is_tended_when_it_is_back(
    database: Database, eventually: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "IDLE_PAUSE_S", 0.05)
    with database.transaction() as connection:
        results.append(connection, [run(hours * HOUR_MS) for hours in (0, 40 * 24)])
    troubles: list[Exception] = [DatabaseError("away"), RuntimeError("a bug")]

    class Troubled(Upkeep):
        def step(self) -> bool:
            if troubles:
                raise troubles.pop()
            return super().step()

    async def live() -> None:
        task = asyncio.create_task(Troubled(database, RetentionSettings()).run())
        await asyncio.to_thread(eventually, lambda: kept(database) == [0])
        task.cancel()
        await asyncio.wait({task}, timeout=10)
        assert task.cancelled()

    asyncio.run(live())
    assert troubles == []
