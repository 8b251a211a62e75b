"""Cursors: where a page ended, as an opaque word that a client hands back."""

import base64
import binascii

from publish.api.problems import Problem


def encode(*parts: int | str) -> str:
    """Return a word for `parts`, of which only the last may hold a colon."""
    return base64.urlsafe_b64encode(":".join(map(str, parts)).encode()).decode().rstrip("=")


def numbers(cursor: str, count: int) -> tuple[int, ...]:
    """Return the `count` numbers that a cursor stands for. Raises `Problem` for another's word."""
    parts = _parts(cursor, count)
    try:
        found = tuple(int(part) for part in parts)
    except ValueError:
        raise _wrong() from None
    if any(abs(number) >= 2**62 for number in found):
        raise _wrong()
    return found


def number_and_word(cursor: str) -> tuple[int, str]:
    """Return the number and the text of a cursor. Raises `Problem` for another's word."""
    first, word = _parts(cursor, 2)
    return numbers(encode(first), 1)[0], word


def _parts(cursor: str, count: int) -> list[str]:
    try:
        plain = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, ValueError):
        raise _wrong() from None
    parts = plain.split(":", count - 1)
    if len(parts) != count:
        raise _wrong()
    return parts


def _wrong() -> Problem:
    return Problem(400, "`cursor`: not one of ours; take it from `next` of the page before")
