import random

import pytest

from probes import grading
from probes.canaries import Canary, arithmetic

CANARY = Canary(prompt="[0] What is 347 + 128?", expected="475", max_tokens=8)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("475", 475),
        ("347 + 128 = 475", 475),
        ("1,234", 1234),
        ("475.0", 475),
        ("...475", 475),
        ("-475", -475),
        ("- 475", 475),
        ("475.5", None),
        ("3.475", None),
        ("[9f3a12c4] is done", None),
        ("٤٧٥", None),
        ("9" * 5000, None),
        ("", None),
    ],
)
def test_the_last_integer_is_read_as_people_write_it(text: str, number: int | None) -> None:
    assert grading.last_integer(text) == number


@pytest.mark.parametrize("answer", ["475", "Très bien: 475 €", "20 µs — “exactly” 475", "475 ✓"])
def test_typography_and_accents_are_no_corruption(answer: str) -> None:
    assert grading.grade(arithmetic, CANARY, answer).score == 1.0


@pytest.mark.parametrize("stray", ["สวัสดี", "你好", "привет", "٤", "\ufffd"])
def test_a_right_answer_with_letters_of_another_script_is_wrong(stray: str) -> None:
    grade = grading.grade(arithmetic, CANARY, f"The answer {stray} is 475")

    assert grade.score == 0.0
    assert "Latin script" in grade.reason
    assert stray[0] in grade.reason


@pytest.mark.parametrize("answer", ["", " \n", "<think>347 + 128 is 475</think>"])
def test_no_visible_answer_is_empty(answer: str) -> None:
    grade = grading.grade(arithmetic, CANARY, answer)

    assert grade.score == 0.0
    assert "empty" in grade.reason


def test_thoughts_shown_before_the_answer_are_not_graded() -> None:
    answer = "<think>你好 347 + 128, is it 999?</think>\n475"

    assert grading.grade(arithmetic, CANARY, answer).score == 1.0


def test_a_seeded_nonce_can_be_repeated() -> None:
    assert grading.nonce(random.Random(5)) == grading.nonce(random.Random(5))
    assert len(grading.nonce(random.Random(5))) == 8
