"""The figures of the Provider page: its week, phases, failures, quality, cost and allowance."""

from collections import defaultdict
from collections.abc import Mapping
from statistics import median

import plotly.graph_objects as go

from dashboard.charts import add_line, axis_time, figure_of, shade
from dashboard.data import ProviderView
from dashboard.outcome_bars import add_outcome_bars, patterned
from dashboard.provider_data import Sampled, Week
from dashboard.theme import (
    MARKS,
    OUTCOMES,
    PHASES,
    SERIES,
    TRACE,
    TRACE_SOFT,
    WEEK_SCALE,
    Group,
)
from probes.rate_limits import SCARCE, THROTTLED
from probes.result import Fault, Outcome, ProbeResult, Surface
from publish import words
from publish.phases import stretches

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ROW_PX = 26
PER_CENT = {"range": [0, 102], "tickvals": [0, 50, 100], "ticktext": ["0 %", "50 %", "100 %"]}
NO_FAILURES = frozenset({Outcome.OK, Outcome.SKIPPED})


def week(found: Week) -> go.Figure:
    """Return what is usual by day (rows, Monday on top) and hour of day (columns), UTC."""
    told = [[words.millis(value) if value is not None else "" for value in day] for day in found.ms]
    figure = go.Figure(
        go.Heatmap(
            x=[f"{hour:02}" for hour in range(24)],
            y=list(DAYS),
            z=[list(day) for day in found.ms],
            text=told,
            hovertemplate="%{y} %{x}:00 UTC: %{text}<extra></extra>",
            hoverongaps=False,
            colorscale=WEEK_SCALE,
            colorbar={"ticksuffix": " ms", "thickness": 10, "outlinewidth": 0, "nticks": 4},
            xgap=2,
            ygap=2,
        )
    )
    figure.update_layout(
        height=60 + 7 * _ROW_PX,
        margin={"l": 4, "r": 4, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        dragmode=False,
        uirevision="kept",
    )
    figure.update_xaxes(type="category", showgrid=False, nticks=8, tickangle=0, fixedrange=True,
                        automargin=True)  # fmt: skip
    figure.update_yaxes(autorange="reversed", showgrid=False, fixedrange=True, automargin=True)
    return figure


def phases(found: Sampled, surface: Surface) -> go.Figure:
    """Return where the time of answered runs went: the median of each stretch, stacked."""
    by_stretch: dict[str, dict[int, list[float]]] = {name: defaultdict(list) for name in PHASES}
    for run in found.runs:
        if run.surface is surface and run.outcome.is_answered:
            at_ms = _bucket(run.started_at_ms, found)
            for name, ms in stretches(run.timings):
                by_stretch[name][at_ms].append(ms)
    figure = figure_of(found.start_ms, found.end_ms)
    for name, values in by_stretch.items():
        if values:
            colour, pattern = PHASES[name]
            starts = sorted(values)
            figure.add_bar(
                name=name,
                x=[axis_time(at_ms + found.step_ms // 2) for at_ms in starts],
                y=[median(values[at_ms]) for at_ms in starts],
                width=found.step_ms * 0.88,
                marker=patterned(colour, pattern),
                hovertemplate=name + " %{y:.0f} ms<extra></extra>",
            )
    figure.update_layout(barmode="stack", bargap=0.12)
    figure.update_yaxes(rangemode="tozero", ticksuffix=" ms", nticks=5)
    return figure


def _bucket(at_ms: int, found: Sampled) -> int:
    return at_ms - (at_ms - found.start_ms) % found.step_ms


def failures(view: ProviderView) -> go.Figure:
    """Return how many runs failed how per bucket; incidents are shaded."""
    figure = figure_of(view.start_ms, view.end_ms)
    add_outcome_bars(figure, view.buckets, view.step_ms, but=NO_FAILURES)
    shade(figure, view.shaded, view.start_ms, view.end_ms)
    return figure


def quality(view: ProviderView) -> go.Figure:
    """Return the mean score of graded answers per bucket, in per cent."""
    sums: dict[int, float] = defaultdict(float)
    numbers: dict[int, int] = defaultdict(int)
    for bucket in view.buckets:
        if bucket.score_mean is not None:
            sums[bucket.start_ms] += bucket.score_mean * bucket.score_count
            numbers[bucket.start_ms] += bucket.score_count
    figure = figure_of(view.start_ms, view.end_ms)
    means = {at_ms: 100 * sums[at_ms] / number for at_ms, number in numbers.items()}
    add_line(figure, "mean score", means, view.step_ms, TRACE, 2.4, "solid", unit="%")
    figure.update_yaxes(**PER_CENT)
    shade(figure, view.shaded, view.start_ms, view.end_ms)
    return figure


def cost(view: ProviderView, names: Mapping[str, str]) -> go.Figure:
    """Return what probes cost per bucket in US dollars; `names` are what to call them."""
    spent: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for bucket in view.buckets:
        if bucket.cost_microusd:
            spent[names.get(bucket.probe, bucket.probe)][bucket.start_ms] += bucket.cost_microusd
    figure = figure_of(view.start_ms, view.end_ms)
    shapes = ("", "/", "x", ".", "\\", "-", "+", "|")
    for number, (name, by_start) in enumerate(sorted(spent.items())):
        starts = sorted(by_start)
        figure.add_bar(
            name=name,
            x=[axis_time(at_ms + view.step_ms // 2) for at_ms in starts],
            y=[by_start[at_ms] / 1e6 for at_ms in starts],
            width=view.step_ms * 0.88,
            marker=patterned(SERIES[number % len(SERIES)][0], shapes[number % len(shapes)]),
            hovertemplate="$%{y:.4f} " + name + "<extra></extra>",
        )
    figure.update_layout(barmode="stack", bargap=0.12)
    figure.update_yaxes(rangemode="tozero", tickprefix="$", nticks=5)
    return figure


def allowance(found: Sampled) -> go.Figure:
    """Return the share of the scarcest allowance that was left at each run, in per cent."""
    by_probe: dict[str, list[ProbeResult]] = defaultdict(list)
    for run in found.runs:
        if run.headroom is not None:
            by_probe[run.probe].append(run)
    figure = figure_of(found.start_ms, found.end_ms)
    for number, (probe, runs) in enumerate(by_probe.items()):
        colour, dash, _ = SERIES[number % len(SERIES)]
        left = {run.started_at_ms: 100 * (run.headroom or 0.0) for run in runs}
        add_line(figure, f"left to {probe}", left, 0, colour, 2, dash, unit="%")
    throttled = [run for run in found.runs if run.outcome in THROTTLED]
    if throttled:
        figure.add_scatter(
            name="asked for fewer requests",
            x=[axis_time(run.started_at_ms) for run in throttled],
            y=[100 * (run.headroom or 0.0) for run in throttled],
            mode="markers",
            marker={"color": [_blamed(run) for run in throttled], "symbol": "x", "size": 9},
            text=[f"{run.probe}: {OUTCOMES[run.outcome]}" for run in throttled],
            hovertemplate="%{text}<extra></extra>",
        )
    if by_probe:
        figure.add_hline(y=100 * SCARCE, line={"color": TRACE_SOFT, "width": 1.4, "dash": "dot"})
    figure.update_yaxes(**PER_CENT)
    return figure


def _blamed(run: ProbeResult) -> str:
    return MARKS[Group.ACCOUNT if run.outcome.fault is Fault.ACCOUNT else Group.FAILED]
