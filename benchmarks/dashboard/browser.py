"""How soon a page is there in headless Chromium, first and again, and the bytes that it takes."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

from playwright.sync_api import sync_playwright

_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PATIENCE_MS = 120_000


@dataclass(frozen=True)
class Page:
    """A page to look at, and what has to be there before it is of use."""

    name: str
    url: str
    useful: str


@dataclass(frozen=True)
class Paint:
    """Milliseconds to useful paint with an empty cache and with a full one, and kilobytes each."""

    cold_ms: float
    warm_ms: float
    cold_kb: float
    warm_kb: float


@contextmanager
def chromium() -> Iterator[Any]:
    """Start the browser for the length of the block."""
    path = next(found for name in _NAMES if (found := shutil.which(name)))
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(_FLAGS))
        yield browser
        browser.close()


def paints(browser: Any, pages: list[Page], times: int) -> dict[str, Paint]:
    """Return the median paint of each page, the pages taking turns."""
    cold: dict[str, list[tuple[float, float]]] = {page.name: [] for page in pages}
    warm: dict[str, list[tuple[float, float]]] = {page.name: [] for page in pages}
    for _ in range(times):
        for page in pages:
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            for found in (cold, warm):
                found[page.name].append(_look(context, page))
            context.close()
    return {
        page.name: Paint(
            median(ms for ms, _ in cold[page.name]),
            median(ms for ms, _ in warm[page.name]),
            median(kb for _, kb in cold[page.name]),
            median(kb for _, kb in warm[page.name]),
        )
        for page in pages
    }


def _look(context: Any, page: Page) -> tuple[float, float]:
    tab = context.new_page()
    tab.set_default_timeout(_PATIENCE_MS)
    received = [0.0]

    def count(event: dict[str, Any]) -> None:
        received[0] += event["encodedDataLength"]

    def count_frame(event: dict[str, Any]) -> None:
        # The browser tells what was in a frame, in base64, not how small it was packed.
        received[0] += len(event["response"]["payloadData"]) * 0.75

    listener = context.new_cdp_session(tab)
    listener.send("Network.enable")
    listener.on("Network.loadingFinished", count)
    listener.on("Network.webSocketFrameReceived", count_frame)
    began_s = time.perf_counter()
    tab.goto(page.url, wait_until="commit")
    tab.wait_for_selector(page.useful)
    took_ms = (time.perf_counter() - began_s) * 1000
    tab.wait_for_timeout(300)
    tab.close()
    return took_ms, received[0] / 1024
