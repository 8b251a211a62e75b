"""`python .ci/screenshots.py FOLDER`: watch the demo break, and take a picture of every page.

Each page is taken in light, in dark and as wide as a phone, at the height of the demo's trouble;
with `--readme` those of the README are written to `docs/` instead. `--address` takes them of a
dashboard that runs already.
"""

import argparse
import contextlib
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import parse_qs, urlparse
from urllib.request import urlopen

from playwright.sync_api import Error, sync_playwright

from monitor.ports import reserved_port

_DOCS = Path(__file__).resolve().parents[1] / "docs"
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")
_CHART = ".js-plotly-plot .main-svg"
_PAGES = {
    "now": ("", ".bo-card"),
    "wall": ("?wall=1", ".bo-tile"),
    "incidents": ("incident", ".bo-rows"),
    "incident": ("incident?incident={incident}", ".st-key-bo_evidence"),
    "provider": ("provider?provider=borealis", _CHART),
    "provider-speed": ("provider?provider=cirrus&part=Speed", _CHART),
    "provider-failures": ("provider?provider=borealis&part=Failures", _CHART),
    "provider-quality": ("provider?provider=dorado&part=Quality", _CHART),
    "provider-cost": ("provider?provider=aurora&part=Cost", _CHART),
    "provider-year": ("provider?provider=borealis&window=1y", _CHART),
    "compare": ("compare", _CHART),
    "failover": ("failover?order=borealis&order=aurora&order=cirrus", _CHART),
    "reports": ("reports?period=1h", _CHART),
    "probes": ("probes", ".bo-probe"),
    "about": ("about", ".bo"),
}
"""Each page with its address and what has to be there before it is taken."""

_LOOKS = {"light": (1280, "light"), "dark": (1280, "dark"), "phone": (390, "light"),
          "phone-dark": (390, "dark")}  # fmt: skip
# Told slowly, so that all of the demo's troubles go on for as long as it takes to picture them;
# by then each has been found.
_SPEED, _TROUBLED_AFTER_S = 0.25, 155
_README = {"now-light": ("now", "light"), "now-dark": ("now", "dark")}


def main() -> None:
    """Take the pictures that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="where the pictures go")
    parser.add_argument("--readme", action="store_true", help="write those of the README")
    parser.add_argument("--address", help="of a dashboard that runs already")
    parser.add_argument("--pages", nargs="+", choices=[*_PAGES], default=[*_PAGES])
    args = parser.parse_args()
    if not args.readme and args.folder is None:
        parser.error("say a folder, or --readme")
    running = contextlib.nullcontext(args.address) if args.address else _demo()
    with running as address, sync_playwright() as driver:
        path = next(found for name in _CHROMIUM if (found := shutil.which(name)))
        browser = driver.chromium.launch(executable_path=path, args=list(_FLAGS))
        if args.readme:
            for name, (page, look) in _README.items():
                _take(browser, address, page, look, _DOCS / f"{name}.png", whole=False)
        else:
            args.folder.mkdir(parents=True, exist_ok=True)
            for page in args.pages:
                for look in _LOOKS:
                    _take(browser, address, page, look, args.folder / f"{page}-{look}.png")
        browser.close()


@contextlib.contextmanager
def _demo() -> Iterator[str]:
    with reserved_port() as port:
        process = subprocess.Popen(
            [
                *(sys.executable, "-P", "-m", "monitor", "demo"),
                *("--port", str(port), "--speed", str(_SPEED)),
            ],
            stdout=subprocess.DEVNULL,
        )
        try:
            address = f"http://127.0.0.1:{port}/"
            while True:
                with contextlib.suppress(URLError, ConnectionError):
                    urlopen(f"{address}_stcore/health", timeout=5).close()
                    break
                time.sleep(0.2)
            time.sleep(_TROUBLED_AFTER_S)
            yield address
        finally:
            process.terminate()
            process.wait()


def _take(
    browser: Any, address: str, page: str, look: str, file: Path, *, whole: bool = True
) -> None:
    path, ready = _PAGES[page]
    width, scheme = _LOOKS[look]
    height = 900 if width > 640 or page == "wall" else 844
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, device_scale_factor=1.5
    )
    tab = context.new_page()
    try:
        if "{incident}" in path:
            path = path.format(incident=_newest_incident(tab, address))
        tab.goto(address.rstrip("/") + "/" + path)
        tab.wait_for_selector(ready)
        # Charts and fonts settle, and a fragment that was on its way arrives.
        tab.wait_for_timeout(1_500)
        if whole and page != "wall":
            scrolled = "document.querySelector('[data-testid=stMain]').scrollHeight"
            tall = tab.evaluate(scrolled)
            tab.set_viewport_size({"width": width, "height": min(max(tall, height), 5_000)})
            tab.wait_for_timeout(800)
        tab.screenshot(path=file)
        print(file)
    except Error as error:
        print(f"{file.name} was not taken: {error.message.splitlines()[0]}", file=sys.stderr)
    finally:
        context.close()


def _newest_incident(tab: Any, address: str) -> str:
    tab.goto(address.rstrip("/") + "/incident")
    told = ".bo-rows li:has-text('Borealis') a[href*='incident=']"
    tab.wait_for_selector(told)
    link = tab.locator(told).first.get_attribute("href")
    return str(parse_qs(urlparse(link).query)["incident"][0])


if __name__ == "__main__":
    main()
