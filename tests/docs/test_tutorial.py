"""Whoever does what the tutorial says sees what it promises."""

import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

TUTORIAL = (Path(__file__).parents[2] / "docs" / "tutorial.md").read_text(encoding="utf-8")


def _block(language: str, ports: dict[str, int]) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```", TUTORIAL, re.DOTALL | re.MULTILINE)
    assert found
    text = found[1]
    for written, ours in ports.items():
        assert written in text
        text = text.replace(written, str(ours))
    return text


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [int(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports


def test_from_nothing_to_an_alert(
    start: Callable[..., Any],
    brownout: Callable[..., Any],
    eventually: Callable[..., Any],
    tmp_path: Path,
) -> None:
    played, told, served = _free_ports(3)
    (tmp_path / "probes.yaml").write_text(_block("yaml", {"9100": played, "9200": told}))
    (tmp_path / "receiver.py").write_text(_block("python", {"9200": told}))
    told_file = tmp_path / "told"
    (simulate,) = re.findall(r"^python -m (simulator .*)$", TUTORIAL, re.MULTILINE)
    play = [sys.executable, "-P", "-m", *simulate.replace("9100", str(played)).split()]
    where = {"BROWNOUT_CONFIG": str(tmp_path / "probes.yaml")}
    with (
        told_file.open("wb") as heard,
        subprocess.Popen([sys.executable, tmp_path / "receiver.py"], stdout=heard) as receiver,
        subprocess.Popen(play, stdout=subprocess.DEVNULL) as simulator,
    ):
        try:
            eventually(lambda: brownout("check", **where).returncode == 0)
            database = tmp_path / "practice.db"
            up = start("up", "--database", database, "--port", served, **where)
            eventually(lambda: "operational" in brownout("status", "--database", database).stdout)

            simulator.terminate()

            eventually(lambda: "opened - practice is down" in told_file.read_text(), 60)
            assert up.stop() == 0
        finally:
            simulator.kill()
            receiver.kill()
