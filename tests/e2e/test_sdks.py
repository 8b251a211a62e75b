"""The official SDKs pointed at our simulator: independent clients vouch for its dialect."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.faults import Fault
from simulator.provider import Provider
from simulator.thread import SimulatorThread

ROOT = Path(__file__).parents[2]
SDK_PYTHON = ROOT / ".venv-e2e-sdks" / "bin" / "python"

FINISHED = {"openai": "stop", "anthropic": "end_turn", "gemini": "STOP"}


@pytest.fixture(scope="module")
def simulator() -> Iterator[SimulatorThread]:
    providers = [Provider(name=wire, wire=wire) for wire in FINISHED]
    with SimulatorThread(providers) as running:
        yield running


def ask(
    simulator: SimulatorThread, wire: str, how: str = "stream", key: str = "sim-key"
) -> dict[str, object]:
    printed = subprocess.run(
        [
            *(str(SDK_PYTHON), str(Path(__file__).with_name("sdk_ask.py"))),
            *(wire, simulator.base_url(wire), key, how),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert printed.returncode == 0, printed.stderr
    return json.loads(printed.stdout)


@pytest.mark.parametrize("how", ["stream", "whole"])
@pytest.mark.parametrize("wire", FINISHED)
def test_the_sdk_reads_a_completion(simulator: SimulatorThread, wire: str, how: str) -> None:
    answer = ask(simulator, wire, how)

    assert answer["text"] == "475"
    assert answer["finish"] == FINISHED[wire]
    assert answer["tokens"] >= 1


@pytest.mark.parametrize(
    ("wire", "error", "status"),
    [
        ("openai", "AuthenticationError", 401),
        ("anthropic", "AuthenticationError", 401),
        ("gemini", "ClientError", 400),
    ],
)
def test_the_sdk_knows_a_wrong_key_for_what_it_is(
    simulator: SimulatorThread, wire: str, error: str, status: int
) -> None:
    assert ask(simulator, wire, key="wrong") == {"error": error, "status": status}


@pytest.mark.parametrize(
    ("wire", "error", "status"),
    [
        ("openai", "InternalServerError", 503),
        ("anthropic", "OverloadedError", 529),
        ("gemini", "ServerError", 503),
    ],
)
def test_the_sdk_knows_an_overload_for_what_it_is(
    simulator: SimulatorThread, wire: str, error: str, status: int
) -> None:
    simulator.set_fault(wire, Fault("error", body="overloaded"))
    try:
        assert ask(simulator, wire) == {"error": error, "status": status}
    finally:
        simulator.set_fault(wire, None)
