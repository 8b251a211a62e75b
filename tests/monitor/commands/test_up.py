"""`brownout up`: two processes that live and die together."""

import os
import re
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

import storage.results
from simulator.provider import Provider
from simulator.thread import SimulatorThread
from storage.database import open_database

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="looks for processes in /proc"
)


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Path]:
    with SimulatorThread([Provider("aurora", "openai", ttft_s=0.02)]) as simulator:
        path = tmp_path / "probes.yaml"
        path.write_text(
            "reference: []\nproviders:\n  aurora:\n    like: openai\n    every: 2s\n"
            "    key: sim-key\n    model: sim-small\n"
            f"    base_url: {simulator.base_url('aurora')}\n"
        )
        yield path


@pytest.fixture
def up(
    start: Callable[..., Any],
    config: Path,
    tmp_path: Path,
    free_port: int,
    eventually: Callable[..., Any],
) -> Any:
    """Brownout, up: its page answers and its worker has kept a result."""
    path = tmp_path / "folder" / "brownout.db"
    running = start(
        "up", "--config", config, "--port", free_port, BROWNOUT_DATABASE=f"sqlite:///{path}"
    )

    def answers() -> bool:
        assert running.process.poll() is None, running.stderr.read_text()
        try:
            with urlopen(f"http://127.0.0.1:{free_port}", timeout=10) as page:
                return page.status == 200 and b"<title>" in page.read()
        except (URLError, ConnectionError):
            return False

    def has_kept() -> bool:
        database = open_database(path)
        with database.read() as connection:
            kept = storage.results.latest(connection)
        database.close()
        return "aurora/canary" in kept

    eventually(answers)
    eventually(has_kept)
    return running


@pytest.mark.parametrize("how", ["ctrl-c in its terminal", "SIGINT to it alone"])
def test_both_processes_come_up_and_go_together_without_a_word_of_complaint(
    up: Any, free_port: int, is_alive: Callable[[int], bool], how: str
) -> None:
    children = up.family()
    assert len(children) == 2

    if how == "ctrl-c in its terminal":
        up.press_ctrl_c()
    else:
        up.send(signal.SIGINT)

    assert up.ended() == 0
    assert not any(map(is_alive, children))
    assert up.stderr.read_text() == ""
    told = up.stdout.read_text()
    assert "Watching 1 provider with 3 probes." in told
    assert f"http://127.0.0.1:{free_port}" in told
    assert told.endswith("Stopped.\n")


def test_killed_without_mercy_it_leaves_no_orphan(
    up: Any, is_alive: Callable[[int], bool], eventually: Callable[..., Any]
) -> None:
    children = up.family()
    assert len(children) == 2

    up.send(signal.SIGKILL)
    up.ended()

    eventually(lambda: not any(map(is_alive, children)))
    assert "Traceback" not in up.stderr.read_text()


def test_a_worker_that_is_killed_is_replaced(up: Any, eventually: Callable[..., Any]) -> None:
    def worker() -> list[int]:
        return [pid for pid, title in up.family().items() if b"\0worker\0" in title]

    (first,) = worker()

    os.kill(first, signal.SIGKILL)

    eventually(lambda: [pid for pid in worker() if pid != first])
    assert "the worker ended with exit code -9; starting it again" in up.stderr.read_text()


def test_the_address_of_the_database_stands_in_no_process_title(up: Any) -> None:
    # It may hold a password, and everybody on the machine may read the titles.
    titles = up.family().values()

    assert len(titles) == 2
    assert not [title for title in titles if b"brownout.db" in title]


def test_a_busy_port_is_one_sentence_and_starts_nothing(
    brownout: Callable[..., Any], config: Path, tmp_path: Path
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        shown = brownout("up", "--config", config, "--port", port, "--database", tmp_path / "b.db")

    assert shown.returncode == 2
    assert shown.stdout == ""
    assert re.fullmatch(rf"port {port} on 127\.0\.0\.1 is already in use.*\n", shown.stderr)
    assert not (tmp_path / "b.db").exists()


def test_a_broken_configuration_is_told_whole_and_starts_nothing(
    brownout: Callable[..., Any], tmp_path: Path, free_port: int
) -> None:
    config = tmp_path / "probes.yaml"
    config.write_text("providers:\n  openai: { evry: 5m, timeout: soon }\nprobez: []\n")

    shown = brownout("up", "--config", config, "--port", free_port, "--database", tmp_path / "b.db")

    assert shown.returncode == 2
    assert shown.stdout == ""
    assert [line.split(":")[1] for line in shown.stderr.splitlines()] == ["2", "2", "3"]
    assert "Traceback" not in shown.stderr


def test_a_database_that_cannot_be_opened_is_one_sentence(
    brownout: Callable[..., Any], config: Path, tmp_path: Path, free_port: int
) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("this is no database, and longer than a header of one " * 20)

    shown = brownout("up", "--config", config, "--port", free_port, "--database", notes)

    assert shown.returncode == 2
    assert len(shown.stderr.splitlines()) == 1
    assert "notes.txt" in shown.stderr
