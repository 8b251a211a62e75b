"""Whatever stands in the address of a page, the page is drawn, and nothing of it as markup."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

VIEWS = ("now", "provider", "incident", "failover", "reports")
NAMES = ("provider", "window", "incident", "order", "ttft", "back", "period", "providers", "tz",
         "slo", "source", "from", "to", "wall", "nobody")  # fmt: skip
ODD = ["<script>alert(1)</script>", "9" * 5000, "../../etc/passwd\x00\r\nset-cookie: a", "nan"]


def _script(view: str) -> None:
    import importlib

    importlib.import_module(f"dashboard.views.{view}").render()


@pytest.mark.parametrize("view", VIEWS)
def test_no_query_string_breaks_a_page(trouble: Any, seen: Callable[[Any], str], view: str) -> None:
    for odd in ODD:
        page = AppTest.from_function(_script, kwargs={"view": view}, default_timeout=60)
        for name in NAMES:
            page.query_params[name] = [odd, odd] if name in ("order", "providers") else odd

        assert "<script>" not in seen(page.run())


def test_a_report_of_days_that_cannot_be_is_none_of_them(
    trouble: Any, seen: Callable[[Any], str]
) -> None:
    page = AppTest.from_function(_script, kwargs={"view": "reports"}, default_timeout=60)
    for name, value in {"period": "days", "from": "9999-12-31", "to": "0001-01-01"}.items():
        page.query_params[name] = value

    seen(page.run())
