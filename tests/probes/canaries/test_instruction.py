import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.canaries import Canary, instruction

SEEDS = st.integers(0, 2**32).map(random.Random)
FOUR = Canary(
    prompt="exactly four lower-case words and nothing else. The word harbor has to be there.",
    expected="harbor calm bright early",
    max_tokens=48,
)


@given(rng=SEEDS)
def test_an_answer_that_keeps_to_the_form_is_right(rng: random.Random) -> None:
    canary = instruction.make(rng)
    count = {"three": 3, "four": 4, "five": 5}[re.findall(r"exactly (\w+)", canary.prompt)[0]]
    word = re.findall(r"The word (\w+)", canary.prompt)[0]
    words = [word, *["calm"] * (count - 1)]

    assert instruction.grade(canary, " ".join(words)).score == 1.0
    assert instruction.grade(canary, f"{' '.join(reversed(words))}.\n").score == 1.0


@pytest.mark.parametrize(
    ("answer", "score", "reason"),
    [
        ("harbor of calm", 2 / 3, "3 words instead of four"),
        ("Harbor of calm water", 2 / 3, "capitals"),
        ("harbour of calm water", 2 / 3, "without the word harbor"),
        ("Sure! Here are four words: harbor of calm water", 0, "9 words instead of four"),
        ("No.", 0, "1 words instead of four, capitals, without the word harbor"),
    ],
)
def test_the_score_is_the_share_of_what_was_asked_for(
    answer: str, score: float, reason: str
) -> None:
    grade = instruction.grade(FOUR, answer)

    assert grade.score == pytest.approx(score)
    assert reason in grade.reason


@given(rng=SEEDS, answer=st.text())
def test_no_answer_breaks_the_grader(rng: random.Random, answer: str) -> None:
    assert 0 <= instruction.grade(instruction.make(rng), answer).score < 1
