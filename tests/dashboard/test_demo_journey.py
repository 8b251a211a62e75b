"""The demo in a browser: an outage begins, is looked into, and ends, without a reload."""

import contextlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.long]


def _answers(address: str) -> bool:
    with contextlib.suppress(URLError, ConnectionError):
        return bool(urlopen(f"{address}/_stcore/health", timeout=10).status == 200)
    return False


def test_an_outage_is_watched_from_its_beginning_to_its_end(
    start: Callable[..., Any], free_port: int, visit: Any, eventually: Callable[..., Any]
) -> None:
    address = f"http://127.0.0.1:{free_port}"
    start("demo", "--speed", "2", "--port", free_port)
    eventually(lambda: _answers(address))
    tab = visit()
    tab.page.goto(address)
    tab.page.wait_for_selector("h1:has-text('All 5 providers are well.')")
    tab.page.evaluate("window.isTheSame = true")

    tab.page.wait_for_selector("h1:has-text('Borealis is down')")

    # What is below a heading is drawn after it.
    tab.page.wait_for_selector(
        ".bo-grid .bo-card >> nth=0 >> css=:scope[aria-label='Borealis: Outage']"
        ":has-text('failed with overloaded')"
    )
    tab.page.get_by_role("link", name="The incident of Borealis").click()
    tab.page.wait_for_selector("h1:has-text('Borealis: outage')")
    # The link is one of the page; what was there before has to be left once.
    tab.page.evaluate("window.isTheSame = true")
    tab.page.wait_for_selector(".st-key-bo_outcomes .js-plotly-plot")
    timeline = tab.page.inner_text(".bo-timeline")
    assert timeline.index("First bad") < timeline.index("etected")
    tab.page.wait_for_selector(".st-key-bo_evidence >> text=overloaded >> nth=0")
    tab.page.wait_for_selector("text=Others meanwhile")

    tab.page.wait_for_selector("h1:has-text('Borealis: outage, over')")

    tab.page.wait_for_selector(".bo-timeline >> text=/Well again|Over|Ended/")
    assert tab.page.evaluate("window.isTheSame")
    _bundle(tab)
    tab.page.click("[data-testid=stTopNav] >> text=Now")
    tab.page.wait_for_selector(".bo-card[aria-label='Borealis: Operational']")
    assert tab.page.evaluate("window.isTheSame")
    assert tab.complaints == []
    assert tab.outside == []


def _bundle(tab: Any) -> None:
    """What is downloaded is what is known now, and not when the page was opened."""
    with tab.page.expect_download() as downloading:
        tab.page.click("button:has-text('Evidence for their support')")
    packed = Path(downloading.value.path()).read_bytes()
    with zipfile.ZipFile(io.BytesIO(packed)) as bundle:
        told = json.loads(bundle.read("evidence.json"))
        ticket = bundle.read("ticket.md").decode()
        exchanges = bundle.read("exchanges.txt").decode()
    assert told["incident"]["ended_at_ms"]
    failures = told["first_failures"]
    assert {each["outcome"] for each in failures} == {"overloaded"}
    assert all(each["http_status"] == 529 and each["timings"]["ttfb_ms"] for each in failures)
    assert all(each["request_id"] in ticket for each in failures)
    assert f"request-id: {failures[0]['request_id']}" in exchanges
    assert "x-api-key: [redacted]" in exchanges
    assert '"model": "sim-small"' in exchanges or '"model":"sim-small"' in exchanges
    assert "overloaded_error" in exchanges
    assert "sim-key" not in exchanges
    assert {each["id"] for each in told["neighbours"]} == {"aurora", "cirrus", "dorado", "ember"}
