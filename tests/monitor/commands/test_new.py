"""`brownout new check`: a file that runs as it stands, and the lines that run it."""

import os
import subprocess
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest


@pytest.fixture
def in_folder(tmp_path: Path) -> Callable[..., Any]:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-P", "-m", "monitor", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env={**os.environ, "COLUMNS": "160"},
        )

    return run


class Queue(BaseHTTPRequestHandler):
    length = 3

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(str(self.length).encode())

    def log_message(self, *_: object) -> None:
        pass


def test_what_it_writes_and_prints_works_as_it_stands(
    in_folder: Callable[..., Any], tmp_path: Path
) -> None:
    shown = in_folder("new", "check", "queue_length")
    assert shown.returncode == 0
    offered = shown.stdout.split("\n\n", 1)[1].split("\n\nThen")[0]
    with ThreadingHTTPServer(("127.0.0.1", 0), Queue) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        offered = offered.replace("127.0.0.1:8080", f"127.0.0.1:{server.server_port}")
        (tmp_path / "probes.yaml").write_text(f"reference: []\n{offered}\n")

        well = in_folder("check", "our-queue")
        Queue.length = 101
        long = in_folder("check")
        server.shutdown()

    assert well.returncode == 0, well.stderr
    assert "✓ queue length: expected at most 100, got 3" in well.stdout
    assert long.returncode == 1
    assert "101 wait in the queue" in long.stdout


def test_a_file_is_never_overwritten(in_folder: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("precious")

    shown = in_folder("new", "check", "mine")

    assert shown.returncode == 2
    assert "mine.py is there already" in shown.stderr
    assert (tmp_path / "mine.py").read_text() == "precious"


@pytest.mark.parametrize(
    ("name", "complaint"),
    [("my-check", "does not do as the name"), ("../x", "does not do"), ("http", "brings along")],
)
def test_a_name_that_does_not_do_is_told(
    in_folder: Callable[..., Any], name: str, complaint: str
) -> None:
    shown = in_folder("new", "check", name)

    assert shown.returncode == 2
    assert complaint in shown.stderr
    assert "Traceback" not in shown.stderr


def test_a_configuration_to_begin_with_is_a_valid_one(
    in_folder: Callable[..., Any], tmp_path: Path
) -> None:
    missing = in_folder("validate")
    assert "`brownout new config` writes one" in missing.stderr

    assert in_folder("new", "config").returncode == 0
    checked = in_folder("validate")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "of 3 providers" in checked.stdout

    written = (tmp_path / "probes.yaml").read_text()
    again = in_folder("new", "config")
    assert again.returncode == 2
    assert "probes.yaml is there already" in again.stderr
    assert (tmp_path / "probes.yaml").read_text() == written
