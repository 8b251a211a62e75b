"""A report's table as HTML, for its file and for the page; whoever uses it brings the looks."""

from collections.abc import Callable
from html import escape

from publish.report_tables import Table


def table_markup(
    table: Table, cell: Callable[[str, str], str], *, number: str, rows: int | None = None
) -> str:
    """Return the `<table>`, its first `rows` rows or all of them.

    `cell` returns the markup of a cell from its text and its column's title, escaped; `number`
    is the class of columns of numbers.
    """

    def kind(column: int) -> str:
        return f' class="{number}"' if column >= table.numeric_from else ""

    head = "".join(
        f'<th scope="col"{kind(column)}>{escape(name)}</th>'
        for column, name in enumerate(table.columns)
    )
    body = "".join(
        "<tr>"
        + "".join(
            f"<td{kind(column)}>{cell(text, table.columns[column])}</td>"
            for column, text in enumerate(row)
        )
        + "</tr>"
        for row in table.rows[:rows]
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
