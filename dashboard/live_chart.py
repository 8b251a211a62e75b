"""Plotly charts that take new data in place, so that zoom and what was switched off stay.

`st.plotly_chart` builds a new chart whenever its data change, which on a page that refreshes by
itself undoes every few seconds what the viewer did.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from operator import is_
from pathlib import Path
from threading import Lock

import plotly.graph_objects as go
import plotly.io
import streamlit as st

from dashboard import plotly_route

_TOOLS = {
    "displaylogo": False,
    "responsive": True,
    "modeBarButtons": [["zoom2d", "pan2d", "resetScale2d"]],
}
_MOST_KEPT = 256
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
    figure = _DRAWINGS.get((key, alt), sources, draw)
    data = {"figure": figure, "config": _TOOLS, "alt": alt, "address": plotly_route.PATH}
    _CHART(data=data, key=key, height="content")


class _Drawings:
    """The JSON of figures by what they are called, each with what it was drawn from."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], tuple[Sequence[object], str]] = OrderedDict()
        self._lock = Lock()

    def get(
        self, name: tuple[str, str], sources: Sequence[object], draw: Callable[[], go.Figure]
    ) -> str:
        """Return the drawing from `sources`, drawn now where nobody has yet."""
        with self._lock:
            of, drawing = self._kept.get(name, ((), ""))
        if len(of) == len(sources) and all(map(is_, of, sources)):
            return drawing
        drawing = as_json(draw())
        with self._lock:
            self._kept[name] = (tuple(sources), drawing)
            self._kept.move_to_end(name)
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return drawing


def as_json(figure: go.Figure) -> str:
    """Return a figure as the browser draws it, without the template that our script replaces."""
    spec = figure.to_plotly_json()
    spec["layout"].pop("template", None)
    for trace in spec["data"]:
        # By its name a trace is known again where others come before it.
        trace.setdefault("uid", trace.get("name", ""))
    text = plotly.io.json.to_json_plotly(spec)
    assert isinstance(text, str)
    return text


_DRAWINGS = _Drawings()
