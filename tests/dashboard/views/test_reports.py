"""The Reports page: the report that its address asks for, and files that say the same."""

import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pyarrow import parquet
from streamlit.testing.v1 import AppTest

from dashboard import report_data
from publish.report import Question

Seen = Callable[[Any], str]


def _script() -> None:
    from dashboard.views import reports

    reports.render()


def _page(**asked: Any) -> AppTest:
    page = AppTest.from_function(_script, default_timeout=30)
    for name, value in asked.items():
        page.query_params[name] = value
    return page.run()


def test_it_shows_every_provider_against_the_objective(trouble: Any, seen: Seen) -> None:
    shown = seen(_page(period="1h"))

    overview = shown[shown.index("Overview") :]
    assert "Aurora AI" in overview
    assert "missed by far" in overview
    assert "met as far as seen" in overview, "ten minutes of an hour were seen"
    assert "How each figure is computed" in shown


def test_the_address_chooses_provider_zone_and_objective(trouble: Any, seen: Seen) -> None:
    shown = seen(_page(period="24h", providers=["aurora"], tz="Asia/Tokyo", slo="99.95"))

    assert "Time zone: Asia/Tokyo" in shown
    assert "Objective: 99.95 %" in shown
    assert "Borealis" not in shown


def test_an_objective_of_ones_own_is_taken_and_one_that_is_none_is_told(
    trouble: Any, seen: Seen
) -> None:
    assert "Objective: 97.123 %" in seen(_page(period="1h", slo="97.123"))
    assert "`lots` is no objective; write it in per cent" in seen(_page(period="1h", slo="lots"))


def test_the_page_and_the_files_agree_to_the_digit(trouble: Any, seen: Seen) -> None:
    shown = seen(_page(period="1h", providers=["borealis"]))
    now_ms = trouble.now_ms
    report = report_data.report(Question(from_ms=now_ms - 3_600_000, to_ms=now_ms))

    told = json.loads(report_data.written(report, "json"))
    lines = parquet.read_table(io.BytesIO(report_data.written(report, "parquet"))).to_pylist()
    texts = {line["text"] for line in lines if line["kind"] == "provider"}
    for account in told["accounts"]:
        for figure in account["rows"][0]["figures"]:
            assert figure["text"] in texts
    assert "30 of the last 30 canaries failed with overloaded" in shown


def test_days_from_to_are_those_of_the_zone() -> None:
    days = (date(2026, 10, 25), date(2026, 10, 25))

    start_ms, end_ms = report_data.window("days", days, "Europe/Berlin", 0)

    assert end_ms - start_ms == 25 * 3_600_000


@pytest.mark.parametrize(
    ("period", "first", "after"),
    [("this month", (2026, 11, 1), None), ("last month", (2026, 10, 1), (2026, 11, 1))],
)
def test_months_begin_at_midnight(
    period: str, first: tuple[int, int, int], after: tuple[int, int, int] | None
) -> None:
    now = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)
    now_ms = round(now.timestamp() * 1000)

    found = report_data.window(period, (date.min, date.min), "UTC", now_ms)

    begins = round(datetime(*first, tzinfo=UTC).timestamp() * 1000)
    ends = now_ms if after is None else round(datetime(*after, tzinfo=UTC).timestamp() * 1000)
    assert found == (begins, ends)


def test_its_link_names_the_days_and_all_that_was_chosen(trouble: Any, seen: Seen) -> None:
    shown = seen(
        _page(period="days", providers=["aurora"], tz="Europe/Berlin",
              **{"from": "2026-10-25", "to": "2026-10-25"})
    )  # fmt: skip

    assert (
        "reports?period=days&amp;from=2026-10-25&amp;to=2026-10-25&amp;providers=aurora"
        "&amp;tz=Europe%2FBerlin&amp;slo=99.9&amp;source=seen"
    ) in shown
    assert "2026-10-25 00:00 to 2026-10-26 00:00" in shown


def test_an_inverted_period_is_told(trouble: Any, seen: Seen) -> None:
    page = _page(period="days", **{"from": "2026-03-02", "to": "2026-02-01"})

    assert "There is no such report" in seen(page)


def test_every_format_can_be_downloaded(trouble: Any) -> None:
    page = _page(period="1h")

    assert len(page.get("download_button")) == len(report_data.formats()) == 6


def test_their_own_pages_have_a_history_of_their_own(trouble: Any, seen: Seen) -> None:
    assert "Official incident history" in seen(_page(source="official"))


def test_an_empty_house_has_an_empty_report(house: Any, seen: Seen) -> None:
    assert "Nothing was seen in this period." in seen(_page())
