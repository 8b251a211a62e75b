"""What the API and the metrics tell of: the status that the pages show, and the database."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from publish.status import Status
from storage.database import Database


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """`status` is kept for a moment by whoever gives it, so that pollers cost little."""

    status: Callable[[], Status]
    database: Callable[[], Database]
    now_ms: Callable[[], int] = _now_ms
