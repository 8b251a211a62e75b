"""Fixtures for what we did not write: a mock server, SDKs, a gateway."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

Check = Callable[..., dict[str, object]]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--run-e2e"):
        return
    mark = pytest.mark.skip(reason="needs servers and SDKs from registries: run `make e2e`")
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(mark)


@pytest.fixture(scope="session")
def oracle() -> Iterator[str]:
    """The address of an independent mock of all three dialects."""
    process = subprocess.Popen(["node", "oracle.mjs"], cwd=HERE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield process.stdout.readline().strip()
    process.terminate()
    process.wait()
    process.stdout.close()


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Run `brownout check --json` on a configuration and return what it printed."""

    def run(config: dict[str, object]) -> dict[str, object]:
        path = tmp_path / "probes.yaml"
        path.write_text(json.dumps(config))  # JSON is YAML
        printed = subprocess.run(
            [sys.executable, "-P", "-m", "monitor", "check", "--json", "--config", str(path)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env={**os.environ},
        )
        assert printed.stdout, printed.stderr
        return json.loads(printed.stdout) | {"exit_code": printed.returncode}

    return run
