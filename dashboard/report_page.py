"""A report as HTML of ours: the same tables, with the same cells, as its files have."""

from dashboard.markup import notice, page, text
from dashboard.theme import LOOKS, WAITING, Look
from incidents.incident import State
from publish import report_tables
from publish.report import Report
from publish.report_markup import table_markup
from publish.report_tables import Standing, Table

# Thousands of rows would hold up every browser that has the page open.
_SHOWN = 500
_STANDINGS = {
    Standing.MET: LOOKS[State.OPERATIONAL],
    Standing.PARTLY: LOOKS[State.UNKNOWN],
    Standing.MISSED: LOOKS[State.BROWNOUT],
    Standing.FAR: LOOKS[State.OUTAGE],
    Standing.UNSEEN: LOOKS[State.UNKNOWN],
}


def heading(report: Report) -> str:
    """Return what the report is about, and what to know before reading it."""
    facts = " · ".join(f"{name}: {value}" for name, value in report_tables.facts(report))
    notes = "".join(notice(WAITING, "Read this first", note) for note in report.notes)
    return page(
        f'<div class="bo-section"><h2>{text(report_tables.heading(report))}</h2>'
        f"<p>{text(facts)}</p></div>{notes}"
    )


def table(table: Table) -> str:
    """Return one table, that scrolls sideways where the screen is narrower."""
    cut = f"The first {_SHOWN:,} of {len(table.rows):,}; the files have them all."
    told = " ".join([table.note, *([cut] if len(table.rows) > _SHOWN else [])]).strip()
    note = f"<p>{text(told)}</p>" if told else ""
    title = f'<div class="bo-section"><h2>{text(table.title)}</h2>{note}</div>'
    if not table.rows:
        return page(f'{title}<div class="bo-panel"><p class="bo-empty">None.</p></div>')
    drawn = table_markup(table, _cell, number="bo-number", rows=_SHOWN)
    return page(f'{title}<div class="bo-panel"><div class="bo-scroll">{drawn}</div></div>')


def _cell(cell: str, column: str) -> str:
    look: Look | None = _STANDINGS.get(Standing(cell)) if column == "Objective" else None
    if look is None:
        return text(cell)
    return (
        f'<span class="bo-outcome bo-{look.name}">'
        f'<span class="bo-mark bo-tiny bo-{look.shape}" aria-hidden="true"></span>'
        f"{text(cell)}</span>"
    )
