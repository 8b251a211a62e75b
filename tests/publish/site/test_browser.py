"""The static page in a real browser: it says when it grew old, and runs nothing but that."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from publish.site.building import build

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

pytestmark = pytest.mark.browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest.fixture
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


def test_a_page_that_is_no_longer_written_says_so(
    trouble: Any, browser: Any, tmp_path: Path
) -> None:
    said: list[str] = []
    for name, hours in (("fresh", 0), ("old", 3)):
        at_ms = trouble.now_ms - hours * 3_600_000
        build(trouble.database, tmp_path / name, title="Ours", url=None, now_ms=at_ms)
    phone = browser.new_page(viewport={"width": 390, "height": 800})
    phone.on("console", lambda message: said.append(message.text))
    phone.on("request", lambda request: said.append(request.url))

    phone.goto((tmp_path / "fresh" / "index.html").as_uri())
    assert not phone.locator("#old").is_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") == 390

    phone.goto((tmp_path / "old" / "index.html").as_uri())
    assert phone.locator("#old").inner_text().startswith("This page was written 3 hours ago")
    assert all(each.startswith(("file:", "data:")) for each in said), said
