"""The tables and panels of pages as HTML; on a phone a row becomes a block."""

from dashboard.markup import page, text


def head(*columns: tuple[str, str]) -> str:
    """Return the head of a table: of each column its name, and `number` where it holds numbers."""
    cells = "".join(
        f'<th scope="col"{f" class=bo-{kind}" if kind else ""}>{text(name)}</th>'
        for name, kind in columns
    )
    return f"<thead><tr>{cells}</tr></thead>"


def table(top: str, body: str) -> str:
    """Return a table in a panel; where it is wider than the screen it scrolls within that."""
    return panel(
        f'<div class="bo-scroll"><table class="bo-table">{top}<tbody>{body}</tbody></table></div>'
    )


def panel(inside: str) -> str:
    """Return a framed block."""
    return page(f'<div class="bo-panel">{inside}</div>')


def row(name: str, *cells: str) -> str:
    """Return a row: what it is of (HTML), then its cells (HTML)."""
    return f'<tr><th scope="row">{name}</th>{"".join(cells)}</tr>'


def cell(label: str, inside: str) -> str:
    """Return a cell of words (HTML); on a phone `label` stands before them."""
    return f'<td data-label="{text(label)}"><div>{inside}</div></td>'


def number(label: str, value: str, under: str = "") -> str:
    """Return a cell of a number, with HTML under it; on a phone `label` stands before it."""
    return f'<td class="bo-number" data-label="{text(label)}"><div>{value}{under}</div></td>'


def small(words: str) -> str:
    """Return words that matter less than those above them, none for none."""
    return f'<div class="bo-muted bo-small">{text(words.lstrip(", "))}</div>' if words else ""
