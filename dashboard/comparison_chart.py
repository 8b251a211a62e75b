"""Several providers on one axis of time: how soon they begin to answer, and how much they serve."""

from collections import defaultdict
from collections.abc import Mapping
from statistics import median

import plotly.graph_objects as go

from dashboard.charts import add_line, figure_of
from dashboard.data import ProviderView
from dashboard.theme import SERIES
from incidents import availability
from probes.result import Outcome

_HEIGHT_PX = 520
_SPLIT = 0.36


def comparison(views: Mapping[str, ProviderView]) -> go.Figure:
    """Return the views of one window by the title of their provider, under a common cursor.

    Above is the median time to first token of each, the median over its probes; below is the
    share of its runs that were served.
    """
    first = next(iter(views.values()))
    figure = figure_of(first.start_ms, first.end_ms)
    for number, (title, view) in enumerate(views.items()):
        colour, dash, _ = SERIES[number % len(SERIES)]
        add_line(figure, title, _first_token(view), view.step_ms, colour, 2.2, dash)
        if figure.data and figure.data[-1].name == title:
            figure.data[-1].update(legendgroup=title)
        _below(figure, title, view, colour, dash)
    figure.update_layout(
        height=_HEIGHT_PX,
        hoversubplots="axis",
        yaxis={"domain": [_SPLIT + 0.06, 1], "rangemode": "tozero", "ticksuffix": " ms",
               "title": {"text": "first token"}, "showspikes": False},
        yaxis2={"domain": [0, _SPLIT], "range": [0, 102], "automargin": True, "zeroline": False,
                "tickvals": [0, 50, 100], "ticktext": ["0 %", "50 %", "100 %"],
                "title": {"text": "served"}, "showspikes": False},
        xaxis={"anchor": "y2", "showspikes": True, "spikemode": "across", "spikethickness": 1,
               "spikedash": "dot"},
        legend={"y": -0.12},
    )  # fmt: skip
    return figure


def _first_token(view: ProviderView) -> dict[int, float]:
    medians: dict[int, list[float]] = defaultdict(list)
    for bucket in view.buckets:
        if bucket.ttft_p50_ms is not None:
            medians[bucket.start_ms].append(bucket.ttft_p50_ms)
    return {at_ms: median(values) for at_ms, values in medians.items()}


def _below(figure: go.Figure, title: str, view: ProviderView, colour: str, dash: str) -> None:
    counts: dict[int, dict[Outcome, int]] = defaultdict(lambda: defaultdict(int))
    for bucket in view.buckets:
        for outcome, number in bucket.counts.items():
            counts[bucket.start_ms][outcome] += number
    served = {
        at_ms: 100 * share
        for at_ms, those in counts.items()
        if (share := availability.uptime(those)) is not None
    }
    if served:
        add_line(figure, f"{title} served", served, view.step_ms, colour, 2.2, dash, unit="%")
        figure.data[-1].update(yaxis="y2", showlegend=False, legendgroup=title)
