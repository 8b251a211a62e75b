"""The wall: the verdict and the cards alone, by the address."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

APP = str(Path(__file__).parents[2] / "dashboard" / "app.py")

Seen = Callable[[Any], str]


def _page(wall: str) -> AppTest:
    page = AppTest.from_file(APP, default_timeout=30)
    page.query_params["wall"] = wall
    return page.run()


def _without_style(shown: str) -> str:
    return re.sub("<style>.*?</style>", "", shown, flags=re.DOTALL)


def test_it_shows_the_verdict_and_every_provider_in_words_and_shape(
    trouble: Any, seen: Seen
) -> None:
    page = _page("1")

    shown = _without_style(seen(page))
    assert "<h1>Borealis is down.</h1>" in shown
    assert shown.index("<h2>Borealis</h2><p><b>Outage</b></p><p>errors for 10 min") < shown.index(
        "<h2>Aurora AI</h2><p><b>Operational</b></p><p>first token 402 ms"
    )
    assert 'bo-octagon bo-bad" role="img" aria-label="Outage"' in shown
    assert "bo-grid" not in shown
    assert not page.expander


def test_what_is_old_is_told_in_the_past(house: Any, seen: Seen) -> None:
    house.provider("aurora", "<b>Aurora</b>")
    house.runs("aurora")
    house.worker(beat_minutes_ago=12)

    shown = seen(_page("true"))

    assert "The monitor itself has not been running since" in shown
    assert "<b>was cannot tell</b>" in shown
    assert "&lt;b&gt;Aurora&lt;/b&gt;" in shown


@pytest.mark.parametrize("said", ["0", "", "no"])
def test_it_has_to_be_asked_for(trouble: Any, seen: Seen, said: str) -> None:
    assert "bo-wall" not in _without_style(seen(_page(said)))


def test_an_empty_database_has_a_wall_too(house: Any, seen: Seen) -> None:
    assert "The monitor itself is not running." in seen(_page("1"))
