"""Tells beside the spool, and in the log, which results wait for the database."""

import contextlib
import logging
import os
from collections.abc import Callable

from monitor.backlog import Backlog
from storage import spool_state
from storage.spool_state import SpoolState

log = logging.getLogger(__name__)


class WaitingTold:
    """Tells of one worker's backlog what no database could be told now."""

    def __init__(self, backlog: Backlog, clock_ms: Callable[[], int]) -> None:
        self._backlog = backlog
        self._clock_ms = clock_ms
        self._since_ms: int | None = None

    def tell(self, vantage: str, reason: str | None) -> None:
        """Write how many wait, since when, and the `reason`; also where there are none."""
        backlog, now_ms = self._backlog, self._clock_ms()
        if backlog.path is None:
            return
        if not len(backlog):
            self._since_ms = None
        elif self._since_ms is None:
            self._since_ms = now_ms
        state = SpoolState(
            vantage=vantage,
            pid=os.getpid(),
            at_ms=now_ms,
            on_disk=backlog.on_disk,
            in_memory=backlog.in_memory,
            lost=backlog.lost,
            since_ms=self._since_ms,
            reason=reason,
        )
        with contextlib.suppress(OSError):
            spool_state.tell(backlog.path, state)

    def leave(self, vantage: str, reason: str | None) -> None:
        """Tell of what waits for the next start, and let it go."""
        self.tell(vantage, reason)
        if self._backlog.on_disk:
            log.warning("waiting on disk for the next start: %d", self._backlog.on_disk)
        if self._backlog.in_memory:
            log.error("lost, for they waited in memory alone: %d", self._backlog.in_memory)
        self._backlog.close()
