"""Tables of a report on the page."""

from dashboard import report_page
from publish.report_tables import Table


def _table(rows: int) -> Table:
    return Table(
        title="Incidents",
        note="",
        columns=("Began", "What"),
        rows=tuple((f"day {number}", "<b>x</b>") for number in range(rows)),
    )


def test_of_ten_thousand_rows_the_first_are_shown_and_the_rest_told_of() -> None:
    shown = report_page.table(_table(10_000))

    assert shown.count("<tr>") == 501
    assert "The first 500 of 10,000; the files have them all." in shown


def test_cells_are_text() -> None:
    shown = report_page.table(_table(1))

    assert "&lt;b&gt;x&lt;/b&gt;" in shown
    assert "The first" not in shown
