"""Whole numbers in English words, for the canaries that ask for them."""

_TEENS = ["ten", "eleven", "twelve"] + [
    f"{stem}teen" for stem in ("thir", "four", "fif", "six", "seven", "eigh", "nine")
]
_ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", *_TEENS]
_TENS = [f"{stem}ty" for stem in ("twen", "thir", "for", "fif", "six", "seven", "eigh", "nine")]


def spell(number: int) -> str:
    """Return `number` in words, such as `four hundred seventy-two`.

    Raises:
        ValueError: where the number lies outside 0 to 999.
    """
    if not 0 <= number <= 999:
        raise ValueError(f"{number} lies outside 0 to 999")
    hundreds, rest = divmod(number, 100)
    if hundreds:
        head = f"{_ONES[hundreds]} hundred"
        return f"{head} {spell(rest)}" if rest else head
    if rest < 20:
        return _ONES[rest]
    tens, ones = divmod(rest, 10)
    return f"{_TENS[tens - 2]}-{_ONES[ones]}" if ones else _TENS[tens - 2]
