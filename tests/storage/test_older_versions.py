"""A database that an earlier version wrote opens, keeps all that it held, and goes on."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from incidents.rules import Rules
from monitor.keeping import Keeper
from probes.result import ProbeResult
from publish.status import gather_status
from storage import incidents, probes, results, schema
from storage.database import Database, open_database

OLDER = sorted((Path(__file__).parent / "older").glob("*.sql"))


@pytest.fixture(params=OLDER, ids=lambda path: path.stem)
def written(request: pytest.FixtureRequest, path: Path) -> Path:
    """What its worker wrote (`tests/storage/older/write.py`), as a file again."""
    with closing(sqlite3.connect(path)) as database:
        database.executescript(request.param.read_text(encoding="utf-8"))
    return path


def _count(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as database:
        (count,) = database.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(count)


def _kept(database: Database) -> list[ProbeResult]:
    with database.read() as connection:
        return list(results.stream(connection, 0, 2**62))


def test_there_is_one_for_every_schema() -> None:
    # The first never stood alone, and the newest is no older one.
    assert {path.stem[:4] for path in OLDER} >= {*schema.known_revisions()[1:-1]}


def test_it_opens_with_all_that_it_held_and_goes_on(
    written: Path, result: Callable[..., ProbeResult], caplog: pytest.LogCaptureFixture
) -> None:
    held, troubles = _count(written, "result"), _count(written, "incident")
    assert held > 40
    assert troubles == 1

    database = open_database(written)
    kept = _kept(database)
    assert len(kept) == held
    assert {each.outcome for each in kept} >= {"ok", "server_error"}
    last = max(each.started_at_ms for each in kept)
    with database.read() as connection:
        (incident,) = incidents.incidents(connection)
        assert [card.provider for card in gather_status(connection, last).cards] == ["aurora"]
        every_s = probes.cadences(connection)
    assert incident.provider == "aurora"
    assert every_s == {"health": 1.0}

    # The judge goes on where it was: the same incident ends, and no other begins.
    keeper = Keeper(database, Rules(preset="fast"), clock_ms=lambda: last + 3_600_000)
    template = next(each for each in kept if each.outcome == "ok")
    later = [
        result(
            probe="health",
            provider="aurora",
            surface=template.surface,
            vantage=template.vantage,
            started_at_ms=last + 1_000 * number,
            timings=template.timings,
        )
        for number in range(1, 1200)
    ]
    keeper.keep(later, every_s)

    assert len(_kept(database)) == held + len(later)
    with database.read() as connection:
        (ended,) = incidents.incidents(connection)
    database.close()
    assert (ended.id, ended.started_at_ms) == (incident.id, incident.started_at_ms)
    assert ended.ended_at_ms is not None
    # Nor is it judged from the beginning.
    assert not [each for each in caplog.records if each.levelname == "ERROR"]


@pytest.mark.parametrize("name", [OLDER[0].stem, "0009-rollups"])
def test_a_worker_goes_on_in_it(
    name: str,
    path: Path,
    start: Callable[..., Any],
    tmp_path: Path,
    free_port: int,
    eventually: Callable[..., object],
) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.executescript((OLDER[0].parent / f"{name}.sql").read_text(encoding="utf-8"))
    held = _count(path, "result")
    config = tmp_path / "probes.yaml"
    config.write_text(
        "reference: []\nproviders: { aurora: {} }\nprobes:\n  - { name: health, provider: aurora, "
        f"check: tcp, surface: edge, host: 127.0.0.1, port: {free_port}, every: 1s }}\n"
    )
    worker = start("worker", "--config", config, "--database", path)

    eventually(lambda: _count(path, "result") > held + 1)
    assert worker.stop() == 0
    assert "ERROR" not in worker.said()
