"""The figures of one incident: how runs ended over time, and speed against its usual range."""

from collections import defaultdict
from collections.abc import Sequence
from statistics import median

import plotly.graph_objects as go

from dashboard.charts import add_line, add_points, axis_time, figure_of, shade
from dashboard.outcome_bars import add_outcome_bars
from dashboard.theme import TRACE, TRACE_SOFT
from incidents.incident import Incident
from publish import words
from storage.history import Bucket
from storage.points import Point
from storage.usual import UsualRange


def outcomes(
    buckets: Sequence[Bucket], incident: Incident, start_ms: int, end_ms: int, step_ms: int
) -> go.Figure:
    """Return how many runs ended how per bucket, as stacked bars; the incident is shaded."""
    figure = figure_of(start_ms, end_ms)
    add_outcome_bars(figure, buckets, step_ms)
    _mark(figure, incident, start_ms, end_ms)
    return figure


def first_token(
    buckets: Sequence[Bucket],
    points: Sequence[Point],
    usual: UsualRange | None,
    incident: Incident,
    start_ms: int,
    end_ms: int,
    step_ms: int,
) -> go.Figure:
    """Return the measured times to first token over the range in which they usually lie."""
    figure = figure_of(start_ms, end_ms)
    if usual is not None:
        _add_range(figure, usual, start_ms, end_ms)
    add_points(figure, points)
    medians: dict[int, list[float]] = defaultdict(list)
    for bucket in buckets:
        if bucket.ttft_p50_ms is not None:
            medians[bucket.start_ms].append(bucket.ttft_p50_ms)
    middle = {at_ms: median(values) for at_ms, values in medians.items()}
    add_line(figure, "median", middle, step_ms, TRACE, 2.4, "solid")
    figure.update_yaxes(rangemode="tozero", ticksuffix=" ms")
    _mark(figure, incident, start_ms, end_ms)
    return figure


def _add_range(figure: go.Figure, usual: UsualRange, start_ms: int, end_ms: int) -> None:
    span = [axis_time(start_ms), axis_time(end_ms)]
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    figure.add_scatter(x=span, y=[usual.low_ms] * 2, showlegend=False, **edge)
    low, high = words.millis(usual.low_ms), words.millis(usual.high_ms)
    figure.add_scatter(
        name=f"usual, {low} to {high}",
        uid="usual",
        x=span,
        y=[usual.high_ms] * 2,
        fill="tonexty",
        fillcolor="rgba(30,158,106,0.2)",
        **edge,
    )


def _mark(figure: go.Figure, incident: Incident, start_ms: int, end_ms: int) -> None:
    shade(figure, [incident], start_ms, end_ms)
    if start_ms <= incident.detected_at_ms < end_ms:
        figure.add_vline(
            x=axis_time(incident.detected_at_ms),
            line={"color": TRACE_SOFT, "width": 1.4, "dash": "dot"},
            name="detected",
        )
