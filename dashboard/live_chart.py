"""Plotly charts that take new data in place, so that zoom and what was switched off stay.

`st.plotly_chart` builds a new chart whenever its data change, which on a page that refreshes by
itself undoes every few seconds what the viewer did.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import plotly.graph_objects as go
import plotly.io
import streamlit as st

from dashboard import plotly_route
from dashboard.shared import Shared

_TOOLS = {
    "displaylogo": False,
    "responsive": True,
    "modeBarButtons": [["zoom2d", "pan2d", "resetScale2d"]],
}
_CHART = st.components.v2.component(
    "brownout_chart",
    html='<div class="bo-chart" role="img"></div>\n',
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def live_chart(
    key: str, alt: str, sources: Sequence[object], draw: Callable[[], go.Figure]
) -> None:
    """Show what `draw` returns under `key`, unique on its page; `alt` says what it shows.

    All viewers share one drawing for as long as `sources`, what it is drawn from, are the same
    objects.
    """
    figure = _DRAWINGS.get((key, alt), sources, lambda: as_json(draw()))
    data = {"figure": figure, "config": _TOOLS, "alt": alt, "address": plotly_route.PATH}
    _CHART(data=data, key=key, height="content")


def as_json(figure: go.Figure) -> str:
    """Return a figure as the browser draws it, without the template that our script replaces."""
    spec = figure.to_plotly_json()
    spec["layout"].pop("template", None)
    for trace in spec["data"]:
        # By its name a trace is known again where others come before it. It becomes part of the
        # ids of patterns, in which a space would leave bars black.
        trace.setdefault("uid", re.sub(r"\W", "-", trace.get("name", "")))
    text = plotly.io.json.to_json_plotly(spec)
    assert isinstance(text, str)
    return text


_DRAWINGS: Shared[str] = Shared()
