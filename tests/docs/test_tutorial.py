"""Whoever does what the tutorial says sees what it promises."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from monitor.ports import reserved_port

TUTORIAL = (Path(__file__).parents[2] / "docs" / "tutorial.md").read_text(encoding="utf-8")


def _block(language: str, ports: dict[str, int]) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```", TUTORIAL, re.DOTALL | re.MULTILINE)
    assert found
    text = found[1]
    for written, ours in ports.items():
        assert written in text
        text = text.replace(written, str(ours))
    return text


@pytest.fixture
def ports() -> Iterator[list[int]]:
    with ExitStack() as reserved:
        yield [reserved.enter_context(reserved_port()) for _ in range(3)]


def test_from_nothing_to_an_alert(
    ports: list[int],
    start: Callable[..., Any],
    brownout: Callable[..., Any],
    eventually: Callable[..., Any],
    tmp_path: Path,
) -> None:
    played, told, served = ports
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
