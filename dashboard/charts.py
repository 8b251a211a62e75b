"""The Plotly figures: pure functions of what was read, for light and dark ground alike."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from statistics import median

import plotly.graph_objects as go

from dashboard.theme import MARKS, OUTCOMES, PATTERNS, TRACE, TRACE_SOFT, Group
from incidents.incident import Incident, State
from publish import words
from storage.history import Bucket
from storage.points import Point

_HEIGHT_PX = 300
_THINNEST = 400
_SHADES = {State.OUTAGE: MARKS[Group.FAILED], State.BROWNOUT: MARKS[Group.POOR]}


def availability(
    buckets: Sequence[Bucket],
    incidents: Iterable[Incident],
    start_ms: int,
    end_ms: int,
    step_ms: int,
) -> go.Figure:
    """Return the share of each outcome group per bucket as stacked bars; gaps stay gaps."""
    totals: dict[int, dict[Group, int]] = defaultdict(lambda: dict.fromkeys(Group, 0))
    for bucket in buckets:
        for outcome, number in bucket.counts.items():
            totals[bucket.start_ms][Group.of(outcome)] += number
    starts = sorted(start for start, groups in totals.items() if sum(groups.values()))
    figure = figure_of(start_ms, end_ms)
    for group in Group:
        numbers = [totals[start][group] for start in starts]
        if any(numbers):
            figure.add_bar(**_bars(group, starts, numbers, totals, step_ms))
    figure.update_layout(barmode="stack", bargap=0.12)
    figure.update_yaxes(range=[0, 101], tickvals=[0, 50, 100], ticktext=["0 %", "50 %", "100 %"])
    shade(figure, incidents, start_ms, end_ms, above=True)
    return figure


def _bars(
    group: Group,
    starts: list[int],
    numbers: list[int],
    totals: dict[int, dict[Group, int]],
    step_ms: int,
) -> dict[str, object]:
    sums = [sum(totals[start].values()) for start in starts]
    return {
        "name": str(group),
        "x": [axis_time(start + step_ms // 2) for start in starts],
        "y": [100 * number / total for number, total in zip(numbers, sums, strict=True)],
        "width": step_ms * 0.88,
        "marker": {
            "color": MARKS[group],
            "line": {"width": 0},
            "pattern": {
                "shape": PATTERNS[group],
                "fillmode": "overlay",
                "fgcolor": "rgba(255,255,255,0.45)",
                "size": 6,
                "solidity": 0.18,
            },
        },
        "text": [
            f"{number} of {words.count(total, 'result')}"
            for number, total in zip(numbers, sums, strict=True)
        ],
        "textposition": "none",
        "hovertemplate": "%{text} " + str(group) + " (%{y:.1f} %)<extra></extra>",
    }


def first_token(
    buckets: Sequence[Bucket],
    points: Sequence[Point],
    usual_ms: float | None,
    incidents: Iterable[Incident],
    start_ms: int,
    end_ms: int,
    step_ms: int,
) -> go.Figure:
    """Return the median and 95th percentile over time, every run as a point, the usual level.

    Latencies are milliseconds. Of several probes in one bucket the line shows the median of
    their medians, as the usual level does, and the worst of their 95th percentiles.
    """
    medians: dict[int, list[float]] = defaultdict(list)
    highs: dict[int, list[float]] = defaultdict(list)
    for bucket in buckets:
        if bucket.ttft_p50_ms is not None and bucket.ttft_p95_ms is not None:
            medians[bucket.start_ms].append(bucket.ttft_p50_ms)
            highs[bucket.start_ms].append(bucket.ttft_p95_ms)
    figure = figure_of(start_ms, end_ms)
    add_points(figure, points)
    high = {start: max(values) for start, values in highs.items()}
    middle = {start: median(values) for start, values in medians.items()}
    add_line(figure, "95 % are under", high, step_ms, TRACE_SOFT, 1.4, "dot")
    add_line(figure, "median", middle, step_ms, TRACE, 2.4, "solid")
    if usual_ms is not None:
        figure.add_scatter(
            name=f"usual, {words.millis(usual_ms)}",
            uid="usual",
            x=[axis_time(start_ms), axis_time(end_ms)],
            y=[usual_ms, usual_ms],
            mode="lines",
            line={"color": TRACE_SOFT, "width": 1.2, "dash": "dash"},
            hoverinfo="skip",
        )
    figure.update_yaxes(rangemode="tozero", ticksuffix=" ms")
    shade(figure, incidents, start_ms, end_ms)
    return figure


def add_line(
    figure: go.Figure,
    name: str,
    values: dict[int, float],
    step_ms: int,
    colour: str,
    width: float,
    dash: str,
    unit: str = "ms",
) -> None:
    """Draw values (of `unit`) by the start of their bucket; a hole stays a hole."""
    if not values:
        return
    starts = sorted(values)
    gaps = [later - start for start, later in pairwise(starts)]
    # A line drawn across a hole would claim what nobody measured; a slow cadence is no hole.
    hole_ms = 3 * max(step_ms, median(gaps)) if gaps else 0
    xs: list[datetime | None] = []
    ys: list[float | None] = []
    for start in starts:
        at = axis_time(start + step_ms // 2)
        if xs and xs[-1] is not None and (at - xs[-1]).total_seconds() * 1000 > hole_ms:
            xs.append(at)
            ys.append(None)
        xs.append(at)
        ys.append(values[start])
    figure.add_scatter(
        name=name,
        x=xs,
        y=ys,
        mode="lines" if len(starts) > 1 else "markers",
        line={"color": colour, "width": width, "dash": dash},
        hovertemplate=f"{name} %{{y:.0f}} {unit}<extra></extra>",
    )


def add_points(figure: go.Figure, points: Sequence[Point]) -> None:
    """Draw every run by its time to first token."""
    by_group: dict[Group, list[Point]] = defaultdict(list)
    for point in points:
        if point.ttft_ms is not None:
            by_group[Group.of(point.outcome)].append(point)
    for group, those in by_group.items():
        figure.add_scatter(
            name=f"a run, {group}",
            x=[axis_time(point.started_at_ms) for point in those],
            y=[point.ttft_ms for point in those],
            mode="markers",
            marker={
                "color": MARKS[group],
                "size": 4 if group is Group.SERVED else 6,
                "opacity": 0.45 if group is Group.SERVED else 0.9,
                "symbol": "circle" if group is Group.SERVED else "x",
            },
            text=[_said(point) for point in those],
            hovertemplate="%{text}<extra></extra>",
        )


def _said(point: Point) -> str:
    return f"{point.probe}: {words.millis(point.ttft_ms)}, {OUTCOMES[point.outcome]}"


def figure_of(start_ms: int, end_ms: int) -> go.Figure:
    """Return an empty figure over [start_ms, end_ms), for both grounds."""
    figure = go.Figure()
    figure.update_layout(
        height=_HEIGHT_PX,
        margin={"l": 4, "r": 4, "t": 18, "b": 72},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        hovermode="x unified",
        # A finger that scrolls the page must not draw a zoom box instead.
        dragmode=False,
        # What the viewer zoomed or switched off stays so when the next data arrive.
        uirevision="kept",
        legend={
            "orientation": "h",
            "traceorder": "normal",
            "x": 0,
            "y": -0.24,
            "yanchor": "top",
            "font": {"size": 12},
        },
        showlegend=True,
    )
    # Without any trace Plotly would not guess that the axis is one of time.
    figure.update_xaxes(
        type="date",
        range=[axis_time(start_ms), axis_time(end_ms)],
        showgrid=False,
        hoverformat="%d %b %H:%M:%S UTC",
    )
    figure.update_yaxes(automargin=True, zeroline=False)
    return figure


def shade(
    figure: go.Figure,
    incidents: Iterable[Incident],
    start_ms: int,
    end_ms: int,
    *,
    above: bool = False,
) -> None:
    """Shade the stretches in which incidents went on, or mark them `above` the plot."""
    for incident in incidents:
        from_ms = max(start_ms, incident.started_at_ms)
        to_ms = min(end_ms, incident.ended_at_ms or end_ms)
        if from_ms >= to_ms:
            continue
        # One of minutes in a year would be thinner than a line.
        from_ms = min(from_ms, to_ms - (end_ms - start_ms) // _THINNEST)
        figure.add_shape(
            type="rect",
            xref="x",
            yref="paper",
            x0=axis_time(from_ms),
            x1=axis_time(to_ms),
            # A shade over bars would mix with the colours that say how runs ended.
            y0=1.02 if above else 0,
            y1=1.06 if above else 1,
            fillcolor=_SHADES.get(incident.worst, MARKS[Group.UNSEEN]),
            opacity=1 if above else 0.14,
            line_width=0,
            layer="above" if above else "below",
            name=f"{incident.worst}: {incident.id}",
        )


def axis_time(at_ms: int) -> datetime:
    """Return a moment as Plotly draws it in UTC."""
    # Plotly writes aware times with their offset and then ignores it: naive ones are as exact.
    return words.moment(at_ms).replace(tzinfo=None)
