import random
import re

from hypothesis import given
from hypothesis import strategies as st

from probes.canaries import digits
from probes.number_words import spell

SEEDS = st.integers(0, 2**32).map(random.Random)
DECORATIONS = st.sampled_from(["{}", " {}.\n", "**{}**", '"{}"', "`{}`", "It is {}", "{}.0"])


@given(rng=SEEDS, decoration=DECORATIONS)
def test_the_number_is_right_in_whatever_decoration(rng: random.Random, decoration: str) -> None:
    canary = digits.make(rng)

    assert digits.grade(canary, decoration.format(canary.expected)).score == 1.0


@given(rng=SEEDS, other=st.integers(-1000, 100_000))
def test_any_other_number_is_wrong(rng: random.Random, other: int) -> None:
    canary = digits.make(rng)

    assert digits.grade(canary, str(other)).score == float(str(other) == canary.expected)


@given(rng=SEEDS)
def test_the_prompt_spells_the_expected_number_after_a_nonce(rng: random.Random) -> None:
    canary = digits.make(rng)
    shape = r'\[[0-9a-f]{8}\] Write "([a-z -]+)" in digits\. Reply with the number only\.'
    match = re.fullmatch(shape, canary.prompt)

    assert match
    assert match[1] == spell(int(canary.expected))
    assert digits.grade(canary, match[1]).score == 0.0
