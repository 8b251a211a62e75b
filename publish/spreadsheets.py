"""Text in CSV files that spreadsheets would take for a formula: made inert, and read back."""

import re

# What spreadsheets take for the beginning of a formula, and what may stand before one.
# Source: OWASP, CSV Injection, with the full-width forms.
_FORMULA = re.compile("(?P<marks>'*)[ \N{NO-BREAK SPACE}]*[=+\\-@\t\r\n＝＋－＠]")  # noqa: RUF001


def inert(text: str) -> str:
    """Return the text, with an apostrophe before it where it would be a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def as_it_was(text: str) -> str:
    """Return the text that `inert` was given."""
    found = _FORMULA.match(text)
    return text[1:] if found and found["marks"] else text
