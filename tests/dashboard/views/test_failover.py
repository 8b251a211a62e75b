"""The Failover page: whom to use now, and what each order would have had."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import data, failover_page
from dashboard.views import failover
from incidents.failover_history import Joint
from publish.failover_history import FailoverHistory
from storage.location import default_database_path

Seen = Callable[[Any], str]


def _script() -> None:
    from dashboard.views import failover

    failover.render()


def _page(**asked: Any) -> AppTest:
    page = AppTest.from_function(_script, default_timeout=30)
    for name, value in asked.items():
        page.query_params[name] = value
    return page.run()


def test_it_says_whom_to_use_in_place_of_who_is_down(trouble: Any, seen: Seen) -> None:
    page = _page(order=["borealis", "aurora"])

    shown = seen(page)
    assert "<h1>Use Aurora AI</h1>" in shown
    assert "30 of the last 30 canaries failed with overloaded" in shown
    file = data.database_url()
    assert page.code[0].value == f"brownout pick --order borealis,aurora --database {file}"


def test_the_command_holds_no_password(trouble: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    of_order = ("borealis",), "any"
    for url in ("postgresql://me:s3cret@db/brownout", str(default_database_path())):
        monkeypatch.setenv(data.DATABASE_VARIABLE, url)

        assert failover._command(*of_order) == "brownout pick --order borealis"


def test_the_address_chooses_the_order_the_limit_and_the_window(trouble: Any, seen: Seen) -> None:
    page = _page(order=["aurora"], ttft="2s", back="24h")

    assert page.multiselect[0].value == ["aurora"]
    assert page.code[0].value.startswith("brownout pick --order aurora --max-ttft 2s --database /")
    assert "Over the last 1 d" in seen(page)
    assert "failover?order=aurora&amp;ttft=2s&amp;back=24h" in seen(page)


def test_it_shows_what_each_order_would_have_had(trouble: Any, seen: Seen) -> None:
    shown = seen(_page(order=["borealis", "aurora"], back="1h"))

    assert "Borealis, then Aurora AI" in shown
    assert "your order" in shown
    assert "Who fails with whom" in shown


def test_a_dead_worker_leaves_the_order_as_it_is(trouble: Any, seen: Seen) -> None:
    trouble.worker(beat_minutes_ago=10)

    shown = seen(_page(order=["borealis", "aurora"]))

    assert "Brownout cannot tell" in shown
    assert "use borealis, as you would without Brownout" in shown


def test_nonsense_in_the_address_is_passed_over(trouble: Any, seen: Seen) -> None:
    shown = seen(_page(order=["<b>nobody</b>"], back="900y", ttft="x"))

    assert "<b>nobody" not in shown


def test_without_any_provider_the_page_says_so(house: Any, seen: Seen) -> None:
    assert "No provider is watched yet." in seen(_page())


def test_a_hostile_title_is_text_in_the_matrix() -> None:
    joint = Joint(one="a", other="b", seen_ms=1.0, one_down_ms=1.0, both_ms=0.5)
    history = FailoverHistory(
        start_ms=0, end_ms=1, step_ms=1, joint=(joint,), records=(), unseen=()
    )

    figure = failover_page.matrix(history, {"a": "<a href='javascript:1'>x</a>"})

    assert figure.data[0].x[0].startswith("&lt;a href=")
