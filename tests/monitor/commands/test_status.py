"""`brownout status`: what the Now page shows, for a terminal and for scripts."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from simulator.faults import Fault
from simulator.provider import Provider
from simulator.thread import SimulatorThread

CONFIG = """
reference: []
incidents: {{ preset: fast, open_after_s: 1, open_after_pooled_s: 1, repeat_s: 0.5 }}
providers:
  aurora: {{ like: openai, base_url: "{aurora}", key: sim-key, model: sim-small, every: 2s }}
  borealis: {{ like: openai, base_url: "{borealis}", key: sim-key, model: sim-small, every: 2s }}
  cirrus: {{ like: openai, base_url: "{cirrus}", key: "${{A_KEY_THAT_NOBODY_SET}}", every: 2s }}
"""
NAMES = ("aurora", "borealis", "cirrus")


@pytest.fixture
def simulator() -> Iterator[SimulatorThread]:
    players = [Provider(name, "openai", ttft_s=0.02, tokens_per_s=500) for name in NAMES]
    with SimulatorThread(players) as simulator:
        yield simulator


def test_nothing_watched_yet_says_how_to_begin(
    brownout: Callable[..., Any], tmp_path: Path
) -> None:
    shown = brownout("status", "--database", tmp_path / "new.db")

    assert shown.returncode == 1
    assert "The monitor itself is not running." in shown.stdout
    assert "`brownout up` starts watching" in shown.stdout


def test_the_table_and_the_json_tell_of_the_same_trouble(
    simulator: SimulatorThread,
    start: Callable[..., Any],
    brownout: Callable[..., Any],
    eventually: Callable[..., Any],
    tmp_path: Path,
) -> None:
    config, path = tmp_path / "probes.yaml", tmp_path / "brownout.db"
    config.write_text(CONFIG.format(**{name: simulator.base_url(name) for name in NAMES}))
    start("worker", "--config", config, "--database", path)

    def status() -> dict[str, Any]:
        shown = brownout("status", "--json", "--database", path)
        told: dict[str, Any] = json.loads(shown.stdout)
        return {"code": shown.returncode, **{each["id"]: each for each in told["providers"]}}

    eventually(lambda: status().get("aurora", {}).get("state") == "operational")
    simulator.set_fault("borealis", Fault("error", body="overloaded", paths="api"))
    eventually(lambda: status()["borealis"]["state"] == "outage")

    told = status()
    assert told["code"] == 1
    assert told["aurora"]["uptime"]["24 h"]["share"] == 1
    assert told["aurora"]["ttft_ms"]["now"] > 0
    (incident,) = told["borealis"]["incidents"]
    assert incident["extent"] == "in canaries alone"
    # The provider's sentence goes on counting after the incident opened.
    assert told["borealis"]["sentence"].partition(" (")[2].startswith("usually ")
    for sentence in (incident["sentence"], told["borealis"]["sentence"]):
        assert "canaries failed with overloaded" in sentence
    assert "A_KEY_THAT_NOBODY_SET" in {each["waiting_for"] for each in told["cirrus"]["waiting"]}
    shown = brownout("status", "--database", path)
    assert shown.returncode == 1
    assert shown.stderr == ""
    rows = [line.split() for line in shown.stdout.splitlines()]
    assert ["■", "borealis", "outage"] in [row[:3] for row in rows]
    assert ["●", "aurora", "operational", "100.00", "%"] in [row[:5] for row in rows]
    assert "failed with overloaded" in shown.stdout
    # Sentences are left whole, for whoever searches them; the table fits.
    assert all(len(line) <= 160 for line in shown.stdout.splitlines() if ": " not in line)
