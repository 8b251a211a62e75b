"""A database that an earlier version wrote opens, keeps all that it held, and goes on."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

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


def test_there_is_one_for_most_schemas() -> None:
    assert len(OLDER) > 8
    assert {path.stem for path in OLDER} < {*schema.known_revisions()}


def test_it_opens_with_all_that_it_held_and_goes_on(
    written: Path, result: Callable[..., ProbeResult]
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
