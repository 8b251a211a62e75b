import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

# A process of ours that leaves its id behind, to see from outside whether it lives.
CHILD = """
import os, pathlib, signal, sys, time
folder = pathlib.Path(sys.argv[1])
(folder / f"{sys.argv[2]}-{os.getpid()}").touch()
if sys.argv[2] == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if sys.argv[2] == "dies":
    sys.exit(3)
time.sleep(60)
"""
PARENT = """
import sys
from monitor import supervisor
supervisor.STOP_WITHIN_S = 1.0
names = sys.argv[2:]
supervisor.supervise([supervisor.Process(n, ["child", sys.argv[1], n]) for n in names])
print("stopped")
"""


@pytest.fixture
def supervise(tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    (tmp_path / "child.py").write_text(CHILD)
    (tmp_path / "parent.py").write_text(PARENT)

    def start(*names: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, str(tmp_path / "parent.py"), str(tmp_path), *names],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
        )

    return start


def children(folder: Path, name: str, *, at_least: int = 1) -> list[int]:
    deadline = time.monotonic() + 30
    while True:
        found = [int(path.name.rpartition("-")[2]) for path in folder.glob(f"{name}-*")]
        if len(found) >= at_least:
            return found
        assert time.monotonic() < deadline, f"{name} did not start {at_least} times"
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_every_process_and_then_us(
    supervise: Callable[..., subprocess.Popen[str]], tmp_path: Path, number: signal.Signals
) -> None:
    parent = supervise("one", "two")
    pids = children(tmp_path, "one") + children(tmp_path, "two")

    parent.send_signal(number)
    printed, complaints = parent.communicate(timeout=30)

    assert printed == "stopped\n"
    assert complaints == ""
    assert not any(map(is_alive, pids))


def test_a_process_that_will_not_stop_is_killed(
    supervise: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    parent = supervise("stubborn")
    (pid,) = children(tmp_path, "stubborn")

    parent.send_signal(signal.SIGINT)
    parent.communicate(timeout=30)

    assert not is_alive(pid)


def test_a_process_that_dies_is_started_again_and_told_of(
    supervise: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    parent = supervise("dies", "one")
    children(tmp_path, "dies", at_least=2)
    (one,) = children(tmp_path, "one")
    assert is_alive(one)

    parent.send_signal(signal.SIGINT)
    _, complaints = parent.communicate(timeout=30)

    assert "the dies ended with exit code 3" in complaints


def test_a_command_does_not_outlive_a_supervisor_that_was_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time\n"
        "from monitor import cli\n"
        "cli._run = lambda arguments: time.sleep(60)\n"
        "cli.main([])\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-P", "-c", code],
        stdin=subprocess.PIPE,
        env={**os.environ, "BROWNOUT_SUPERVISED": "1"},
    )
    assert child.stdin is not None

    child.stdin.close()  # what happens to our end when the supervisor dies

    assert child.wait(timeout=30) == -signal.SIGTERM
