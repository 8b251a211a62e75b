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
from storage.database import Database, DatabaseError, default_database_path, open_database
from storage.location import resolve

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
    first call opens it. Raises ValueError for an empty order.
    """
    at_ms = time.time_ns() // 1_000_000 if now_ms is None else now_ms
    limit_ms = None if max_ttft_s is None else max_ttft_s * 1000
    url = str(database or os.environ.get(_DATABASE) or default_database_path())
    try:
        with _open(url).read() as connection:
            return failover.advice(connection, order, at_ms, needs=needs, max_ttft_ms=limit_ms)
    except DatabaseError as error:
        unknown = [
            Candidate(provider=each, state=None, sentence="Brownout cannot tell", proofs={})
            for each in dict.fromkeys(order)
        ]
        return advise(unknown, at_ms, stale=f"Brownout's database cannot be read ({error})")


@lru_cache(maxsize=4)
def _open(url: str) -> Database:
    location = resolve(url)
    file = location.database if location.get_backend_name() == "sqlite" else None
    if file and not file.startswith("file:") and not Path(file).exists():
        # Asking must not leave an empty database behind for the worker to wonder at.
        raise DatabaseError(f"{file} is not there: `brownout up` makes it")
    return open_database(url)
