"""`brownout rollup`: what is kept is rolled up, and again, to the same end."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from probes.result import Outcome, ProbeResult, Surface, Timings
from storage import results
from storage.database import open_database

HOUR_MS = 3_600_000
FIRST_MS = 400_000 * HOUR_MS


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "brownout.db"
    database = open_database(path)
    with database.transaction() as connection:
        results.append(
            connection,
            [
                ProbeResult(
                    probe=f"canary {n % 3}",
                    provider="openai",
                    surface=Surface.API,
                    vantage="home",
                    started_at_ms=FIRST_MS + n * 600_000,
                    outcome=Outcome.OK,
                    timings=Timings(ttft_ms=100 + n % 77, total_ms=300 + n % 99),
                )
                for n in range(6 * 50)
            ],
        )
    database.close()
    return path


def rows(path: Path) -> list[Any]:
    connection = sqlite3.connect(path)
    found = [
        connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall()
        for table in ("rollup_hour", "rollup_day", "rollup_sketch", "rollup_series")
    ]
    connection.close()
    return found


def test_a_rebuild_gives_the_same_rows(brownout: Callable[..., Any], path: Path) -> None:
    shown = brownout("rollup", "--database", path)
    assert shown.returncode == 0, shown.stderr
    # Epoch hour 400,000 is the sixteenth of its day.
    assert shown.stdout == "150 hours and 9 days of single probes are rolled up.\n"
    before = rows(path)

    harmed = sqlite3.connect(path)
    harmed.execute("UPDATE rollup_hour SET ok = 1000 WHERE start_ms % 7200000 = 0")
    harmed.execute("DELETE FROM rollup_day")
    harmed.execute("DELETE FROM rollup_sketch WHERE probe_id = 2")
    harmed.commit()
    harmed.close()
    assert brownout("rollup", "--database", path).returncode == 0
    assert rows(path) != before
    again = brownout("rollup", "--rebuild", "--database", path)
    assert again.stdout == shown.stdout
    assert rows(path) == before


def test_an_empty_database_has_nothing_to_roll_up(
    brownout: Callable[..., Any], tmp_path: Path
) -> None:
    open_database(tmp_path / "new.db").close()
    shown = brownout("rollup", "--rebuild", "--database", tmp_path / "new.db")
    assert shown.stdout == "0 hours and 0 days of single probes are rolled up.\n"
