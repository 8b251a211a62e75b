"""Charts take new data in place: one drawing for all viewers, and the library from our own port."""

import json

import plotly.graph_objects as go
from streamlit.testing.v1 import AppTest

from dashboard import live_chart, plotly_route


def _figure() -> go.Figure:
    figure = go.Figure()
    figure.add_scatter(name="95 % are under", x=[1], y=[2])
    figure.update_layout(height=300)
    return figure


def test_a_figure_leaves_its_template_behind_and_its_traces_know_themselves() -> None:
    told = json.loads(live_chart.as_json(_figure()))

    assert "template" not in told["layout"]
    assert [trace["uid"] for trace in told["data"]] == ["95---are-under"]


def test_the_browser_gets_the_figure_its_words_and_where_the_library_is() -> None:
    source = "\n".join(
        [
            "import plotly.graph_objects as go",
            "from dashboard.live_chart import live_chart",
            "live_chart('speed', 'Speed of Aurora', [1], lambda: go.Figure())",
        ]
    )
    page = AppTest.from_string(source, default_timeout=30).run()

    assert not page.exception
    (chart,) = page.get("bidi_component")
    assert "Speed of Aurora" in str(chart.proto)
    assert plotly_route.PATH in str(chart.proto)
