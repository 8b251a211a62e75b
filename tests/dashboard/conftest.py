"""What a test of a page may rely on, beside the database that every test may fill."""

import contextlib
import functools
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlparse
from urllib.request import urlopen

import pytest
from streamlit.components.v2 import manifest_scanner

from monitor.ports import reserved_port
from tests.fixtures.failures import Witness

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = next((path for name in NAMES if (path := shutil.which(name))), None)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_PATIENCE_MS = 60_000


@pytest.fixture(scope="session", autouse=True)
def components_are_looked_for_once() -> Iterator[None]:
    """Spare each page of a test the reading of what is said of every package installed."""
    with pytest.MonkeyPatch.context() as patch:
        once = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", once)
        yield


# Its driver runs an event loop in this thread, beside which no test could run one of its own.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip(f"no Chromium on this machine: none of {', '.join(NAMES)} is on the PATH")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def seen() -> Callable[[Any], str]:
    """All that a page shows, as one text."""

    def text(app: Any) -> str:
        assert not app.exception, app.exception
        return "\n".join(element.value for element in app.html)

    return text


class _Visit:
    """A tab, with all that it complained of and all that it asked for from elsewhere."""

    def __init__(self, browser: Any, width: int, scheme: str = "light") -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(_PATIENCE_MS)
        self.complaints: list[str] = []
        self.outside: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._asked)

    def shown(self) -> str:
        return f"{self.page.url} shows:\n{self.page.inner_text('body')}\n{self.complaints}"

    def _heard(self, message: Any) -> None:
        # Entered by a deep link, Streamlit first looks for its server under that path.
        url = message.location.get("url", "")
        if message.type == "error" and "/_stcore/" not in url:
            self.complaints.append(f"{message.text} ({url})")

    def _asked(self, request: Any) -> None:
        url = urlparse(request.url)
        if url.scheme in {"http", "https", "ws", "wss"} and url.hostname != "127.0.0.1":
            self.outside.append(request.url)


@pytest.fixture
def visit(chromium: Any, witness: Callable[[Witness], None]) -> Iterator[Any]:
    visits: list[_Visit] = []

    def open_tab(width: int = 1440, scheme: str = "light") -> _Visit:
        visit = _Visit(chromium, width, scheme)
        visits.append(visit)
        witness(visit.shown)
        return visit

    yield open_tab
    for tab in visits:
        tab.context.close()


_SERVE = """
import sys
from dashboard.server import run
run("127.0.0.1", int(sys.argv[1]), sys.argv[2])
"""


@pytest.fixture
def address(trouble: Any, database_path: Path) -> Iterator[str]:
    """Where the pages of `trouble` are served."""
    with _served(database_path) as address:
        yield address


@pytest.fixture(scope="module")
def lasting_address(lasting_trouble: Path) -> Iterator[str]:
    """Where the same is served to all tests of a module that only look."""
    with _served(lasting_trouble) as address:
        yield address


@contextlib.contextmanager
def _served(path: Path) -> Iterator[str]:
    with reserved_port() as port:
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", _SERVE, str(port), str(path)],
            cwd=path.parent,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        give_up = time.monotonic() + 60
        while True:
            try:
                with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=10):
                    break
            except (URLError, ConnectionError):
                assert time.monotonic() < give_up, "the dashboard never answered"
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
        process.kill()
        process.wait()
