"""`brownout db`: sizes and spans by kind of row, and a vacuum."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from probes.result import Outcome, ProbeResult, Surface
from storage import results
from storage.database import open_database
from storage.models import RESULT


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "brownout.db"
    database = open_database(path)
    with database.transaction() as connection:
        results.append(
            connection,
            [
                ProbeResult(
                    probe="canary",
                    provider="openai",
                    surface=Surface.API,
                    vantage="home",
                    started_at_ms=1_790_000_000_000 + n * 60_000,
                    outcome=Outcome.TIMEOUT if n % 100 == 0 else Outcome.OK,
                    request_id="x" * 100,
                )
                for n in range(3000)
            ],
        )
    database.close()
    return path


def test_it_shows_what_takes_how_much_room_and_since_when(
    brownout: Callable[..., Any], path: Path
) -> None:
    shown = brownout("db", "--database", path)
    assert shown.returncode == 0, shown.stderr
    lines = {line.strip().split("  ")[0]: line.split() for line in shown.stdout.splitlines()}
    assert lines["results"][1] == "3,000"
    assert lines["results"][-4:] == ["2026-09-21", "14:13", "2026-09-23", "16:12"]
    assert lines["of them failures"][3] == "30"
    assert lines["hours"][1] == "50"
    assert shown.stdout.splitlines()[-1].endswith(f"free: {path}")


def test_its_json_is_for_programs(brownout: Callable[..., Any], path: Path) -> None:
    told = json.loads(brownout("db", "--json", "--database", path).stdout)
    assert told["name"] == str(path)
    assert told["size_bytes"] == path.stat().st_size
    kinds = {each["kind"]: each for each in told["kinds"]}
    assert kinds["results"]["rows"] == 3000
    assert kinds["results"]["size_bytes"] > 300_000


def test_a_vacuum_gives_room_back(brownout: Callable[..., Any], path: Path) -> None:
    database = open_database(path)
    with database.transaction() as connection:
        connection.execute(RESULT.delete())
    database.close()
    before = path.stat().st_size
    shown = brownout("db", "vacuum", "--database", path)
    assert shown.returncode == 0, shown.stderr
    assert path.stat().st_size < before / 2
