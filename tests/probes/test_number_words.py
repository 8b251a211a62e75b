import pytest

from probes.number_words import spell


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (8, "eight"),
        (13, "thirteen"),
        (18, "eighteen"),
        (40, "forty"),
        (99, "ninety-nine"),
        (100, "one hundred"),
        (205, "two hundred five"),
        (472, "four hundred seventy-two"),
        (999, "nine hundred ninety-nine"),
    ],
)
def test_numbers_are_spelled_as_in_english(number: int, words: str) -> None:
    assert spell(number) == words


def test_every_number_has_words_of_its_own() -> None:
    assert len({spell(number) for number in range(1000)}) == 1000


@pytest.mark.parametrize("number", [-1, 1000])
def test_a_number_without_words_here_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="outside 0 to 999"):
        spell(number)
