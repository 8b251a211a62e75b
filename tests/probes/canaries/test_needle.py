import random
import re

from hypothesis import given
from hypothesis import strategies as st

from probes.canaries import needle

SEEDS = st.integers(0, 2**32).map(random.Random)


@given(rng=SEEDS)
def test_every_room_has_a_number_and_only_one_of_them_is_right(rng: random.Random) -> None:
    canary = needle.make(rng)
    numbers = re.findall(r"number (\d{4})\.", canary.prompt)

    assert len({*numbers}) == len(numbers) == 24
    right = [number for number in numbers if needle.grade(canary, number).score == 1.0]
    assert right == [canary.expected]
    assert needle.grade(canary, f"The number is **{canary.expected}**.").score == 1.0


@given(rng=SEEDS)
def test_the_number_stands_beside_the_room_that_is_asked_for(rng: random.Random) -> None:
    canary = needle.make(rng)
    room = re.findall(r"belongs to the (\w+)\?", canary.prompt)[0]
    (sentence,) = [each for each in canary.prompt.split(". ") if f"the {room} " in each.lower()]

    assert canary.expected in sentence
    assert re.match(r"\[[0-9a-f]{8}\] ", canary.prompt)


@given(rng=SEEDS, answer=st.text(st.characters(exclude_categories=["Nd"])))
def test_any_other_answer_is_wrong(rng: random.Random, answer: str) -> None:
    assert needle.grade(needle.make(rng), answer).score == 0.0
