"""`python -m simulator`: to try a monitor, or one's own client, against a bad day."""

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from urllib.request import urlopen

import pytest

COMMAND = (sys.executable, "-P", "-m", "simulator")


@pytest.fixture
def playing() -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [*COMMAND, "--until-eof"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


def test_it_says_who_is_played_where_and_what_will_happen(playing: subprocess.Popen[str]) -> None:
    assert playing.stdout
    lines = [playing.stdout.readline() for _ in range(10)]

    addresses = dict(
        re.findall(r"^(\w+) +\w+ +(http://127\.0\.0\.1:\d+)/", "".join(lines), re.MULTILINE)
    )
    assert {*addresses} == {"aurora", "borealis", "cirrus", "dorado", "ember"}
    assert "borealis: overloaded" in "".join(lines)
    with urlopen(f"{addresses['aurora']}/aurora/health", timeout=20) as said:
        assert said.read() == b'{"status":"ok"}'


def test_it_ends_with_its_parent(playing: subprocess.Popen[str]) -> None:
    assert playing.stdin
    assert playing.stdout
    playing.stdout.readline()

    playing.stdin.close()

    assert playing.wait(30) == 0


def test_ctrl_c_ends_it_without_a_traceback() -> None:
    with subprocess.Popen(
        COMMAND, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        process.stdout.readline()

        process.send_signal(signal.SIGINT)

        _, complaint = process.communicate(timeout=30)
    assert (process.returncode, complaint) == (0, "")


def test_a_busy_port_is_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        shown = subprocess.run(
            [*COMMAND, "--port", str(port)], capture_output=True, text=True, check=False, timeout=60
        )

    assert shown.returncode == 2
    assert re.fullmatch(
        rf"cannot listen on port {port}: .*; choose another with --port\n", shown.stderr
    )
