import random
import re

from hypothesis import given
from hypothesis import strategies as st

from probes.canaries import reading

SEEDS = st.integers(0, 2**32).map(random.Random)
DECORATIONS = st.sampled_from(["{}", " {}.\n", "A {}.", "**{}**", '"{}"', "She keeps a {}!"])


@given(rng=SEEDS, decoration=DECORATIONS, shout=st.booleans())
def test_the_thing_is_right_in_whatever_decoration(
    rng: random.Random, decoration: str, shout: bool
) -> None:
    canary = reading.make(rng)
    thing = canary.expected.upper() if shout else canary.expected

    assert reading.grade(canary, decoration.format(thing)).score == 1.0


@given(rng=SEEDS, answer=st.text(st.characters(exclude_characters="aeioAEIO")))
def test_any_other_answer_is_wrong(rng: random.Random, answer: str) -> None:
    assert reading.grade(reading.make(rng), answer).score == 0.0


@given(rng=SEEDS)
def test_naming_every_thing_is_no_answer(rng: random.Random) -> None:
    canary = reading.make(rng)

    assert reading.grade(canary, canary.prompt).score == 0.0


@given(rng=SEEDS)
def test_the_prompt_tells_the_answer_and_asks_for_it_after_a_nonce(rng: random.Random) -> None:
    canary = reading.make(rng)
    asked = re.search(r"What does (\w+) keep\? Reply with one word\.$", canary.prompt)

    assert re.match(r"\[[0-9a-f]{8}\] (\w+ keeps a \w+\. ){3}What", canary.prompt)
    assert asked
    assert f"{asked[1]} keeps a {canary.expected}." in canary.prompt
