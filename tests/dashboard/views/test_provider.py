"""The Provider page: one provider over time, and the evidence run by run."""

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from incidents.incident import State
from probes.result import Outcome, Timings

Seen = Callable[[Any], str]


def _script() -> None:
    from dashboard.views import provider

    provider.render()


def _page(**asked: str) -> AppTest:
    page = AppTest.from_function(_script, default_timeout=30)
    for name, value in asked.items():
        page.query_params[name] = value
    return page.run()


def test_the_address_chooses_the_provider_and_the_window(trouble: Any, seen: Seen) -> None:
    page = _page(provider="borealis", window="24h")

    shown = seen(page)
    assert page.selectbox[0].value == "borealis"
    assert "<h1>Borealis<span" in shown
    assert "over the last 1 d" in shown


def test_a_short_history_is_shown_close_up(trouble: Any, seen: Seen) -> None:
    assert "over the last 10 min" in seen(_page(provider="borealis"))


def test_the_incident_is_listed_with_its_start_and_how_long_it_lasts(
    trouble: Any, seen: Seen
) -> None:
    shown = seen(_page(provider="borealis"))

    listed = shown[shown.index("bo-rows") :]
    assert "30 of the last 30 canaries failed with overloaded" in listed
    assert "still open" in listed
    assert "found after 9 s" in listed
    assert "<b>10 min" in listed


def test_runs_carry_what_a_support_ticket_needs(trouble: Any, seen: Seen) -> None:
    shown = seen(_page(provider="borealis"))

    runs = shown[shown.index("Request id") :]
    assert "req-0" in runs
    assert "overloaded" in runs
    assert "total 80 ms" in runs


def test_only_failures_are_listed_where_that_is_asked_for(house: Any, seen: Seen) -> None:
    house.provider("aurora")
    house.runs("aurora", count=3)
    house.runs("aurora", 1, outcome=Outcome.TIMEOUT, request_id="the-bad-one",
               started_at_ms=house.now_ms - 500)  # fmt: skip
    house.worker()

    page = _page(provider="aurora")
    assert "req-0" in seen(page)

    page.segmented_control(key="show").set_value("Failures").run()

    assert "the-bad-one" in seen(page)
    assert "req-0" not in seen(page)


def test_both_charts_are_drawn(trouble: Any) -> None:
    page = _page(provider="aurora")

    assert not page.exception
    assert len(page.get("plotly_chart")) == 2


def test_replies_of_a_provider_are_shown_as_text(house: Any, seen: Seen) -> None:
    hostile = "<script>alert(1)</script> [link](javascript:alert(2)) :material/delete:"
    house.provider("aurora")
    house.runs("aurora", 2, outcome=Outcome.MALFORMED, detail=hostile, request_id="<b>id</b>",
               timings=Timings())  # fmt: skip
    house.state("aurora", State.BROWNOUT, hostile)
    house.worker()

    shown = seen(_page(provider="aurora"))

    assert "<script" not in shown
    assert "<b>id</b>" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; [link](javascript:alert(2))" in shown


def test_without_any_provider_the_page_says_so(house: Any, seen: Seen) -> None:
    assert "The monitor itself is not running." in seen(_page())
