"""A Markdown document with tables, for wikis and issues."""

from publish import account_tables, markdown, report_tables
from publish.markdown import plain
from publish.report_records import Report
from publish.report_tables import Table

SUFFIX = ".md"
MEDIA_TYPE = "text/markdown"


def render(report: Report) -> bytes:
    """Return the document in UTF-8; no text in it is markup but our own."""
    blocks = [f"# {plain(report_tables.heading(report))}"]
    blocks += [f"> {plain(note)}" for note in report.notes]
    blocks.append(
        "\n".join(f"- {name}: {plain(value)}" for name, value in report_tables.facts(report))
    )
    if report.accounts:
        blocks.append(_table(report_tables.overview(report), 2))
    for account in report.accounts:
        blocks.append(f"## {plain(account.title)}")
        blocks += [_table(each, 3) for each in account_tables.tables(account, report)]
    blocks.append(_table(report_tables.methods(report), 2))
    return ("\n\n".join(block for block in blocks if block) + "\n").encode("utf-8")


def _table(table: Table, level: int) -> str:
    title = f"{'#' * level} {plain(table.title)}"
    if not table.rows:
        return f"{title}\n\nNone."
    rows = [[plain(cell) for cell in row] for row in table.rows]
    drawn = markdown.table([plain(each) for each in table.columns], rows, table.numeric_from)
    note = f"\n\n{plain(table.note)}" if table.note else ""
    return f"{title}\n\n{drawn}{note}"
