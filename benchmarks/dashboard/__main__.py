"""`python -m benchmarks.dashboard`: fill a year, look at its pages, let many look, print tables."""

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median, quantiles

from benchmarks.dashboard.browser import Page, chromium, paints
from benchmarks.dashboard.history import DAYS, Feeder, fill
from benchmarks.dashboard.serving import STOCK, Served, serving
from benchmarks.dashboard.viewers import Seen, watch
from dashboard.calm import REFRESH

_PROVIDER = "provider=provider-3&window=24h"
_LOOKED_AT = {"Now": ("", ""), "Provider, a day": ("provider", _PROVIDER)}
_REFRESH_S = float(REFRESH.removesuffix("s"))
_CARD = ".bo-card"
_CHART = ".js-plotly-plot .main-svg"


def main() -> None:
    """Run as asked and print Markdown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dashboard", description=__doc__)
    parser.add_argument("--database", type=Path, help="a year that stands already")
    parser.add_argument("--days", type=int, default=DAYS, help="of history (%(default)s)")
    parser.add_argument("--viewers", type=int, nargs="+", default=[1, 50, 150, 300])
    parser.add_argument("--seconds", type=float, default=20.0, help="of watching (%(default)s)")
    parser.add_argument("--paints", type=int, default=5, help="of each page (%(default)s)")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = args.database or Path(folder) / "year.db"
        if not file.exists():
            print(f"{fill(file, time.time_ns() // 1_000_000, args.days):,} results kept.\n")
        with Feeder(file):
            if args.paints:
                _paint(file, Path(folder) / "site", args.paints)
            _watch(file, args.viewers, args.seconds)


def _paint(file: Path, site: Path, times: int) -> None:
    subprocess.run(
        [sys.executable, "-P", "-m", "monitor", "publish", str(site), "--database", str(file)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    with serving(file) as served, _static(site) as static, chromium() as browser:
        address = f"http://127.0.0.1:{served.port}"
        pages = [
            Page("static page of `brownout publish`", static, "main"),
            Page("Now", address, _CARD),
            Page("Now, drawn by Streamlit", address, f"#root {_CARD}"),
            Page("Now, `?wall=1`", f"{address}/?wall=1", ".bo-tile"),
            Page("Provider, a day", f"{address}/provider?{_PROVIDER}", _CHART),
            Page("Provider, a year", f"{address}/provider?provider=provider-3&window=1y", _CHART),
            Page("Incidents", f"{address}/incident", ".bo-rows"),
        ]
        found = paints(browser, pages, times)
    base = found[pages[0].name]
    print("| | cold, ms | warm, ms | warm, in static pages | cold, KB | warm, KB |")
    print("|---|---|---|---|---|---|")
    for name, paint in found.items():
        ratio = paint.warm_ms / base.warm_ms
        print(
            f"| {name} | {paint.cold_ms:,.0f} | {paint.warm_ms:,.0f} | {ratio:.1f} "
            f"| {paint.cold_kb:,.0f} | {paint.warm_kb:,.0f} |"
        )
    print(flush=True)


@contextlib.contextmanager
def _static(folder: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def _watch(file: Path, numbers: list[int], for_s: float) -> None:
    print("| page | settings | viewers | CPU a refresh, ms | of a core | refresh p50/p99, ms "
          "| KB a refresh | refreshes, of those due | a core would hold | MB |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|---|---|")
    if hasattr(os, "sched_setaffinity") and len(os.sched_getaffinity(0)) > 1:
        # The server has one core to itself, as far as we are concerned.
        os.sched_setaffinity(0, os.sched_getaffinity(0) - {min(os.sched_getaffinity(0))})
    for page in _LOOKED_AT:
        for number in numbers:
            with serving(file) as served:
                _row(served, page, "ours", number, for_s)
            if number == min(numbers, key=lambda each: abs(each - 50)):
                with serving(file, STOCK) as served:
                    _row(served, page, "stock", number, for_s)


def _row(served: Served, page: str, settings: str, number: int, for_s: float) -> None:
    where, query = _LOOKED_AT[page]
    watch(served, 1, 1.0, where, query)
    seen = watch(served, number, for_s, where, query)
    times = [1000 * s for s in seen.refresh_s] or [0.0, 0.0]
    p99 = quantiles(times, n=100)[98] if len(times) > 1 else times[0]
    print(
        f"| {page} | {settings} | {number} | {1000 * seen.cpu_s / len(times):.1f} "
        f"| {seen.cpu_s / seen.for_s:.0%} | {median(times):,.0f} / {p99:,.0f} "
        f"| {seen.refresh_bytes / len(times) / 1024:.0f} "
        f"| {len(seen.refresh_s) / max(seen.due, 1):.0%} | {_held(seen, number):,.0f} "
        f"| {served.memory_mb:.0f} |",
        flush=True,
    )


def _held(seen: Seen, viewers: int) -> float:
    """Return how many viewers one core is enough for at a refresh every five seconds."""
    cpu_s = seen.cpu_s / max(len(seen.refresh_s), 1)
    refreshes_a_s = seen.due / viewers / seen.for_s
    return 1 / (cpu_s * refreshes_a_s * _REFRESH_S / 5)


if __name__ == "__main__":
    main()
