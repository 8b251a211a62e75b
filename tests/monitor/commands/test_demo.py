"""`brownout demo`: a story that comes true on this machine alone."""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from simulator.scenarios import DEMO

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="looks for processes in /proc"
)


def test_the_story_is_told_comes_true_and_leaves_nothing_behind(
    start: Callable[..., Any],
    brownout: Callable[..., Any],
    eventually: Callable[..., Any],
    is_alive: Callable[[int], bool],
    free_port: int,
    tmp_path: Path,
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    running = start("demo", "--speed", "2", "--port", free_port, TMPDIR=str(temporary))

    def database() -> str | None:
        named = re.search(r"brownout status --database (\S+)", running.stdout.read_text())
        return named and named[1]

    def status() -> dict[str, dict[str, Any]]:
        told = json.loads(brownout("status", "--json", "--database", path).stdout)
        return {each["id"]: each for each in told["providers"]}

    path = eventually(database)
    eventually(lambda: len(status()) == 5)
    children = running.family()
    assert len(children) == 3
    # Borealis falls 20 seconds into the story, which is told twice as fast.
    borealis = eventually(
        lambda: (each := status()["borealis"])["state"] == "outage" and each, within_s=90
    )
    assert "failed with overloaded" in borealis["sentence"]
    assert [each["scope"] for each in borealis["incidents"]] == ["api"]
    assert "errors" in borealis["incidents"][0]["facets"]
    with urlopen(f"http://127.0.0.1:{free_port}", timeout=30) as page:
        assert page.status == 200

    running.press_ctrl_c()

    assert running.ended() == 0
    assert running.stderr.read_text() == ""
    assert not any(map(is_alive, children))
    assert not list(temporary.glob("brownout-*"))
    told = running.stdout.read_text()
    for line in DEMO.at_speed(2).describe():
        assert line in told
    assert "starts again every 2 min 30 s" in told
    assert told.endswith("Stopped.\n")


@pytest.mark.parametrize("speed", ["0", "4", "nan", "fast"])
def test_a_speed_at_which_nothing_is_told_is_refused(
    brownout: Callable[..., Any], speed: str
) -> None:
    refused = brownout("demo", "--speed", speed)

    assert refused.returncode == 2
    assert f"{speed} is not from 0.1 to 3" in refused.stderr


def test_it_stops_by_itself_when_its_time_is_over(
    brownout: Callable[..., Any], free_port: int, tmp_path: Path
) -> None:
    shown = brownout("demo", "--for", "1", "--port", free_port, TMPDIR=str(tmp_path))

    assert shown.returncode == 0
    assert shown.stderr == ""
    assert shown.stdout.endswith("Stopped.\n")
    assert not list(tmp_path.glob("brownout-*"))
