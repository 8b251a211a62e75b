"""Reports: a period against an objective, on the page and as files that say the same."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import available_timezones

import plotly.graph_objects as go
import streamlit as st

from dashboard import data, report_data, report_page
from dashboard.calm import calmly
from dashboard.downloads import download_button
from dashboard.links import view_link
from dashboard.live_chart import live_chart
from dashboard.markup import notice, section
from dashboard.theme import WAITING
from publish import account_tables, report_plots, report_tables
from publish.access import Role
from publish.report import Question, Report, WrongQuestion, objective_of
from publish.report_records import Account

TITLE = "Reports"
ICON = "summarize"
ORDER = 4
# It tells costs, and who corrected what and why.
ROLE = Role.VIEWER

_USUAL_OBJECTIVE = "99.9"
_OBJECTIVES = ("99", "99.5", "99.9", "99.95", "99.99")
_SOURCES = ("seen", "official")
_USUAL = {10_000: "1h", 30_000: "24h"}


@calmly
def render() -> None:
    """Draw the controls, which also stand in the address, and the report that they ask for."""
    try:
        period, question = _question()
        with st.spinner("Reading the period …", show_time=True):
            report = report_data.report(question)
    except WrongQuestion as wrong:
        st.html(notice(WAITING, "There is no such report", f"{wrong}."))
        return
    st.html(report_page.heading(report))
    st.html(view_link("reports", report_data.asked_by(question, period)))
    _downloads(report)
    if report.accounts:
        st.html(report_page.table(report_tables.overview(report)))
    for number, drawn in enumerate(report_plots.figures(report)):
        _overall(f"report_{number}", *drawn, report)
    for account in report.accounts:
        with st.expander(account.title, expanded=len(report.accounts) == 1):
            _account(account, report)
    with st.expander("How each figure is computed"):
        st.html(report_page.table(report_tables.methods(report)))


def _question() -> tuple[str, Question]:
    if "period" not in st.query_params:
        st.session_state.setdefault("period", _usual())
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        period = st.selectbox(
            "Period", report_data.PERIODS, index=None, placeholder="30d", key="period",
            bind="query-params", width=140,
        )  # fmt: skip
        days = _days() if period == report_data.DAYS else (date.min, date.min)
        chosen = st.multiselect(
            "Providers", report_data.providers(), placeholder="All", key="providers",
            bind="query-params", width=280,
        )  # fmt: skip
        timezone = st.selectbox("Time zone", _zones(), key="tz", bind="query-params", width=200)
        objective = st.selectbox(
            "Objective, %", _OBJECTIVES, index=_OBJECTIVES.index(_USUAL_OBJECTIVE), key="slo",
            bind="query-params", width=110, accept_new_options=True,
        )  # fmt: skip
        source = st.segmented_control(
            "Source", _SOURCES, default="seen", required=True, key="source", bind="query-params",
            help="What was seen, or what their own status pages tell",
        )  # fmt: skip
    period = period or _usual()
    from_ms, to_ms = report_data.window(period, days, timezone, data.now_ms())
    return period, Question(
        from_ms=from_ms,
        to_ms=to_ms,
        timezone=timezone,
        slo=objective_of(objective or _USUAL_OBJECTIVE),
        providers=tuple(chosen),
        is_official=source == "official",
    )


def _usual() -> str:
    """Return the period that a short history fills, else thirty days."""
    cards = data.status().cards
    return _USUAL.get(cards[0].strip.step_ms, "30d") if cards else "30d"


def _days() -> tuple[date, date]:
    today = datetime.now(UTC).date()
    first = st.date_input(
        "From", today - timedelta(days=7), key="from", bind="query-params", width=140
    )
    last = st.date_input("To", today, key="to", bind="query-params", width=140)
    assert isinstance(first, date), "a single day is asked for"
    assert isinstance(last, date), "a single day is asked for"
    return first, last


@st.cache_resource
def _zones() -> list[str]:
    others = sorted(name for name in available_timezones() if "/" in name)
    return ["UTC", *(name for name in others if not name.startswith(("Etc/", "posix", "right")))]


def _downloads(report: Report) -> None:
    with st.container(horizontal=True, gap="small"):
        for word, is_there in report_data.formats().items():
            download_button(
                word.upper() if len(word) < 5 else word.capitalize(),
                # Written when it is asked for: a PDF for every viewer would be waste.
                partial(report_data.written, report, word),
                report_data.file_name(report, word),
                key=f"download_{word}",
                icon=":material/download:",
                disabled=not is_there,
                help=None if is_there else "Needs typst: `pip install 'brownout[pdf]'`",
            )


def _account(account: Account, report: Report) -> None:
    if report.source == "official":
        _chart("Incidents by month", report_plots.by_month(account, report), account)
    first, *others = account_tables.tables(account, report)
    st.html(report_page.table(first))
    latencies = report_plots.latencies(account, report) if len(report.parts) > 1 else None
    if latencies is not None:
        _chart("Time to first token", latencies, account)
    for table in others:
        st.html(report_page.table(table))


def _overall(key: str, title: str, under: str, figure: go.Figure, report: Report) -> None:
    with st.container(border=True, key=f"bo_{key}", gap="small"):
        st.html(section(title, under))
        live_chart(key, f"{title}. {under}", [report], lambda: figure)


def _chart(title: str, figure: go.Figure, account: Account) -> None:
    st.html(section(title, "Of each day or month."))
    key, alt = f"{title}_{account.provider}", f"{title} of {account.title}"
    live_chart(key, alt, [account], lambda: figure)
