import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.canaries import Canary, json_object

SEEDS = st.integers(0, 2**32).map(random.Random)
ADA = Canary(prompt="", expected='{"name": "Ada", "age": 41, "city": "Oslo"}', max_tokens=96)


@given(rng=SEEDS, indent=st.none() | st.integers(0, 4), order=st.permutations([0, 1, 2]))
def test_the_object_is_right_however_it_is_written(
    rng: random.Random, indent: int | None, order: list[int]
) -> None:
    canary = json_object.make(rng)
    items = list(json.loads(canary.expected).items())
    answer = json.dumps(dict(items[place] for place in order), indent=indent)

    assert json_object.grade(canary, answer).score == 1.0
    assert json_object.grade(canary, f"```json\n{answer}\n```\n").score == 1.0


@pytest.mark.parametrize(
    ("answer", "score", "reason"),
    [
        ('{"name": "Ada", "age": 42, "city": "Oslo"}', 5 / 6, "expected 41 as age, got 42"),
        ('{"name": "Ida", "age": 42, "city": "Rome"}', 1 / 2, "expected Ada as name"),
        ('{"name": "Ada", "age": "41", "city": "Oslo"}', 0, "age is of the wrong type"),
        ('{"name": "Ada", "age": true, "city": "Oslo"}', 0, "age is of the wrong type"),
        ('{"name": "Ada", "age": 41}', 0, "expected an object with the keys name, age, city"),
        ('{"name": "Ada", "age": 41, "city": "Oslo", "zip": 1}', 0, "expected an object"),
        ('[{"name": "Ada", "age": 41, "city": "Oslo"}]', 0, "expected an object"),
        ('Here you are: {"name": "Ada", "age": 41, "city": "Oslo"}', 0, "no JSON"),
        ('{"name": "Ada", "age": 41, "city": "Os', 0, "no JSON"),
        ("[" * 100_000, 0, "no JSON"),
    ],
)
def test_broken_output_says_how(answer: str, score: float, reason: str) -> None:
    grade = json_object.grade(ADA, answer)

    assert grade.score == pytest.approx(score)
    assert reason in grade.reason


@given(rng=SEEDS, answer=st.text())
def test_no_answer_breaks_the_grader(rng: random.Random, answer: str) -> None:
    assert json_object.grade(json_object.make(rng), answer).score == 0.0
