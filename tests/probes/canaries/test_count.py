import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.canaries import count

CANARY = count.make(random.Random(7))
WORDS = CANARY.expected.split(", ")


@pytest.mark.parametrize(
    "answer",
    [
        CANARY.expected,
        CANARY.expected.title() + ".",
        "\n".join(WORDS),
        ",".join(WORDS),
        CANARY.expected.replace("-", " "),
        f"Here are the numbers:\n\n{CANARY.expected}\n",
    ],
)
def test_the_whole_sequence_is_right_in_whatever_decoration(answer: str) -> None:
    assert count.grade(CANARY, answer).score == 1.0


@given(missing=st.integers(0, 29))
def test_a_number_left_out_costs_its_share(missing: int) -> None:
    answer = ", ".join(word for place, word in enumerate(WORDS) if place != missing)
    grade = count.grade(CANARY, answer)

    assert grade.score == pytest.approx(29 / 30)
    assert "29 of 30" in grade.reason


def test_a_sequence_that_breaks_off_half_way_scores_a_half() -> None:
    assert count.grade(CANARY, ", ".join(WORDS[:15])).score == pytest.approx(0.5)


def test_repeating_oneself_scores_less() -> None:
    assert count.grade(CANARY, ", ".join(WORDS * 2)).score == pytest.approx(0.5)


@given(answer=st.text(max_size=300))
def test_any_other_answer_scores_next_to_nothing(answer: str) -> None:
    assert count.grade(CANARY, answer).score < 0.1


def test_an_endless_answer_is_graded_without_holding_the_monitor_up() -> None:
    assert count.grade(CANARY, "one, " * 12_000).score < 0.01


def test_the_task_asks_for_thirty_numbers_after_a_nonce() -> None:
    assert len(WORDS) == 30
    assert (WORDS[0], WORDS[20], WORDS[29]) == ("one", "twenty-one", "thirty")
    assert CANARY.prompt.endswith(
        "] Write the numbers from one to thirty in words, separated by commas, and nothing else."
    )
