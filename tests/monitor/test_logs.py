"""A worker that is told to stop records what was under way, and logs as programs read it."""

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import storage.results
from monitor import logs
from monitor.mistake import Mistake
from probes.result import Outcome
from simulator.faults import Fault
from simulator.provider import Provider
from simulator.thread import SimulatorThread
from storage.database import open_database

CONFIG = """
reference: []
providers:
  aurora: {{}}
  hanging: {{}}
probes:
  - {{ name: aurora, provider: aurora, check: http, url: "{url}/aurora/health", every: 1s }}
  - {{ name: hanging, provider: hanging, check: http, url: "{url}/hanging/health", every: 50s }}
"""


def test_a_worker_that_is_told_to_stop_records_each_run_under_way_and_exits_well(
    tmp_path: Path, start: Any, eventually: Callable[..., Any]
) -> None:
    config, path = tmp_path / "probes.yaml", tmp_path / "brownout.db"
    with SimulatorThread(
        [Provider("aurora", "openai"), Provider("hanging", "openai")]
    ) as simulator:
        simulator.set_fault("hanging", Fault("hang", paths="health"))
        config.write_text(CONFIG.format(url=simulator.url))
        worker = start("worker", "--config", config, "--database", path, BROWNOUT_LOG_FORMAT="json")
        eventually(lambda: {each.provider for each in simulator.requests} == {"aurora", "hanging"})

        assert worker.stop() == 0

        asked = len(simulator.requests)
    database = open_database(path)
    with database.read() as connection:
        results = storage.results.recent(connection, limit=1000)
    database.close()
    (hanging,) = (each for each in results if each.probe == "hanging")
    assert hanging.outcome is Outcome.SKIPPED
    broken_off = "it was under way when the monitor stopped"
    assert hanging.detail == broken_off
    # A run may be broken off before its request, or while its answer comes.
    assert sum(bool(each.http_status) or each.detail == broken_off for each in results) >= asked
    lines = [json.loads(line) for line in worker.stderr.read_text().splitlines()]
    assert {line["level"] for line in lines} == {"info"}
    assert lines[-1]["message"] == "vantage=home stopped"
    assert all(set(line) == {"at", "level", "logger", "message"} for line in lines)


def test_an_error_is_one_line_of_json_with_its_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWNOUT_LOG_FORMAT", "json")
    root = logging.getLogger()
    before = root.handlers[:], root.level
    try:
        logs.begin(is_quiet=True)
        try:
            raise ValueError("first line\nsecond line")
        except ValueError:
            logging.getLogger("a").exception("it broke\nindeed")
        logging.getLogger("a").info("not told, as all is quiet")
    finally:
        root.handlers[:], level = before
        root.setLevel(level)

    (line,) = capsys.readouterr().err.splitlines()
    said = json.loads(line)
    assert (said["level"], said["message"]) == ("error", "it broke\nindeed")
    assert "ValueError: first line" in said["error"]


@pytest.mark.parametrize("variable", [logs.FORMAT, logs.LEVEL])
def test_a_word_that_is_none_is_told(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "loud")

    with pytest.raises(Mistake, match=f"{variable}=loud is none of"):
        logs.begin(is_quiet=False)
