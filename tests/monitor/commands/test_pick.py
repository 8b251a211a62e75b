"""`brownout pick`: one word for a script to use, the reason for people."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from probes.result import Outcome, ProbeResult, Surface
from storage import results
from storage.database import open_database

Run = Callable[..., "CompletedProcess[str]"]


def test_it_prints_the_first_of_the_order_where_it_cannot_tell(
    brownout: Run, tmp_path: Path
) -> None:
    ran = brownout("pick", "--order", "openai, anthropic", "--database", tmp_path / "none.db")

    assert ran.stdout == "openai\n"
    assert "cannot be read" in ran.stderr
    assert ran.returncode == 1


def test_its_json_says_so_too(brownout: Run, tmp_path: Path) -> None:
    ran = brownout("pick", "--order", "a,b", "--json", "--database", tmp_path / "none.db")

    told = json.loads(ran.stdout)
    assert (told["use"], told["is_fail_open"]) == ("a", True)


def test_a_question_that_is_none_is_told_so(brownout: Run) -> None:
    nobody = brownout("pick", "--order", " , ")
    never = brownout("pick", "--order", "a", "--max-ttft", "soon")

    assert (nobody.returncode, never.returncode) == (2, 2)
    assert "names nothing" in nobody.stderr
    assert "not a duration" in never.stderr


def test_it_tells_what_an_order_would_have_saved(brownout: Run, tmp_path: Path) -> None:
    path, begins_ms = tmp_path / "b.db", time.time_ns() // 1_000_000 - 3_600_000
    runs = [
        ProbeResult(
            probe=f"{provider}/canary", provider=provider, surface=Surface.API, vantage="home",
            started_at_ms=begins_ms + number * 60_000,
            outcome=Outcome.TIMEOUT if provider == "a" and number > 29 else Outcome.OK,
        )
        for provider in ("a", "b")
        for number in range(60)
    ]  # fmt: skip
    database = open_database(path)
    with database.transaction() as connection:
        results.append(connection, runs)
    database.close()

    asked = ("pick", "--order", "a,b,c", "--saved-over", "1h", "--database", path)
    told = brownout(*asked)
    plain = json.loads(brownout(*asked, "--json").stdout)

    assert told.returncode == 0
    assert told.stderr == "Nothing was seen of c.\n"
    assert plain["record"]["alone_uptime"] == pytest.approx(0.5, abs=0.05)
    assert "saved 0 s by moving 0 times" in told.stdout, "nobody had told of trouble"
    assert plain["record"]["order"] == ["a", "b"]
    assert brownout(*asked, "--order", "c").returncode == 1
