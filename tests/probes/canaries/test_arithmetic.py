import random
import re

from hypothesis import given
from hypothesis import strategies as st

from probes.canaries import arithmetic

SEEDS = st.integers(0, 2**32).map(random.Random)
DECORATIONS = st.sampled_from(
    ["{}", " {}.\n", "**{}**", "\\boxed{{{}}}", "$ {} $", "The sum is {}.", "={}", "{}.0", "{}!"]
)


@given(rng=SEEDS, decoration=DECORATIONS, grouped=st.booleans())
def test_the_sum_is_right_in_whatever_decoration(
    rng: random.Random, decoration: str, grouped: bool
) -> None:
    canary = arithmetic.make(rng)
    number = f"{int(canary.expected):,}" if grouped else canary.expected

    assert arithmetic.grade(canary, decoration.format(number)).score == 1.0


@given(rng=SEEDS)
def test_the_working_before_the_sum_does_no_harm(rng: random.Random) -> None:
    canary = arithmetic.make(rng)
    first, second = re.findall(r"\b\d{3}\b", canary.prompt.split("What")[1])

    assert arithmetic.grade(canary, f"{first} + {second} = {canary.expected}").score == 1.0


@given(rng=SEEDS, other=st.integers(-3000, 3000))
def test_any_other_number_is_wrong(rng: random.Random, other: int) -> None:
    canary = arithmetic.make(rng)

    assert arithmetic.grade(canary, str(other)).score == float(str(other) == canary.expected)


@given(rng=SEEDS, answer=st.text(alphabet=st.characters(exclude_characters="0123456789")))
def test_an_answer_without_a_number_is_wrong_and_says_so(rng: random.Random, answer: str) -> None:
    grade = arithmetic.grade(arithmetic.make(rng), answer)

    assert grade.score == 0.0
    assert "no number" in grade.reason


def test_the_prompt_adds_two_numbers_of_three_digits_after_a_nonce() -> None:
    prompt = arithmetic.make(random.Random(1)).prompt

    assert re.fullmatch(
        r"\[[0-9a-f]{8}\] What is \d{3} \+ \d{3}\? Reply with the number only\.", prompt
    )
