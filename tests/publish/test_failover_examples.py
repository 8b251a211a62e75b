"""The examples of docs/failover.md, run as they stand there against simulated providers."""

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from incidents.incident import State
from simulator.provider import Provider
from simulator.thread import SimulatorThread

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "failover.md"
MODELS = {"openai": "gpt-6-luna", "groq": "openai/gpt-oss-20b"}
ADDRESSES = {
    "openai": "https://api.openai.com/v1",
    "groq": "https://api.groq.com/openai/v1",
}


def example(language: str, mark: str) -> str:
    """Return the one block of a language in which `mark` stands."""
    blocks = re.findall(rf"```{language}\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    (found,) = (block for block in blocks if mark in block)
    return str(found)


@pytest.fixture
def simulator() -> Iterator[SimulatorThread]:
    providers = [Provider(name=name, wire="openai", model=model) for name, model in MODELS.items()]
    with SimulatorThread(providers) as running:
        yield running


@pytest.fixture
def openai_is_down(house: Any) -> Any:
    for provider in MODELS:
        house.provider(provider)
        house.state(provider, State.OPERATIONAL, "answers as usual")
    house.state("openai", State.OUTAGE, "all canaries time out")
    house.incident("openai", "all canaries time out")
    house.worker()
    return house


def _shell(simulator: SimulatorThread, database: Path, tmp_path: Path) -> str:
    script = example("sh", "curl")
    for provider, address in ADDRESSES.items():
        assert address in script
        script = script.replace(address, simulator.base_url(provider))
    # The script finds the command on its path, as after an installation.
    command = tmp_path / "brownout"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m monitor "$@"\n')
    command.chmod(0o755)
    ran = subprocess.run(
        ["sh", "-c", script],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={
            **os.environ,
            "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
            "BROWNOUT_DATABASE": str(database),
            "OPENAI_API_KEY": "sim-key",
            "GROQ_API_KEY": "sim-key",
        },
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_the_shell_script_asks_who_is_up_and_keeps_its_order_without_a_monitor(
    simulator: SimulatorThread, openai_is_down: Any, database_path: Path, tmp_path: Path
) -> None:
    assert '"content": "475"' in _shell(simulator, database_path, tmp_path).replace('":"', '": "')
    _shell(simulator, tmp_path / "none.db", tmp_path)

    assert [each.provider for each in simulator.requests] == ["groq", "openai"]


def test_the_function_asks_the_api_and_keeps_its_order_without_one(
    app: Any, openai_is_down: Any
) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        order = _order(f"http://127.0.0.1:{listening.getsockname()[1]}")
        try:
            assert order("openai", "groq") == ["groq", "openai"]
        finally:
            server.should_exit = True
            thread.join()
    assert order("openai", "groq") == ["openai", "groq"]


def _order(where: str) -> Callable[..., list[str]]:
    code = example("python", "urlopen")
    assert "http://127.0.0.1:8501" in code
    # How busy the machine of a test is shall not be what it tests.
    patient = code.replace("http://127.0.0.1:8501", where).replace("timeout=0.2", "timeout=20")
    names: dict[str, Any] = {}
    exec(compile(patient, "failover.md", "exec"), names)
    return names["order"]


SDKS = {"openai": ".venv-e2e-sdks", "litellm": ".venv-e2e-litellm"}


@pytest.mark.parametrize("sdk", SDKS)
def test_the_sdk_asks_who_is_up_first_and_keeps_its_order_without_a_monitor(
    sdk: str,
    simulator: SimulatorThread,
    openai_is_down: Any,
    database_path: Path,
    tmp_path: Path,
) -> None:
    packages = list((ROOT / SDKS[sdk]).glob("lib/python*/site-packages"))
    if not (ROOT / SDKS[sdk] / ".installed").exists():
        pytest.skip(f"needs {sdk}, which `make e2e` installs apart")
    code = example("python", f"from {sdk} import").replace(
        ADDRESSES["groq"], simulator.base_url("groq")
    )
    ask = 'print(complete([{"role": "user", "content": "What is 347 + 128?"}]).choices[0])'

    for database in (database_path, tmp_path / "none.db"):
        ran = subprocess.run(
            [
                *(sys.executable, "-c"),
                # Our own packages go before those that the SDK brings along.
                f"import sys; sys.path += {[str(ROOT), *map(str, packages)]!r}\n{code}\n{ask}",
            ],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env={
                **os.environ,
                "BROWNOUT_DATABASE": str(database),
                "LITELLM_LOCAL_MODEL_COST_MAP": "True",
                "OPENAI_API_KEY": "sim-key",
                "OPENAI_BASE_URL": simulator.base_url("openai"),
                "GROQ_API_KEY": "sim-key",
                "GROQ_API_BASE": simulator.base_url("groq"),
            },
        )
        assert "475" in ran.stdout, ran.stderr

    assert [each.provider for each in simulator.requests] == ["groq", "openai"]
