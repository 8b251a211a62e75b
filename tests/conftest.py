"""What every test may rely on: the commands of Brownout, run as people run them."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import settings

# How long an example takes tells how busy the machine is, and nothing of what is tested.
settings.register_profile("brownout", deadline=None)
settings.load_profile("brownout")

T = TypeVar("T")

# The variables by which a machine's own keys would light up probes of the catalog.
KEYS = ("_API_KEY", "HF_TOKEN", "GITHUB_TOKEN", "GOOGLE_APPLICATION_CREDENTIALS")
CLOUDS = ("AWS_", "AZURE_", "GOOGLE_CLOUD_")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--run-e2e",
        action="store_true",
        help="also run what needs servers and SDKs from public registries",
    )


@dataclass
class Running:
    """A command in the background, in a process group of its own as a terminal gives it."""

    process: subprocess.Popen[bytes]
    stdout: Path
    stderr: Path

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def press_ctrl_c(self) -> None:
        os.killpg(self.process.pid, signal.SIGINT)

    def ended(self, within_s: float = 60) -> int:
        return self.process.wait(within_s)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.send(number)
        return self.ended()

    def said(self) -> str:
        return self.stdout.read_text() + self.stderr.read_text()

    def family(self) -> dict[int, bytes]:
        """The processes that it started and that live, with their titles."""
        found = {}
        for pid, parent in _parents().items():
            with contextlib.suppress(OSError):
                if parent == self.process.pid:
                    found[pid] = Path(f"/proc/{pid}/cmdline").read_bytes()
        return found


def _parents() -> dict[int, int]:
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
        except OSError:  # it has just ended
            continue
        if state != "Z":
            found[int(stat.parent.name)] = int(parent)
    return found


def _is_alive(pid: int) -> bool:
    return pid in _parents()


@pytest.fixture
def is_alive() -> Callable[[int], bool]:
    return _is_alive


def _command(arguments: tuple[object, ...], before: tuple[str, ...]) -> list[str]:
    return [*before, sys.executable, "-P", "-m", "monitor", *map(str, arguments)]


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.endswith(KEYS) and not name.startswith(CLOUDS)
    }
    return {**kept, "COLUMNS": "160", **more}


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Start a command of Brownout in the background; what still runs at the end is killed."""
    started: list[Running] = []

    def begin(*arguments: object, before: tuple[str, ...] = (), **environ: str) -> Running:
        stdout = tmp_path / f"{len(started)}.stdout"
        stderr = tmp_path / f"{len(started)}.stderr"
        with stdout.open("wb") as out, stderr.open("wb") as err:
            process = subprocess.Popen(
                _command(arguments, before),
                stdout=out,
                stderr=err,
                env=_environment(environ),
                start_new_session=True,
            )
        started.append(Running(process, stdout, stderr))
        return started[-1]

    yield begin
    for running in started:
        running.process.kill()
        running.process.wait()


@pytest.fixture
def brownout() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a command of Brownout to its end."""

    def run(
        *arguments: object, before: tuple[str, ...] = (), **environ: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            _command(arguments, before),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env=_environment(environ),
        )

    return run


@pytest.fixture
def eventually() -> Callable[..., object]:
    """Ask again and again until the answer is a true one, and return it."""

    def wait(question: Callable[[], T], within_s: float = 40.0) -> T:
        give_up = time.monotonic() + within_s
        while not (answer := question()):
            assert time.monotonic() < give_up, "it never came to that"
            time.sleep(0.05)
        return answer

    return wait


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
