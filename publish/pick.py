"""For programs that call models: `from publish.pick import pick`, and ask it before each call.

It reads the latest states alone and never raises for a monitor that is away: then it returns
the order as it was asked, and says so.
"""

import os
import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from incidents.failover import Advice, Candidate, advise
from publish import failover
from storage.database import Database, DatabaseError, default_database_path, existing_database

_DATABASE = "BROWNOUT_DATABASE"


def pick(
    order: Sequence[str],
    *,
    needs: Sequence[str] = (),
    max_ttft_s: float | None = None,
    database: str | Path | None = None,
    now_ms: int | None = None,
) -> Advice:
    """Return which of the providers in `order` to use now; its `provider` is the answer.

    `needs` are words such as `json` that the names of probes bear which prove them, and
    `max_ttft_s` is how long the first token may take. `database` is where Brownout keeps its
    results: by default `$BROWNOUT_DATABASE`, else the file in the user's data directory. The
    first call opens it, and the others read it once a second at most. Raises ValueError for an
    empty order.
    """
    url = str(database or os.environ.get(_DATABASE) or default_database_path())
    if now_ms is not None:
        return _advice(url, tuple(order), tuple(needs), max_ttft_s, now_ms)
    # Probes run every few seconds at most: within one, nothing is new.
    second = time.monotonic_ns() // 1_000_000_000
    return _advice_of_second(url, tuple(order), tuple(needs), max_ttft_s, second)


@lru_cache(maxsize=64)
def _advice_of_second(
    url: str,
    order: tuple[str, ...],
    needs: tuple[str, ...],
    max_ttft_s: float | None,
    second: int,
) -> Advice:
    return _advice(url, order, needs, max_ttft_s, time.time_ns() // 1_000_000)


def _advice(
    url: str,
    order: tuple[str, ...],
    needs: tuple[str, ...],
    max_ttft_s: float | None,
    now_ms: int,
) -> Advice:
    limit_ms = None if max_ttft_s is None else max_ttft_s * 1000
    try:
        with _open(url).read() as connection:
            return failover.advice(connection, order, now_ms, needs=needs, max_ttft_ms=limit_ms)
    except DatabaseError as error:
        unknown = [
            Candidate(provider=each, state=None, sentence="Brownout cannot tell", proofs={})
            for each in dict.fromkeys(order)
        ]
        return advise(unknown, now_ms, stale=f"Brownout's database cannot be read ({error})")


@lru_cache(maxsize=4)
def _open(url: str) -> Database:
    # Asking must not leave an empty database behind for the worker to wonder at.
    return existing_database(url)
