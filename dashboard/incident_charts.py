"""The figures of one incident: how runs ended over time, and speed against its usual range."""

from collections import defaultdict
from collections.abc import Sequence
from statistics import median

import plotly.graph_objects as go

from dashboard.charts import add_line, add_points, axis_time, figure_of, shade
from dashboard.theme import OUTCOME_MARKS, OUTCOMES, TRACE, TRACE_SOFT
from incidents.incident import Incident
from probes.result import Outcome
from publish import words
from storage.history import Bucket
from storage.points import Point
from storage.usual import UsualRange


def outcomes(
    buckets: Sequence[Bucket], incident: Incident, start_ms: int, end_ms: int, step_ms: int
) -> go.Figure:
    """Return how many runs ended how per bucket, as stacked bars; the incident is shaded."""
    by_outcome: dict[Outcome, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for bucket in buckets:
        for outcome, number in bucket.counts.items():
            by_outcome[outcome][bucket.start_ms] += number
    figure = figure_of(start_ms, end_ms)
    for outcome in _in_order(by_outcome):
        numbers = by_outcome[outcome]
        colour, pattern = OUTCOME_MARKS[outcome]
        figure.add_bar(
            name=OUTCOMES[outcome],
            x=[axis_time(at_ms + step_ms // 2) for at_ms in sorted(numbers)],
            y=[numbers[at_ms] for at_ms in sorted(numbers)],
            width=step_ms * 0.88,
            opacity=0.45 if outcome is Outcome.OK else 1,
            marker={
                "color": colour,
                "line": {"width": 0},
                "pattern": {
                    "shape": pattern,
                    "fillmode": "overlay",
                    "fgcolor": "rgba(255,255,255,0.5)",
                    "size": 6,
                    "solidity": 0.2,
                },
            },
            hovertemplate="%{y} " + OUTCOMES[outcome] + "<extra></extra>",
        )
    figure.update_layout(barmode="stack", bargap=0.12)
    figure.update_yaxes(rangemode="tozero", nticks=5)
    _mark(figure, incident, start_ms, end_ms)
    return figure


def _in_order(found: dict[Outcome, dict[int, int]]) -> list[Outcome]:
    """Return what failed most first, so that it stands at the bottom; what was well on top."""
    return sorted(
        found, key=lambda outcome: (outcome is Outcome.OK, -sum(found[outcome].values()), outcome)
    )


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
