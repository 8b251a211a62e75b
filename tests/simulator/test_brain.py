"""The played models know the answer to every canary we ask, and how to be wrong."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import probes.canaries
from probes import grading, plugins
from simulator import brain

TASKS = plugins.names(probes.canaries)


@pytest.mark.parametrize("task", TASKS)
@given(seed=st.integers(0, 2**32))
def test_every_canary_has_a_right_and_a_wrong_answer(task: str, seed: int) -> None:
    module = plugins.load(probes.canaries, task)
    canary = module.make(random.Random(seed))

    answer = brain.think(canary.prompt)

    assert grading.grade(module, canary, answer.right).score == 1
    assert grading.grade(module, canary, answer.wrong).score < 1
    assert grading.grade(module, canary, f"{answer.right} {brain.FOREIGN}").score == 0


@given(prompt=st.text(max_size=200))
def test_whatever_else_is_asked_has_an_answer_too(prompt: str) -> None:
    answer = brain.think(prompt)

    assert answer.right
    assert answer.wrong != answer.right
    assert brain.think(prompt) == answer


@given(
    request=st.dictionaries(
        st.sampled_from(["messages", "contents", "other"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(),
            lambda inner: (
                st.lists(inner)
                | st.dictionaries(st.sampled_from(["role", "content", "parts", "text"]), inner)
            ),
        ),
    )
)
def test_no_request_is_too_strange_to_look_for_its_prompt(request: dict[str, object]) -> None:
    assert isinstance(brain.prompt_of(request), str)
