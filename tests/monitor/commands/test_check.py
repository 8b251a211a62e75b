"""`brownout check`: each probe once, now, with every expectation and phase."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from probes.arrival import clock
from simulator.faults import Fault
from simulator.provider import Provider
from simulator.thread import SimulatorThread

CONFIG = """
reference: []
providers:
  aurora: {{ like: openai, base_url: "{aurora}", key: sim-key, model: sim-small }}
  borealis: {{ like: anthropic, base_url: "{borealis}", key: sim-key, model: sim-small }}
  cirrus: {{ like: gemini, base_url: "{cirrus}", key: "${{NOBODY_SET_THIS}}", model: sim-small }}
probes:
  - name: health
    provider: aurora
    check: http
    url: {url}/aurora/health
    expect: {{ status: 200, json: {{ status: ok }}, ttfb: "< 20s" }}
"""
PLAYERS = (
    Provider("aurora", "openai", ttft_s=0.02),
    Provider("borealis", "anthropic", ttft_s=0.02),
    Provider("cirrus", "gemini", ttft_s=0.02),
)


@pytest.fixture
def simulator() -> Iterator[SimulatorThread]:
    with SimulatorThread(PLAYERS) as simulator:
        yield simulator


@pytest.fixture
def check(
    simulator: SimulatorThread, brownout: Callable[..., Any], tmp_path: Path
) -> Callable[..., Any]:
    path = tmp_path / "probes.yaml"
    addresses = {player.name: simulator.base_url(player.name) for player in PLAYERS}
    path.write_text(CONFIG.format(url=simulator.url, **addresses))
    return lambda *arguments: brownout("check", "--config", path, *arguments)


def test_each_expectation_is_told_with_its_verdict_and_the_phases(
    check: Callable[..., Any],
) -> None:
    shown = check("aurora")

    assert shown.returncode == 0, shown.stdout
    assert shown.stderr == ""
    lines = shown.stdout.splitlines()
    assert {line for line in lines if not line.startswith(" ")} == {
        *(f"✓ {probe}  ok" for probe in ("aurora/edge", "aurora/auth", "aurora/canary", "health"))
    }
    assert "    ✓ status: expected 200, got 200" in lines
    assert '    ✓ json status: expected "ok", got "ok"' in lines
    canary = lines[lines.index("✓ aurora/canary  ok") + 1]
    for phase in ("connect", "first byte", "first token", "total"):
        assert f"{phase} " in canary
    assert "request id req_" in shown.stdout
    assert "cirrus" not in shown.stdout


def test_one_failure_is_told_with_whose_it_is_and_makes_the_exit_code_1(
    check: Callable[..., Any], simulator: SimulatorThread
) -> None:
    simulator.set_fault("borealis", Fault("error", body="overloaded", paths="api"))

    shown = check("borealis/canary", "health")

    assert shown.returncode == 1
    assert "✗ borealis/canary  overloaded (provider fault)" in shown.stdout
    assert "✗ status: expected 200, got 529" in shown.stdout
    assert "✓ health  ok" in shown.stdout


def test_of_a_failure_the_address_that_was_asked_is_told(
    check: Callable[..., Any], simulator: SimulatorThread, tmp_path: Path
) -> None:
    path = tmp_path / "probes.yaml"
    path.write_text(path.read_text().replace("/aurora/health", "/aurora/helth"))

    shown = check("health")

    assert f"    asked GET {simulator.url}/aurora/helth\n" in shown.stdout
    assert "asked" not in check("aurora/canary").stdout


def test_json_holds_what_a_script_needs(
    check: Callable[..., Any], simulator: SimulatorThread
) -> None:
    simulator.set_fault("borealis", Fault("error", body="invalid_key", paths="api"))

    shown = check("--json")

    assert shown.returncode == 1
    told = json.loads(shown.stdout)
    assert told["clock"] == clock()
    results = {each["probe"]: each for each in told["results"]}
    assert (results["aurora/canary"]["ok"], results["aurora/canary"]["fault"]) == (True, "none")
    assert results["borealis/canary"]["outcome"] == "auth_rejected"
    assert results["borealis/canary"]["fault"] == "account"
    timings = results["aurora/canary"]["timings"]
    assert timings["connect_ms"] > 0
    assert 0 < timings["ttfb_ms"] <= timings["ttft_ms"]
    assert timings["connect_ms"] + timings["ttft_ms"] <= timings["total_ms"]
    for name, milliseconds in timings.items():
        assert milliseconds is None or milliseconds == round(milliseconds, 3), name
    assert {each["probe"] for each in told["waiting"]} == {"cirrus/canary", "cirrus/auth"}
    assert {each["waiting_for"] for each in told["waiting"]} == {"NOBODY_SET_THIS"}


def test_what_only_waits_for_a_key_is_no_success(check: Callable[..., Any]) -> None:
    shown = check("cirrus/canary")

    assert shown.returncode == 1
    assert "cirrus/canary  not run: waits for" in shown.stdout


def test_an_unknown_name_is_answered_with_the_likely_one(check: Callable[..., Any]) -> None:
    shown = check("aurorra")

    assert shown.returncode == 2
    assert shown.stdout == ""
    assert "no probe and no provider is called `aurorra`" in shown.stderr
    assert "did you mean `aurora`" in shown.stderr
    assert "Traceback" not in shown.stderr


def test_watching_checks_again_after_each_edit_and_survives_a_broken_one(
    simulator: SimulatorThread,
    start: Callable[..., Any],
    eventually: Callable[..., Any],
    tmp_path: Path,
) -> None:
    config, mine = tmp_path / "watched.yaml", tmp_path / "mine.py"
    mine.write_text(CUSTOM.format(word="first"))
    config.write_text(WATCHED)
    running = start("check", "--watch", "--config", config)

    eventually(lambda: "first" in running.said() and "Waiting for an edit" in running.said())
    mine.write_text(CUSTOM.format(word="second"))
    eventually(lambda: "second" in running.said())
    mine.write_text("async def run(context, options): (\n")
    eventually(lambda: "mine.py:1: '(' was never closed" in running.said())
    mine.write_text(CUSTOM.format(word="third"))
    eventually(lambda: "third" in running.said())

    running.press_ctrl_c()
    assert running.ended() == 130
    assert "Traceback" not in running.said()


CUSTOM = """
from probes.result import Observation, Outcome


async def run(context, options):
    return Observation(outcome=Outcome.WRONG_ANSWER, detail="{word}")
"""
WATCHED = """
checks: [mine.py]
providers: { lab: {} }
probes: [{ name: mine, provider: lab, check: mine }]
"""


def test_a_text_on_standard_input_is_checked_in_place_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "probes.yaml"
    path.write_text("never read: [")

    def check(text: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-P", "-m", "monitor", "check", "--stdin", "--config", str(path)]
        return subprocess.run(
            command, input=text, capture_output=True, text=True, timeout=60, check=False
        )

    told = check("providers: {aurora: {evry: 2s}}")
    assert told.returncode == 2
    assert told.stderr.startswith(f"{path}:1:22: providers.aurora.evry: no such key")

    told = check(
        "reference: []\nproviders: {aurora: {}}\nprobes: [{name: shop, provider: aurora, "
        "check: tcp, host: 127.0.0.1, port: 1}]"
    )
    assert told.returncode == 1
    assert "shop" in told.stdout
    assert path.read_text() == "never read: ["
