"""`python -m benchmarks.chaos.visitors PORT`: people and programs who ask a dashboard for ever.

What they are answered that nobody should be goes to the standard error, a line each.
"""

import contextlib
import itertools
import os
import random
import sys
import time
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import urlopen

from benchmarks.dashboard.serving import Served
from benchmarks.dashboard.viewers import watch

ADDRESSES = (
    "", "api/v1/status", "api/v1/results?limit=200", "api/v1/incidents", "api/v1/pick",
    "api/v1/providers/aurora", "api/v2/summary.json", "metrics", "feed.atom", "healthz",
    "badge/aurora.svg",
)  # fmt: skip
PAGES = (("", ""), ("provider", "provider=aurora"), ("incident", ""), ("", "wall=1"))
PAUSE_S, LOOK_S, PATIENCE_S = 3.0, 5.0, 60.0


def main() -> None:
    """Ask and look in turn."""
    port, dice = int(sys.argv[1]), random.Random(1)
    served = Served(port, os.getpid())
    for page, query in itertools.cycle(PAGES):
        for address in dice.sample(ADDRESSES, len(ADDRESSES)):
            _ask(f"http://127.0.0.1:{port}/{address}")
        with contextlib.suppress(OSError):
            watch(served, 1, LOOK_S, page, query)
        time.sleep(PAUSE_S)


def _ask(url: str) -> None:
    try:
        with urlopen(url, timeout=PATIENCE_S) as answer:
            answer.read()
    except HTTPError as refusal:
        # Nothing is known yet, or the database is away; and one may ask for what is not there.
        if refusal.code not in (404, 503):
            sys.stderr.write(f"{url}: {refusal.code}\n")
            sys.stderr.flush()
    except (OSError, HTTPException):  # it has just been killed
        pass


if __name__ == "__main__":
    main()
