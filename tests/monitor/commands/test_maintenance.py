"""`brownout maintenance`: planned work set, listed and ended, and what the status makes of it."""

import json
from collections.abc import Callable
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
"""


@pytest.fixture
def ask(brownout: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    return lambda *arguments: brownout("maintenance", *arguments, "--database", tmp_path / "b.db")


def test_trouble_in_a_window_is_maintenance_and_an_incident_again_when_it_ends(
    start: Callable[..., Any],
    brownout: Callable[..., Any],
    eventually: Callable[..., Any],
    ask: Callable[..., Any],
    tmp_path: Path,
) -> None:
    player = Provider("aurora", "openai", ttft_s=0.02, tokens_per_s=500)
    with SimulatorThread([player]) as simulator:
        config = tmp_path / "probes.yaml"
        config.write_text(CONFIG.format(aurora=simulator.base_url("aurora")))
        start("worker", "--config", config, "--database", tmp_path / "b.db")

        def aurora() -> dict[str, Any]:
            shown = brownout("status", "--json", "--database", tmp_path / "b.db")
            return next(iter(json.loads(shown.stdout)["providers"]), {})

        eventually(lambda: aurora().get("state") == "operational")
        set_ = ask("start", "--provider", "aurora", "--for", "2h", "--reason", "new GPUs")
        assert set_.returncode == 0, set_.stderr
        assert "aurora: new GPUs (set by " in set_.stdout
        simulator.set_fault("aurora", Fault("error", body="overloaded", paths="api"))
        told = eventually(lambda: (each := aurora())["incidents"] and each)

        assert told["state"] == "maintenance"
        assert told["sentence"].startswith("in maintenance until ")
        assert "new GPUs; meanwhile " in told["sentence"]
        shown = brownout("status", "--database", tmp_path / "b.db")
        assert (
            "Aurora is in maintenance" in shown.stdout or "aurora is in maintenance" in shown.stdout
        )
        assert shown.returncode == 0

        number = ask("list").stdout.split()[0]
        ended = ask("end", number)
        assert ended.returncode == 0, ended.stderr
        eventually(lambda: aurora()["state"] == "outage")


def test_nothing_planned_is_said(ask: Callable[..., Any]) -> None:
    assert ask().stdout == "No planned work, now, soon or in the last week.\n"
    assert json.loads(ask("--json").stdout) == {"windows": []}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("start",), "say how long it lasts: `--for 2h`"),
        (("start", "--for", "long"), "`long` is not a duration"),
        (("start", "--for", "0s"), "longer than nothing"),
        (("start", "--for", "2h", "--provider", "nobody"), "nobody watches a provider `nobody`"),
        (("end",), "`brownout maintenance list` numbers them"),
        (("end", "7"), "no window 7"),
    ],
)
def test_a_mistake_is_a_sentence(
    ask: Callable[..., Any], arguments: tuple[str, ...], said: str
) -> None:
    shown = ask(*arguments)

    assert shown.returncode == 2
    assert said in shown.stderr
    assert "Traceback" not in shown.stderr
