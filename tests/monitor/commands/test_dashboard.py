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


def test_other_machines_are_not_served_before_somebody_said_who_may_look(tmp_path: Path) -> None:
    said = _brownout("--host", "0.0.0.0", database=tmp_path / "brownout.db")

    assert said.returncode == 2
    assert said.stdout == ""
    assert "others would reach the pages at 0.0.0.0, and nobody said who may look" in said.stderr
    assert "--without-login" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_mistake_in_who_may_look_is_told_with_its_place(tmp_path: Path) -> None:
    config = tmp_path / "probes.yaml"
    config.write_text("dashboard:\n  operators: [ana]\n  publik: read-only\n")

    said = _brownout("--config", str(config), database=tmp_path / "brownout.db")

    assert said.returncode == 2
    assert f"{config}:2:15: dashboard.operators[0]: nobody's address; write" in said.stderr
    assert f"{config}:3:3: dashboard.publik: no such key; did you mean `public`?" in said.stderr


def test_a_configuration_that_was_named_must_be_there(tmp_path: Path) -> None:
    said = _brownout("--config", str(tmp_path / "no.yaml"), database=tmp_path / "brownout.db")

    assert said.returncode == 2
    assert "there is no such file" in said.stderr
