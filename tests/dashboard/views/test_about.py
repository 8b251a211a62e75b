"""The page about the monitor: it is well, or it says why not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import about_data, pulse
from storage import spool_state
from storage.location import spool_folder
from storage.spool_state import SpoolState

Seen = Callable[[Any], str]


@pytest.fixture(autouse=True)
def fresh() -> None:
    about_data._VIEW.clear()
    pulse._WORKERS.clear()


def _script() -> None:
    from dashboard.views import about

    about.render()


def _page() -> AppTest:
    about_data._VIEW.clear()
    pulse._WORKERS.clear()
    return AppTest.from_function(_script, default_timeout=30).run()


def test_a_monitor_that_is_well_says_so_with_its_figures(trouble: Any, seen: Seen) -> None:
    shown = seen(_page())

    assert "The monitor is well." in shown
    assert "1 alive" in shown
    assert "at home" in shown
    assert "here:1" in shown
    assert "of it free" in shown
    assert "brownout.db" in shown


def test_a_dead_worker_is_told_with_the_age_of_what_is_shown(trouble: Any, seen: Seen) -> None:
    trouble.worker(beat_minutes_ago=3)

    shown = seen(_page())

    assert "Nothing is being probed." in shown
    assert "No worker has given a sign of life for 3 min" in shown
    assert "What is shown is old: the last result came" in shown
    assert "0 alive" in shown
    assert "silent for 3 min" in shown


def test_a_worker_whose_platform_tells_no_receive_times_says_so(trouble: Any, seen: Seen) -> None:
    trouble.worker(clock="event loop")

    assert "clock: this platform does not say when bytes arrived" in seen(_page())


def test_a_refused_edit_is_told_as_text(trouble: Any, seen: Seen) -> None:
    trouble.worker(config_error="probes.yaml:3:1: <script>: no such key")

    shown = seen(_page())

    assert "An edit of probes.yaml is not in force" in shown
    assert "&lt;script&gt;: no such key" in shown
    assert "<script" not in shown


def test_results_that_wait_are_counted(trouble: Any, database_path: Path, seen: Seen) -> None:
    folder = spool_folder(str(database_path))
    folder.mkdir(exist_ok=True)
    spool_state.tell(
        folder / "home.spool",
        SpoolState(vantage="home", pid=1, at_ms=trouble.now_ms, on_disk=7, since_ms=1, lost=2),
    )

    shown = seen(_page())

    assert "7 results" in shown
    assert "2 lost for want of room" in shown
    assert "The monitor is not well." in shown


def test_an_empty_database_is_said_to_be_so(house: Any, seen: Seen) -> None:
    shown = seen(_page())

    assert "No worker has ever run." in shown
    assert "No worker has run here yet." in shown


def test_a_database_that_vanishes_is_told(
    trouble: Any, seen: Seen, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = _page()
    monkeypatch.setenv("BROWNOUT_DATABASE_URL", str(tmp_path))
    about_data._VIEW.clear()

    assert "The database cannot be read" in seen(page.run())
