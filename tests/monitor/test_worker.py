"""A worker follows its configuration while it runs, and says when it has gone."""

import json
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import storage.results
import storage.run_requests
from monitor.pipeline import now_ms
from probes.result import ProbeResult
from simulator.provider import Provider
from simulator.thread import SimulatorThread
from storage.database import open_database
from storage.location import spool_folder
from storage.spool import hold

CONFIG = """
reference: []
providers:
  aurora: {{}}
probes:
  - name: health
    provider: aurora
    check: http
    url: {url}/aurora/health
    every: 1s
"""
MORE = """
  - name: login
    provider: aurora
    check: http
    url: {url}/aurora/oauth/token
    every: 1s
    expect: {{ status: 405 }}
"""


class House:
    """A configuration, the worker that follows it, and what is to be seen of both."""

    def __init__(self, url: str, folder: Path, start: Any, brownout: Any) -> None:
        self.config, self.path = folder / "probes.yaml", folder / "brownout.db"
        self._url, self._brownout = url, brownout
        self.write(CONFIG)
        self.worker = start("worker", "--config", self.config, "--database", self.path)

    def write(self, text: str) -> None:
        self.config.write_text(text.format(url=self._url))

    def status(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(
            self._brownout("status", "--json", "--database", self.path).stdout
        )
        return told

    def results(self, probe: str) -> list[ProbeResult]:
        database = open_database(self.path)
        with database.read() as connection:
            found = storage.results.recent(connection, probe=probe)
        database.close()
        return found


@pytest.fixture
def house(tmp_path: Path, start: Any, brownout: Any, eventually: Any) -> Iterator[House]:
    with SimulatorThread([Provider("aurora", "openai")]) as simulator:
        house = House(simulator.url, tmp_path, start, brownout)
        eventually(lambda: house.results("health"))
        yield house


def test_an_edit_is_followed_without_a_restart(
    house: House, eventually: Callable[..., Any]
) -> None:
    house.write(CONFIG + MORE)
    eventually(lambda: house.results("login"))

    house.write(CONFIG.replace("name: health", "name: pulse"))
    eventually(lambda: len(house.results("pulse")) > 1)
    last = house.results("pulse")[-1].started_at_ms

    # What was taken out is kept, and no longer asked.
    for gone in ("health", "login"):
        assert house.results(gone)
        assert house.results(gone)[0].started_at_ms < last
    assert house.worker.process.poll() is None


def test_a_broken_edit_is_told_and_the_last_good_one_kept(
    house: House, eventually: Callable[..., Any]
) -> None:
    house.write(CONFIG.replace("every: 1s", "evry: 1s"))
    (error,) = eventually(lambda: house.status()["config_errors"])
    before = len(house.results("health"))

    assert f"{house.config}:10:" in error
    assert "did you mean `every`?" in error
    eventually(lambda: len(house.results("health")) > before)

    house.write(CONFIG)
    eventually(lambda: not house.status()["config_errors"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_worker_that_was_stopped_says_so_at_once(house: House, number: signal.Signals) -> None:
    assert not house.status()["is_stale"]

    house.worker.send(number)

    assert house.worker.ended() == 0
    told = house.status()
    assert told["is_stale"]
    assert told["headline"].startswith("The monitor itself has not been running since ")
    assert "Traceback" not in house.worker.stderr.read_text()


OWN = """
from probes.result import Observation, Outcome


async def run(context, options):
    return Observation(outcome=Outcome.WRONG_ANSWER, detail="{word}")
"""
OWN_CONFIG = """
checks: [mine.py]
reference: []
providers:
  aurora: {{}}
probes:
  - {{ name: health, provider: aurora, check: http, url: "{url}/aurora/health", every: 1s }}
  - {{ name: mine, provider: aurora, check: mine, every: 1s }}
"""


def test_an_edit_of_a_check_of_ones_own_is_followed_too(
    house: House, eventually: Callable[..., Any]
) -> None:
    mine = house.config.with_name("mine.py")

    def says(word: str) -> bool:
        return any(each.detail == word for each in house.results("mine"))

    mine.write_text(OWN.format(word="first"))
    house.write(OWN_CONFIG)
    eventually(lambda: says("first"))
    mine.write_text(OWN.format(word="second"))
    eventually(lambda: says("second"))
    mine.write_text("async def run(context, options): return 1 +\n")
    (error,) = eventually(lambda: house.status()["config_errors"])
    assert "mine.py:1: invalid syntax" in error
    mine.write_text("import sys\n\nsys.exit(3)\n")
    eventually(lambda: "mine.py:3: SystemExit: 3" in house.status()["config_errors"][0])
    before = len(house.results("mine"))
    eventually(lambda: len(house.results("mine")) > before)
    mine.write_text(OWN.format(word="third"))
    eventually(lambda: says("third"))
    eventually(lambda: not house.status()["config_errors"])


def test_a_worker_waits_for_no_database_that_it_never_had_nor_for_a_newer_one(
    tmp_path: Path, brownout: Callable[..., Any]
) -> None:
    config, path = tmp_path / "probes.yaml", tmp_path / "brownout.db"
    config.write_text(CONFIG.format(url="http://127.0.0.1:9"))
    path.write_text("no database at all\n" * 100)

    never = brownout("worker", "--config", config, "--database", path)
    assert never.returncode == 2
    assert never.stderr.endswith(
        "brownout.db is not a Brownout database: choose another file with --database\n"
    )

    path.unlink()
    open_database(path).close()
    hold(spool_folder(path)).close()
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
        newer.commit()
    refused = brownout("worker", "--config", config, "--database", path)
    assert refused.returncode == 2
    assert "was written by a newer Brownout" in refused.stderr


def test_a_run_that_is_asked_for_is_taken_within_seconds_and_kept(
    house: House, eventually: Callable[..., Any]
) -> None:
    # It runs once soon after it appears, and asked for while that is under way it would be refused.
    house.write(CONFIG.replace("name: health", "name: pulse").replace("every: 1s", "every: 1h"))
    eventually(lambda: house.results("pulse"))
    database = open_database(house.path)

    def ask() -> bool:
        with database.transaction() as connection:
            return storage.run_requests.ask(
                connection, probe="pulse", vantage="home", by="Ana", now_ms=now_ms()
            )

    def ended() -> storage.run_requests.RunRequest | None:
        with database.read() as connection:
            *_, last = storage.run_requests.requests(connection, 0)
        return last if last.ended_at_ms else None

    eventually(ask)
    request = eventually(ended)

    assert request.refusal is None
    assert request.claimed_by.endswith(f":{house.worker.process.pid}")
    eventually(lambda: len(house.results("pulse")) == 2)
    database.close()
