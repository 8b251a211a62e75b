"""The demo says what it plays and what was found of it; nobody else's page does."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import data, demo_story

SCENES = [
    {"provider": "borealis", "from_s": 20, "until_s": 700, "played": "overloaded (529)"},
    {"provider": "aurora", "from_s": 800, "until_s": 900, "played": "slow"},
]


def _banner(monkeypatch: pytest.MonkeyPatch, started_at_ms: int) -> str:
    told = {"started_at_ms": started_at_ms, "period_s": 1000, "scenes": SCENES}
    monkeypatch.setenv(demo_story.VARIABLE, json.dumps(told))
    return demo_story.banner(data.status())


def test_what_is_played_stands_beside_what_was_found(
    trouble: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Its incident began ten minutes ago and was found nine seconds later.
    said = _banner(monkeypatch, trouble.now_ms - 620_000)

    assert "Borealis is overloaded (529) (found after 9 s)" in said
    assert "Next: Aurora AI slow, in" in said


def test_between_the_scenes_all_are_well_and_the_story_starts_again(
    trouble: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = _banner(monkeypatch, trouble.now_ms - 2_950_000)

    assert "Played now: all are well." in said
    assert "Next: Borealis overloaded (529), in 1 min" in said


@pytest.mark.parametrize(
    ("after_ms", "said"), [(19_700, "in 1 s."), (20_000, "Aurora AI slow, in 13")]
)
def test_no_scene_comes_in_no_time(
    trouble: Any, monkeypatch: pytest.MonkeyPatch, after_ms: int, said: str
) -> None:
    now_ms = data.status().at_ms
    assert said in _banner(monkeypatch, now_ms - after_ms)
    assert " 0 s" not in _banner(monkeypatch, now_ms - after_ms)


def test_what_nobody_has_found_is_said_to_be_so(
    trouble: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Aurora AI is slow (not found yet)" in _banner(monkeypatch, trouble.now_ms - 850_000)


def test_only_the_demo_has_a_story(trouble: Any, seen: Callable[[Any], str]) -> None:
    def script() -> None:
        from dashboard.views import now

        now.render()

    assert demo_story.banner(data.status()) == ""
    assert "This is the demo" not in seen(AppTest.from_function(script, default_timeout=30).run())
