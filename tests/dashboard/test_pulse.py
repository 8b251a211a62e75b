"""Whether anything is probed is said on every page, soon, with the age of what is shown."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import app, data, pulse
from publish.status import STALE_AFTER_MS


@pytest.fixture(autouse=True)
def fresh() -> None:
    fresh_reading()


def fresh_reading() -> None:
    pulse._WORKERS.clear()
    data.read_anew()


def _shown(page: AppTest) -> str:
    assert not page.exception
    return "\n".join(element.value for element in page.html)


def test_a_dead_worker_is_told_with_the_age_of_what_is_shown(trouble: Any) -> None:
    trouble.worker(beat_minutes_ago=(STALE_AFTER_MS + 1_000) / 60_000)
    page = AppTest.from_file(app.__file__, default_timeout=30).run()

    told = pulse.silence(data.now_ms())

    assert told is not None
    assert "No worker has given a sign of life for 1" in told
    assert "What is shown is old: the last result came " in told
    assert "Nothing is being probed</h2>" in _shown(page)

    # Said once, when the page's own headline tells it for sure.
    trouble.worker(beat_minutes_ago=1)
    fresh_reading()
    page = AppTest.from_file(app.__file__, default_timeout=30).run()
    assert "The monitor itself has not been running since" in _shown(page)
    assert "Nothing is being probed</h2>" not in _shown(page)


def test_a_living_worker_is_not_spoken_of(trouble: Any) -> None:
    page = AppTest.from_file(app.__file__, default_timeout=30).run()

    assert pulse.silence(data.now_ms()) is None
    assert "Nothing is being probed" not in _shown(page)
