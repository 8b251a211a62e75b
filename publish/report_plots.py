"""The charts of a report as Plotly figures, for its HTML file and for the Reports page."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape
from itertools import accumulate
from zoneinfo import ZoneInfo

import plotly.graph_objects as go

from incidents import wording
from publish import report_tables
from publish.calendar_parts import local
from publish.figures import Unit, text
from publish.report_records import Account, Course, Report
from publish.report_tables import Standing, objective

# These keep 3:1 against white and against a dark ground; the shapes tell them apart without colour.
COLOURS = {
    Standing.MET: "#1E9E6A",
    Standing.PARTLY: "#7C9A8C",
    Standing.MISSED: "#B97C0A",
    Standing.FAR: "#D9484A",
    Standing.UNSEEN: "#B8BFCA",
}
MARKS = {
    Standing.MET: "",
    Standing.PARTLY: "~",
    Standing.MISSED: "▲",
    Standing.FAR: "■",
    Standing.UNSEEN: "–",
}
_LINES = ("#4F74E3", "#B97C0A", "#1E9E6A", "#9A63DB", "#D9484A", "#7C8798")
_SEVERITIES = {
    "outage": COLOURS[Standing.FAR],
    "critical": COLOURS[Standing.FAR],
    "major": "#C4622D",
    "brownout": COLOURS[Standing.MISSED],
    "minor": COLOURS[Standing.MISSED],
    "maintenance": "#4F74E3",
}
_OTHER = "#7C8798"
# In percent of a budget: of what is further over nobody needs the exact height.
_MOST_SPENT = 300


def standings(report: Report) -> go.Figure:
    """Return a row of days or months for each provider, each against the objective."""
    order = list(Standing)
    rows = [_course(account, "uptime_by_time", report) for account in report.accounts]
    cells = [report_tables.standings(account, report) for account in report.accounts]
    figure = go.Figure(
        go.Heatmap(
            x=[part.label for part in report.parts],
            y=[_name(account) for account in report.accounts],
            z=[[order.index(cell) for cell in row] for row in cells],
            text=[[MARKS[cell] for cell in row] for row in cells],
            texttemplate="%{text}" if len(report.parts) <= 62 else None,
            textfont={"color": "#FFFFFF", "size": 11},
            hovertext=[
                [
                    f"{part.label}: {text(value, Unit.SHARE)} ({cell})"
                    for part, value, cell in zip(report.parts, row, row_cells, strict=True)
                ]
                for row, row_cells in zip(rows, cells, strict=True)
            ],
            hovertemplate="%{y}<br>%{hovertext}<extra></extra>",
            zmin=-0.5,
            zmax=len(order) - 0.5,
            colorscale=[
                (edge, COLOURS[each])
                for number, each in enumerate(order)
                for edge in (number / len(order), (number + 1) / len(order))
            ],
            showscale=False,
            xgap=2,
            ygap=4,
        )
    )
    _dress(figure, 70 + 34 * len(report.accounts))
    figure.update_xaxes(type="category", nticks=6, autotickangles=[0, 45, 90])
    figure.update_yaxes(autorange="reversed")
    return figure


def budgets(report: Report) -> go.Figure:
    """Return how the error budget of each provider was spent over the period, in percent of it.

    What is far over is cut off and marked, since it would flatten all others; the legend tells
    how much of it was spent in the end.
    """
    figure = go.Figure()
    for number, account in enumerate(report.accounts):
        allowed = account.whole.figure("budget_allowed")
        downtimes = _course(account, "downtime", report)
        if allowed is None or not allowed.value:
            continue
        spent = [100 * down_s / allowed.value for down_s in accumulate(d or 0 for d in downtimes)]
        figure.add_scatter(
            name=f"{_name(account)}, {spent[-1]:,.0f} %" if spent else _name(account),
            x=[part.label for part in report.parts],
            y=[
                min(value, _MOST_SPENT) if down_s is not None else None
                for value, down_s in zip(spent, downtimes, strict=True)
            ],
            customdata=spent,
            mode="lines+markers",
            line={"color": _LINES[number % len(_LINES)], "width": 2, "shape": "hv"},
            marker={"symbol": ["triangle-up" if s > _MOST_SPENT else "circle" for s in spent]},
            hovertemplate="%{x}: %{customdata:,.1f} % spent<extra>%{fullData.name}</extra>",
        )
    figure.add_hline(y=100, line={"color": COLOURS[Standing.FAR], "width": 1.5, "dash": "dash"})
    _dress(figure, 280)
    figure.update_xaxes(type="category", nticks=6, autotickangles=[0, 45, 90])
    figure.update_yaxes(ticksuffix=" %", rangemode="tozero")
    return figure


def incidents(report: Report) -> go.Figure:
    """Return when the incidents of each provider lasted."""
    where = ZoneInfo(report.timezone)
    figure = go.Figure()
    for severity in dict.fromkeys(i.severity for a in report.accounts for i in a.incidents):
        those = [
            (account, each, each.ended_at_ms or report.to_ms)
            for account in report.accounts
            for each in account.incidents
            if each.severity == severity
        ]
        # At least a two-hundredth of the width, so that a short one can be seen and pointed at.
        least_ms = (report.to_ms - report.from_ms) / 200
        figure.add_bar(
            name=_label(severity),
            orientation="h",
            y=[_name(account) for account, _, _ in those],
            base=[_wall(each.started_at_ms, where) for _, each, _ in those],
            x=[max(end_ms - each.started_at_ms, least_ms) for _, each, end_ms in those],
            marker={"color": _SEVERITIES.get(severity, _OTHER), "line": {"width": 0}},
            customdata=[
                [wording.span(end_ms - each.started_at_ms), _label(each.sentence[:160])]
                for _, each, end_ms in those
            ],
            hovertemplate="%{base}, %{customdata[0]}<br>%{customdata[1]}<extra>%{y}</extra>",
        )
    _dress(figure, 110 + 30 * sum(bool(account.incidents) for account in report.accounts))
    figure.update_layout(barmode="overlay", showlegend=True)
    figure.update_xaxes(
        type="date", range=[_wall(report.from_ms, where), _wall(report.to_ms, where)]
    )
    figure.update_yaxes(
        autorange="reversed", type="category", categoryorder="array",
        categoryarray=[_name(account) for account in report.accounts],
    )  # fmt: skip
    return figure


def latencies(account: Account, report: Report) -> go.Figure | None:
    """Return the time to first token of each probe over the parts; None without any."""
    figure = go.Figure()
    own = [course for course in account.courses if course.figure.startswith("ttft_")]
    for number, course in enumerate(own):
        is_median = course.figure == "ttft_p50"
        figure.add_scatter(
            name=f"{_label(course.name)}, {'median' if is_median else '95 %'}",
            x=[part.label for part in report.parts],
            y=list(course.values),
            mode="lines+markers",
            line={
                "color": _LINES[number // 2 % len(_LINES)],
                "width": 2 if is_median else 1.2,
                "dash": "solid" if is_median else "dot",
            },
            hovertemplate="%{x}: %{y:,} ms<extra>%{fullData.name}</extra>",
        )
    _dress(figure, 260)
    figure.update_xaxes(type="category", nticks=6, autotickangles=[0, 45, 90])
    figure.update_yaxes(ticksuffix=" ms", rangemode="tozero")
    return figure if own else None


def by_month(account: Account, report: Report) -> go.Figure:
    """Return how many official incidents began in each part, by impact."""
    figure = go.Figure()
    for course in account.courses:
        if course.kind == "impact":
            figure.add_bar(
                name=_label(course.name),
                x=[part.label for part in report.parts],
                y=list(course.values),
                marker={"color": _SEVERITIES.get(course.name, _OTHER), "line": {"width": 0}},
            )
    _dress(figure, 260)
    figure.update_layout(barmode="stack")
    figure.update_xaxes(type="category", nticks=6, autotickangles=[0, 45, 90])
    return figure


def figures(report: Report) -> Iterator[tuple[str, str, go.Figure]]:
    """Yield the charts over all providers: title, what it shows, figure."""
    if not report.accounts:
        return
    if report.source == "probes" and len(report.parts) > 1:
        against = (
            f"Each day or month against {objective(report)}: {MARKS[Standing.MISSED]} missed, "
            f"{MARKS[Standing.FAR]} missed by far, {MARKS[Standing.PARTLY]} met as far as seen; "
            "grey was not seen."
        )
        yield "Uptime by time", against, standings(report)
        summed = (
            "Summed up over the period; over 100 % the objective is missed. "
            f"A triangle is above {_MOST_SPENT} %."
        )
        yield "Error budget spent", summed, budgets(report)
    if any(account.incidents for account in report.accounts):
        yield "Incidents", f"When they lasted, in {report.timezone}.", incidents(report)


def _course(account: Account, figure: str, report: Report) -> Sequence[float | int | None]:
    found: Course | None = account.course("provider", account.provider, figure)
    return [None] * len(report.parts) if found is None else found.values


def _name(account: Account) -> str:
    return _label(account.title)


def _label(text: str) -> str:
    # Plotly takes tags in labels for markup, and shows quotes as they stand.
    return escape(text, quote=False)


def _wall(at_ms: int, where: ZoneInfo) -> datetime:
    return local(at_ms, where).replace(tzinfo=None)


def _dress(figure: go.Figure, height: int) -> None:
    figure.update_layout(
        height=height,
        margin={"l": 4, "r": 8, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": "system-ui, sans-serif", "size": 12},
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        dragmode=False,
        bargap=0.3,
    )
    figure.update_xaxes(automargin=True, showgrid=False)
    figure.update_yaxes(automargin=True, zeroline=False, gridcolor="rgba(124,135,152,0.25)")
