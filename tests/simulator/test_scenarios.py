"""Stories: who fails when, and how that is told before it happens."""

import pytest

from simulator.faults import Fault
from simulator.provider import Provider
from simulator.scenarios import DEMO, Scene, Story

AURORA = Provider("aurora", "openai")
DOWN, SLOW = Fault("error"), Fault("latency", factor=3)


def story(*scenes: Scene, loops: bool = False) -> Story:
    return Story(providers=(AURORA,), scenes=scenes, period_s=100, loops=loops)


def test_a_scene_lasts_from_its_first_second_to_before_its_last() -> None:
    told = story(Scene("aurora", 10, 20, DOWN, "down"), Scene("aurora", 15, 30, SLOW, "slow"))

    assert [told.active("aurora", at_s) for at_s in (9.9, 10, 15, 19.9, 20, 30, 110)] == [
        (), (DOWN,), (DOWN, SLOW), (DOWN, SLOW), (SLOW,), (), (),
    ]  # fmt: skip
    assert told.looping().active("aurora", 110) == (DOWN,)


@pytest.mark.parametrize(
    ("scene", "complaint"),
    [
        (Scene("nobody", 0, 1, DOWN, ""), "nobody"),
        (Scene("aurora", 50, 101, DOWN, ""), "does not lie within"),
        (Scene("aurora", 20, 20, DOWN, ""), "does not lie within"),
    ],
)
def test_an_impossible_scene_is_refused(scene: Scene, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        story(scene)


def test_the_demo_tells_every_kind_of_trouble_within_two_minutes_and_then_recovery() -> None:
    kinds = {scene.provider: scene.fault and scene.fault.kind for scene in DEMO.scenes}

    assert sorted(filter(None, kinds.values())) == [
        "error", "latency", "login_down", "wrong_answer",
    ]  # fmt: skip
    assert None in kinds.values()  # somebody is well all the time
    assert len({provider.wire for provider in DEMO.providers}) == 3
    troubles = [scene for scene in DEMO.scenes if scene.fault]
    assert max(scene.until_s for scene in troubles) <= 100
    for provider in DEMO.providers:
        assert DEMO.active(provider.name, 0) == ()
        assert DEMO.active(provider.name, 110) == ()
    assert "0:20-1:10  borealis: overloaded (529) -> expect an outage" in DEMO.describe()


def test_a_story_can_be_told_at_another_speed() -> None:
    slow = DEMO.at_speed(0.5)

    assert slow.active("borealis", 39) == ()
    assert slow.active("borealis", 41) == DEMO.active("borealis", 20.5) != ()
    assert slow.looping().active("borealis", 641) == slow.active("borealis", 41)
    assert slow.providers == DEMO.providers
