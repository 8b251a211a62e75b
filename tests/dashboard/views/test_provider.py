"""The Provider page: one provider over time, and the evidence run by run."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from dashboard import provider_data
from incidents.incident import State
from probes.result import Outcome, Timings
from storage.models import PROBE

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
    assert len(page.get("bidi_component")) == 2


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


PARTS = {
    "Speed": ["Where the time goes", "first token", "Shown once a day was watched"],
    "Failures": ["Kinds of failure", "overloaded", "the provider's", "req-0"],
    "Quality": ["By task", "No answer of this window was graded"],
    "Cost": ["tells nothing of an allowance", "Nothing was paid for"],
}


@pytest.mark.parametrize("part", PARTS)
def test_each_part_answers_its_question_by_its_link(trouble: Any, seen: Seen, part: str) -> None:
    page = _page(provider="borealis", part=part, window="24h")

    shown = seen(page)
    for said in PARTS[part]:
        assert said in shown
    assert f"provider?provider=borealis&amp;window=24h&amp;part={part}" in shown


def test_models_and_regions_are_told_apart(house: Any, seen: Seen) -> None:
    house.provider("aurora")
    house.runs("aurora", 1, probe="aurora/big eu", model="big-1", region="eu-west-1")
    house.runs("aurora", 1, probe="aurora/small", model="small-1")
    house.worker()
    with house.database.transaction() as connection:
        connection.execute(update(PROBE).values(removed_at_ms=None))

    surfaces = seen(_page(provider="aurora"))

    assert "big-1 in eu-west-1" in surfaces
    assert "small-1" in surfaces


def test_the_usual_week_is_drawn_once_a_day_was_watched(house: Any) -> None:
    house.provider("aurora")
    hour_ms = 3_600_000
    for day in range(8):
        for hour in range(24):
            house.runs("aurora", 1, timings=Timings(ttft_ms=100.0 * (1 + hour), total_ms=9_000.0),
                       started_at_ms=house.now_ms - (day * 24 + hour + 1) * hour_ms)  # fmt: skip
    house.worker()

    page = _page(provider="aurora", part="Speed")

    assert not page.exception
    assert len(page.get("bidi_component")) == 3
    week = provider_data.week("aurora")
    assert week.seen == 7 * 24
    assert week.is_first_token
    assert {ms for day in week.ms for ms in day} == {100.0 * (1 + hour) for hour in range(24)}


@pytest.mark.parametrize(
    "asked",
    [
        {"provider": "<b>nobody</b>\u202e", "part": "Nonsense", "window": "99y"},
        {"provider": "", "window": "", "part": ""},
        {"window": "24h' OR 1=1", "show": "None"},
    ],
)
def test_nonsense_in_the_address_is_no_error(trouble: Any, seen: Seen, asked: Any) -> None:
    shown = seen(_page(**asked))

    assert "<h1>Borealis<span" in shown
    assert "<b>nobody" not in shown
    assert ("Nobody watches" in shown) == ("provider" in asked)


def test_without_any_provider_the_page_says_so(house: Any, seen: Seen) -> None:
    assert "The monitor itself is not running." in seen(_page())
