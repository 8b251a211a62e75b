"""Brownout as people run it: its own processes, a played provider, a database file."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

T = TypeVar("T")

# The variables by which a machine's own keys would light up probes of the catalog.
KEYS = ("_API_KEY", "HF_TOKEN")


@dataclass
class Running:
    """A process of ours, and where what it says goes."""

    process: subprocess.Popen[bytes]
    stdout: Path
    stderr: Path

    def said(self) -> str:
        return self.stdout.read_text() + self.stderr.read_text()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(60)


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.endswith(KEYS)}
    return {**kept, "COLUMNS": "200", **more}


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Start a command of Brownout in the background; what still runs at the end is killed."""
    started: list[Running] = []

    def begin(*arguments: object, before: tuple[str, ...] = (), **environ: str) -> Running:
        stdout = tmp_path / f"{len(started)}.stdout"
        stderr = tmp_path / f"{len(started)}.stderr"
        with stdout.open("wb") as out, stderr.open("wb") as err:
            command = [*before, sys.executable, "-P", "-m", "monitor", *map(str, arguments)]
            process = subprocess.Popen(command, stdout=out, stderr=err, env=_environment(environ))
        started.append(Running(process, stdout, stderr))
        return started[-1]

    yield begin
    for running in started:
        running.process.kill()
        running.process.wait()


@pytest.fixture
def ask() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a command of Brownout to its end."""

    def run(
        *arguments: object, before: tuple[str, ...] = (), **environ: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*before, sys.executable, "-P", "-m", "monitor", *map(str, arguments)],
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
