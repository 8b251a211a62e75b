"""The Compare page: several providers over one window, chosen by the address."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import data
from dashboard.comparison_chart import comparison

Seen = Callable[[Any], str]


def _script() -> None:
    from dashboard.views import compare

    compare.render()


def _page(**asked: Any) -> AppTest:
    page = AppTest.from_function(_script, default_timeout=30)
    for name, value in asked.items():
        page.query_params[name] = value
    return page.run()


def test_the_address_chooses_whom_to_compare_and_the_link_says_so(trouble: Any, seen: Seen) -> None:
    page = _page(**{"with": ["borealis"], "window": "24h"})

    shown = seen(page)
    assert page.multiselect[0].value == ["borealis"]
    assert "compare?with=borealis&amp;window=24h" in shown
    assert "Over the last 1 d" in shown
    assert len(page.get("bidi_component")) == 1


def test_all_are_compared_where_nobody_is_named(trouble: Any, seen: Seen) -> None:
    page = _page()

    assert sorted(page.multiselect[0].value) == ["aurora", "borealis"]
    assert "with=borealis&amp;with=aurora" in seen(page)


def test_one_chart_holds_all_of_them_under_one_cursor(trouble: Any) -> None:
    views = {name.title(): data.provider_view(name, "30m") for name in ("aurora", "borealis")}

    figure = comparison(views)

    # Nobody knows the time to first token of one that answers nothing.
    assert [trace.name for trace in figure.data] == ["Aurora", "Aurora served", "Borealis served"]
    assert {trace.xaxis for trace in figure.data} == {None}
    assert figure.layout.hovermode == "x unified"
    assert figure.layout.hoversubplots == "axis"
    assert set(figure.data[-1].y) == {0.0}


@pytest.mark.parametrize("asked", [{"with": ["nobody", "<b>"]}, {"with": ""}, {"window": "1000y"}])
def test_nonsense_in_the_address_is_no_error(trouble: Any, seen: Seen, asked: Any) -> None:
    assert "<b>" not in seen(_page(**asked)).replace("<b>10 min", "")


def test_without_any_provider_the_page_says_so(house: Any, seen: Seen) -> None:
    assert "Nobody to compare" in seen(_page())
