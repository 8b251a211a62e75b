"""One self-contained HTML file with charts to point at; it asks no other host for anything."""

from collections.abc import Iterator
from html import escape

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from publish import account_tables, report_plots, report_tables
from publish.report_markup import table_markup
from publish.report_records import Account, Report
from publish.report_tables import Standing, Table

SUFFIX = ".html"
MEDIA_TYPE = "text/html"

# Should any text get past the escaping, a browser still fetches nothing for it.
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; base-uri 'none'; form-action 'none'"
)
_CHARTS = {
    "displaylogo": False,
    "showSendToCloud": False,
    "responsive": True,
    "modeBarButtons": [["zoom2d", "pan2d", "resetScale2d", "toImage"]],
}
_TOLD = set(Standing) - {Standing.UNSEEN}
_STYLE = """
:root { color-scheme: light; --ink: #151922; --muted: #596273; --line: #e2e5eb; --ground: #f7f8fa }
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif }
main { max-width: 1120px; margin: 0 auto; padding: 32px 20px 64px }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 4px; text-wrap: balance }
h2 { font-size: 21px; margin: 44px 0 10px } h3 { font-size: 16px; margin: 26px 0 2px }
p { margin: 0 0 8px; color: var(--muted) }
dl { display: flex; flex-wrap: wrap; gap: 4px 28px; margin: 14px 0 0 }
dt { color: var(--muted); font-size: 13px } dd { margin: 0; font-variant-numeric: tabular-nums }
section { background: #fff; border: 1px solid var(--line); border-radius: 10px;
  padding: 14px 18px 12px; margin: 12px 0 }
section > h3:first-child { margin-top: 2px }
.note { border-left: 4px solid #b97c0a; padding: 8px 14px; background: #fff; color: var(--ink) }
.scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th, td { text-align: left; vertical-align: top; padding: 6px 14px 6px 0;
  border-bottom: 1px solid var(--line); unicode-bidi: isolate; overflow-wrap: break-word }
td:first-child { min-width: 9em; max-width: 22em } td:last-child { min-width: 5em }
th { font-size: 13px; font-weight: 600; color: var(--muted); vertical-align: bottom }
tr:last-child td { border-bottom: 0 }
.number { text-align: right } td.number { white-space: nowrap }
.pill { font-weight: 600; white-space: nowrap } .met { color: #0b7a4b } .missed { color: #915700 }
.far { color: #c1232c } .partly { color: var(--muted) }
@media print { body { background: #fff } section { break-inside: avoid } }
"""


def render(report: Report) -> bytes:
    """Return the page in UTF-8, with Plotly in it (about 5 MB)."""
    title = escape(report_tables.heading(report))
    facts = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
        for name, value in report_tables.facts(report)
    )
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in report.notes)
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style><script>{get_plotlyjs()}</script></head>"
        f"<body><main><h1>{title}</h1><dl>{facts}</dl>{notes}{''.join(_body(report))}"
        "</main></body></html>\n"
    )
    return page.encode("utf-8")


def _body(report: Report) -> Iterator[str]:
    if report.accounts:
        yield _section(_table(report_tables.overview(report)))
    for title, under, figure in report_plots.figures(report):
        yield _chart(title, under, figure)
    for account in report.accounts:
        yield f"<h2>{escape(account.title)}</h2>"
        yield from _account(account, report)
    yield _section(_table(report_tables.methods(report)))


def _account(account: Account, report: Report) -> Iterator[str]:
    if report.source == "official":
        yield _chart("Incidents by month", "Those that began then.",
                     report_plots.by_month(account, report))  # fmt: skip
    first, *others = account_tables.tables(account, report)
    yield _section(_table(first))
    figure = report_plots.latencies(account, report) if len(report.parts) > 1 else None
    if figure is not None:
        yield _chart("Time to first token", "Of the answers of each day or month.", figure)
    for table in others:
        yield _section(_table(table))


def _chart(title: str, under: str, figure: go.Figure) -> str:
    drawn = figure.to_html(full_html=False, include_plotlyjs=False, config=_CHARTS)
    return _section(f"<h3>{escape(title)}</h3><p>{escape(under)}</p>{drawn}")


def _section(content: str) -> str:
    return f"<section>{content}</section>"


def _table(table: Table) -> str:
    note = f"<p>{escape(table.note)}</p>" if table.note else ""
    title = f"<h3>{escape(table.title)}</h3>{note}"
    if not table.rows:
        return f"{title}<p>None.</p>"
    drawn = table_markup(table, _cell, number="number")
    return f'{title}<div class="scroll">{drawn}</div>'


def _cell(cell: str, column: str) -> str:
    if column == "Objective" and cell in _TOLD:
        return f'<span class="pill {Standing(cell).name.lower()}">{escape(cell)}</span>'
    return escape(cell)
