"""A Markdown document with tables, for wikis and issues."""

import re

from publish import account_tables, report_tables
from publish.report_records import Report
from publish.report_tables import Table

SUFFIX = ".md"
MEDIA_TYPE = "text/markdown"

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$&!]|(?<=:)//|(?<=www)\.)", re.IGNORECASE)
# Broken up, so that hosts of wikis do not send word to whoever is called so.
_MENTION = "@\N{ZERO WIDTH SPACE}"


def render(report: Report) -> bytes:
    """Return the document in UTF-8; no text in it is markup but our own."""
    blocks = [f"# {_inert(report_tables.heading(report))}"]
    blocks += [f"> {_inert(note)}" for note in report.notes]
    blocks.append(
        "\n".join(f"- {name}: {_inert(value)}" for name, value in report_tables.facts(report))
    )
    if report.accounts:
        blocks.append(_table(report_tables.overview(report), 2))
    for account in report.accounts:
        blocks.append(f"## {_inert(account.title)}")
        blocks += [_table(each, 3) for each in account_tables.tables(account, report)]
    blocks.append(_table(report_tables.methods(report), 2))
    return ("\n\n".join(block for block in blocks if block) + "\n").encode("utf-8")


def _table(table: Table, level: int) -> str:
    title = f"{'#' * level} {_inert(table.title)}"
    if not table.rows:
        return f"{title}\n\nNone."
    rule = [
        "---:" if number >= table.numeric_from else "---" for number in range(len(table.columns))
    ]
    lines = [_row(map(_inert, table.columns)), _row(rule)]
    lines += [_row(map(_inert, row)) for row in table.rows]
    note = f"\n\n{_inert(table.note)}" if table.note else ""
    return f"{title}\n\n" + "\n".join(lines) + note


def _row(cells: "list[str] | map[str]") -> str:
    return f"| {' | '.join(cells)} |"


def _inert(text: str) -> str:
    # Line breaks would end a table's row, and direction marks turn round what follows.
    plain = "".join(" " if not each.isprintable() else each for each in text)
    return _SPECIAL.sub(r"\\\1", " ".join(plain.split())).replace("@", _MENTION)
