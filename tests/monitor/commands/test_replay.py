"""`brownout export` and `brownout replay`: kept results judged again, here or from a file."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from incidents.rules import Rules
from monitor.keeping import Keeper
from probes.result import Outcome, ProbeResult, Surface, Timings
from storage.database import open_database

START_MS = 1_790_000_000_000
CONFIG = """
reference: []
providers:
  aurora: { like: openai, base_url: 'http://127.0.0.1:9/v1' }
"""


def results() -> list[ProbeResult]:
    """Two hours at a run every 30 s, ten minutes of them down and later a short patch."""
    bad = {*range(100, 120), *range(180, 184)}
    return [
        ProbeResult(
            probe="aurora/canary",
            provider="aurora",
            surface=Surface.API,
            vantage="home",
            started_at_ms=START_MS + 30_000 * number,
            outcome=Outcome.OVERLOADED if number in bad else Outcome.OK,
            timings=Timings(ttft_ms=400.0, total_ms=900.0),
        )
        for number in range(240)
    ]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    (tmp_path / "probes.yaml").write_text(CONFIG)
    database = open_database(tmp_path / "b.db")
    now = [0]
    keeper = Keeper(database, Rules(), clock_ms=lambda: now[0])
    for result in results():
        now[0] = result.started_at_ms + 900
        keeper.keep([result], {"aurora/canary": 30.0})
    database.close()
    return tmp_path


@pytest.fixture
def ask(brownout: Callable[..., Any], house: Path) -> Callable[..., Any]:
    def run(command: str, *arguments: object, config: bool = True) -> Any:
        named = ("--config", house / "probes.yaml") if config else ()
        return brownout(command, "--database", house / "b.db", *named, *arguments)

    return run


def test_the_table_is_judged_as_it_was_and_as_it_would_have_been(ask: Any) -> None:
    shown = ask("replay")
    assert shown.returncode == 0, shown.stderr
    assert "aurora api: outage (errors)" in shown.stdout
    told = json.loads(ask("replay", "--json").stdout)["incidents"]
    # It opens later than it was found live: looking again on suspicion is no part of a table.
    assert [each["provider"] for each in told] == ["aurora"] * len(told)

    fast = ask("replay", "--compare", "fast").stdout
    assert "0 missed" in fast
    quiet = json.loads(ask("replay", "--compare", "quiet", "--json").stdout)
    assert {"missed", "added", "both"} == quiet.keys()
    assert all(pair["earlier_ms"] <= 0 for pair in quiet["both"])


def test_a_span_and_a_provider_are_what_is_judged(ask: Any) -> None:
    assert ask("replay", "--to", "2026-09-21T00:00Z").stdout == "No incident.\n"
    assert ask("replay", "--provider", "nobody").stdout == "No incident.\n"


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_file_is_judged_like_the_table_it_came_from(ask: Any, house: Path, suffix: str) -> None:
    file = house / f"results.{suffix}"
    assert ask("export", file, config=False).stdout == f"240 results in {file}\n"

    assert ask("replay", "--results", file).stdout == ask("replay").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("replay", "--compare", "fats"), "neither a preset"),
        (("replay", "--results", "none.csv"), "none.csv cannot be read: No such file"),
        (("replay", "--results", "none.txt"), "neither .csv, .parquet nor .jsonl"),
        (("replay", "--from", "someday"), "is no time; write `2026-11-20`"),
    ],
)
def test_a_mistake_is_a_sentence(ask: Any, arguments: tuple[str, ...], said: str) -> None:
    shown = ask(*arguments)

    assert shown.returncode == 2
    assert said in shown.stderr
    assert "Traceback" not in shown.stderr


def test_a_file_that_cannot_be_written_is_told(ask: Any, house: Path) -> None:
    shown = ask("export", house / "no" / "such.csv", config=False)

    assert shown.returncode == 2
    assert "cannot be written" in shown.stderr
