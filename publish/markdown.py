"""Text of strangers in Markdown: it stays text, whatever it holds."""

import re
from collections.abc import Sequence

# Backslash escapes: CommonMark 0.31, section 2.4. Only what could be markup is escaped, since
# the text is also read, and pasted, as it stands.
_MARKUP = re.compile(r"([\\`*\[\]<>&|~$])")
_EDGE_OF_WORD = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_BLOCK = re.compile(r"^([#+=-]|\d{1,9}(?=[.)](?: |$)))")
_WORDLIKE = re.compile(r"[\w.:/+=-]+", re.ASCII)
_TICKS = re.compile(r"`+")
# What GitHub's Markdown takes for a link without brackets, and for calling somebody.
_LINK = re.compile(r"\b(?:(?:https?|ftp):(?=//)|www(?=\.))", re.IGNORECASE)
_MENTION = re.compile(r"(?<!\w)@(?=\w)")


def plain(text: str) -> str:
    """Return text for one line of Markdown, in which none of it is markup.

    Nobody is called by it, nothing in it is a link, and no mark turns round what follows.
    """
    shown = "".join(each if each.isprintable() else " " for each in text)
    line = _MARKUP.sub(r"\\\1", " ".join(shown.split()))
    line = _LINK.sub(r"\g<0>\\", line)
    line = _MENTION.sub("@\N{ZERO WIDTH SPACE}", line)
    line = _EDGE_OF_WORD.sub(r"\_", line)
    begins = _BLOCK.match(line)
    if begins is None:
        return line
    # Of a number that would begin a list, the dot after it is escaped.
    at = begins.end() if begins[0].isdecimal() else 0
    return f"{line[:at]}\\{line[at:]}"


def code(text: str) -> str:
    """Return an id as it can be copied, or as plain text where it is none."""
    return f"`{text}`" if _WORDLIKE.fullmatch(text) else plain(text)


def fenced(text: str) -> str:
    """Return text as a code block that nothing in it can end."""
    longest = max((len(ticks) for ticks in _TICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def table(
    head: Sequence[str], rows: Sequence[Sequence[str]], numeric_from: int | None = None
) -> str:
    """Return a table, its columns from one on set as numbers; cells are Markdown already."""
    first = len(head) if numeric_from is None else numeric_from
    rule = ["---:" if number >= first else "---" for number in range(len(head))]
    lines = [head, rule, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
