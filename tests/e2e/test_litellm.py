"""Our OpenAI wire format against the LiteLLM proxy, which relays to the simulator."""

import json
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from simulator.provider import Provider
from simulator.thread import SimulatorThread

ROOT = Path(__file__).parents[2]
LITELLM = ROOT / ".venv-e2e-litellm" / "bin" / "litellm"

Check = Callable[..., dict[str, object]]


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("litellm")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with SimulatorThread([Provider(name="upstream", wire="openai")]) as simulator:
        settings = {
            "model_list": [
                {
                    "model_name": "relayed",
                    "litellm_params": {
                        "model": "openai/sim-small",
                        "api_base": simulator.base_url("upstream"),
                        "api_key": "sim-key",
                    },
                }
            ],
            "general_settings": {"master_key": "sk-proxy-key"},
        }
        config = folder / "litellm.yaml"
        config.write_text(json.dumps(settings))
        with (folder / "log").open("w") as log:
            process = subprocess.Popen(
                [str(LITELLM), "--config", str(config), "--host", "127.0.0.1", "--port", str(port)],
                stdout=log,
                stderr=log,
                env={**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "True"},
            )
            try:
                url = f"http://127.0.0.1:{port}"
                wait_until_ready(url, process, folder / "log")
                yield url
            finally:
                process.terminate()
                process.wait()


def wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/health/liveliness", timeout=2)
        except OSError:
            time.sleep(0.5)
        else:
            return
    pytest.fail(f"the LiteLLM proxy did not start:\n{log.read_text()[-2000:]}")


def configuration(proxy: str, key: str) -> dict[str, object]:
    return {
        "reference": [],
        "providers": {
            "gateway": {
                "like": "openai",
                "base_url": f"{proxy}/v1",
                "key": key,
                "model": "relayed",
            }
        },
    }


def test_every_probe_of_a_gateway_is_well(check: Check, proxy: str) -> None:
    report = check(configuration(proxy, "sk-proxy-key"))

    outcomes = {result["probe"]: result["outcome"] for result in report["results"]}
    assert set(outcomes.values()) == {"ok"}, [row["detail"] for row in report["results"]]
    canary = next(row for row in report["results"] if row["surface"] == "api")
    assert canary["score"] == 1
    assert 0 < canary["timings"]["ttfb_ms"] <= canary["timings"]["ttft_ms"]
    assert report["exit_code"] == 0


def test_a_wrong_key_is_ours(check: Check, proxy: str) -> None:
    report = check(configuration(proxy, "sk-wrong-key"))

    rejected = [row for row in report["results"] if row["surface"] in ("auth", "api")]
    assert {row["fault"] for row in rejected} == {"account"}, rejected
