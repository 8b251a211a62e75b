import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.canaries import sort

SEEDS = st.integers(0, 2**32).map(random.Random)
DECORATIONS = st.sampled_from(["{}", "{}.", " {}\n", "**{}**", "Sorted: {}", "`{}`"])


@given(rng=SEEDS, decoration=DECORATIONS)
def test_the_sorted_words_are_right_in_whatever_decoration(
    rng: random.Random, decoration: str
) -> None:
    canary = sort.make(rng)

    assert sort.grade(canary, decoration.format(canary.expected)).score == 1.0
    one_a_line = canary.expected.replace(", ", "\n- ")
    assert sort.grade(canary, f"- {one_a_line}").score == 1.0
    assert sort.grade(canary, canary.expected.title()).score == 1.0


@given(rng=SEEDS)
def test_repeating_the_words_as_they_came_is_not_right(rng: random.Random) -> None:
    canary = sort.make(rng)
    given_words = canary.prompt.split(": ")[1].split(".")[0]

    assert sort.grade(canary, given_words).score < 1.0


@given(rng=SEEDS, answer=st.text("aeiou ,.\n1"))
def test_an_answer_without_the_words_scores_nothing(rng: random.Random, answer: str) -> None:
    grade = sort.grade(sort.make(rng), answer)

    assert grade.score == 0.0
    assert "none of them" in grade.reason


@pytest.mark.parametrize(
    ("spoil", "score"),
    [
        (lambda words: words[:4], 4 / 5),
        (lambda words: [*words, "anchor"], 5 / 6),
        (lambda words: [words[1], words[0], *words[2:]], 3 / 5),
        (lambda words: [words[0], words[0], *words[1:]], 1 / 6),
    ],
    ids=["one left out", "one too many", "two swapped", "one doubled"],
)
def test_the_score_is_the_share_in_its_place(spoil: object, score: float) -> None:
    canary = sort.make(random.Random(1))
    words = spoil(canary.expected.split(", "))  # type: ignore[operator]

    assert sort.grade(canary, ", ".join(words)).score == pytest.approx(score)
