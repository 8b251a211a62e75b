"""`brownout dashboard` refuses what it cannot do, in one sentence and with exit code 2."""

import socket
import subprocess
import sys
from pathlib import Path


def _brownout(*words: str, database: Path) -> subprocess.CompletedProcess[str]:
    entry = "import sys; from monitor.cli import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-P", "-c", entry, "dashboard", "--database", str(database), *words],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_busy_port_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        said = _brownout("--port", port, database=tmp_path / "brownout.db")

    assert said.returncode == 2
    assert said.stdout == ""
    assert f"port {port} on 127.0.0.1 is already in use" in said.stderr
    assert "Traceback" not in said.stderr


def test_what_is_no_port_is_told_before_anything_starts(tmp_path: Path) -> None:
    said = _brownout("--port", "70000", database=tmp_path / "brownout.db")

    assert said.returncode == 2
    assert "`70000` is not a port" in said.stderr
