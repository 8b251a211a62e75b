import random
import re

from hypothesis import given
from hypothesis import strategies as st

from probes.canaries import echo

SEEDS = st.integers(0, 2**32).map(random.Random)
DECORATIONS = st.sampled_from(
    ["{}", " {}\n", "`{}`", "<{}>", "**{}**", '"{}".', "The code is {}.", "```\n{}\n```", "{}!"]
)


@given(rng=SEEDS, decoration=DECORATIONS, shout=st.booleans())
def test_the_code_is_right_in_whatever_decoration(
    rng: random.Random, decoration: str, shout: bool
) -> None:
    canary = echo.make(rng)
    code = canary.expected.upper() if shout else canary.expected

    assert echo.grade(canary, decoration.format(code)).score == 1.0


@given(rng=SEEDS, answer=st.text() | st.from_regex(r"[0-9a-f]{7,9}", fullmatch=True))
def test_any_other_answer_is_wrong_and_says_why(rng: random.Random, answer: str) -> None:
    canary = echo.make(rng)
    grade = echo.grade(canary, answer)

    assert grade.score == 0.0
    assert canary.expected in grade.reason


@given(rng=SEEDS)
def test_an_answer_meant_for_somebody_else_is_wrong(rng: random.Random) -> None:
    mine, other = echo.make(rng), echo.make(rng)

    assert echo.grade(mine, other.expected).score == 0.0


@given(rng=SEEDS)
def test_the_prompt_opens_with_a_nonce_of_its_own(rng: random.Random) -> None:
    first, second = echo.make(rng), echo.make(rng)

    shape = (
        r"\[[0-9a-f]{8}\] Repeat the code between the angle brackets and write nothing else: "
        r"<[0-9a-f]{8}>"
    )
    assert re.fullmatch(shape, first.prompt)
    assert first.prompt[:10] != second.prompt[:10]
