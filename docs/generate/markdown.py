"""Markdown of what the code says: tables, and text that stands as it is."""

from collections.abc import Iterable, Sequence


def cell(text: str) -> str:
    """Return text for a table's cell: on one line, and no bar that would end it."""
    return " ".join(text.split()).replace("|", "\\|")


def code(text: str) -> str:
    """Return text as code, or nothing where there is none."""
    return f"`{text}`" if text else ""


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table, or nothing where it has no row."""
    lines = [f"| {' | '.join(map(cell, row))} |" for row in rows]
    if not lines:
        return ""
    head = f"| {' | '.join(columns)} |\n| {' | '.join('---' for _ in columns)} |"
    return "\n".join([head, *lines]) + "\n"


def blocks(*parts: str) -> str:
    """Return the parts that say something, a blank line between them."""
    return "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"
