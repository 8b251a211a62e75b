"""Text of strangers in Markdown: it stays text, whatever it holds."""

import re
from collections.abc import Sequence

# Backslash escapes of ASCII punctuation: CommonMark 0.31, section 2.4.
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&:@=^$])")
_TICKS = re.compile(r"`+")


def plain(text: str) -> str:
    """Return text for one line of Markdown, in which none of it is markup."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))


def fenced(text: str) -> str:
    """Return text as a code block that nothing in it can end."""
    longest = max((len(ticks) for ticks in _TICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return a table; cells are Markdown already."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
