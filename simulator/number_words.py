"""Whole numbers in English words, read and written."""

import re

LIMIT = 999

_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]

_VALUES = {word: value for value, word in enumerate(_SMALL)} | {
    word: 10 * value for value, word in enumerate(_TENS, start=2)
}


def in_words(number: int) -> str:
    """Return a number from 0 to 999 in words: `four hundred seventy-two`."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    if rest < len(_SMALL):
        small = _SMALL[rest]
    else:
        small = _TENS[tens - 2] + (f"-{_SMALL[ones]}" if ones else "")
    if not hundreds:
        return small
    return f"{_SMALL[hundreds]} hundred" + (f" {small}" if rest else "")


def from_words(words: str) -> int | None:
    """Return the number that `words` spell, or None where they spell none."""
    total = 0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word == "hundred":
            total = (total or 1) * 100
        elif word in _VALUES:
            total += _VALUES[word]
        elif word != "and":
            return None
    return total if total or "zero" in words.lower() else None
