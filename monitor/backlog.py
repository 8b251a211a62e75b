"""Results that wait for the database: on disk, or in memory where the disk fails too."""

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

from probes.result import ProbeResult
from storage import spool_state
from storage.spool import Spool, Spooled, hold, left_behind

log = logging.getLogger(__name__)

MEMORY_LIMIT = 100_000
"""How many results may wait in memory (some 100 MB). Newer ones are lost, and counted."""

_PIECE = 1_000


class Backlog:
    """The results that the database could not take. Not for several threads at a time.

    They lie in the spool of this process in `folder`, behind those that a killed process left
    there, and in memory where the spool does not take them or there is no `folder`.
    """

    def __init__(self, folder: Path | None = None, *, memory_limit: int = MEMORY_LIMIT) -> None:
        self.lost = 0
        self.trouble: str | None = None
        self._folder = folder
        self._memory_limit = memory_limit
        self._own: Spool | None = None
        self._left: list[Spool] = []
        self._memory: list[Spooled] = []
        self._given = 0
        self._given_by: Spool | None = None

    @property
    def on_disk(self) -> int:
        """How many wait where a killed process does not lose them."""
        return sum(len(spool) for spool in self._spools)

    @property
    def in_memory(self) -> int:
        """How many wait in memory."""
        return len(self._memory)

    @property
    def path(self) -> Path | None:
        """The spool of this process, None where it could not have one."""
        return None if self._own is None else self._own.path

    def __len__(self) -> int:
        """Return how many wait."""
        return self.on_disk + self.in_memory

    def waiting(self) -> Iterator[ProbeResult]:
        """Yield all that wait, the oldest first."""
        for spool in self._spools:
            yield from (each.result for each in spool)
        yield from (each.result for each in self._memory)

    def open(self) -> None:
        """Take a spool, where there is none yet, and what killed processes left behind."""
        if self._folder is None:
            return
        try:
            if self._own is None:
                self._own = hold(self._folder)
            self._left += left_behind(self._folder)
        except OSError as error:
            self._tell_of(error)

    def add(self, spooled: Sequence[Spooled]) -> None:
        """Put results behind those that wait: on disk, else in memory, else nowhere."""
        if self._own is None:
            self.open()
        self._memory += spooled
        self._to_disk()
        if over := max(0, len(self._memory) - self._memory_limit):
            del self._memory[-over:]
            if not self.lost:
                log.error("no room is left for results: the newest are lost from now on")
            self.lost += over

    def first(self, limit: int) -> list[Spooled]:
        """Return the oldest, `limit` of them at most; they stay until `drop`.

        Raises `OSError` where the disk does not give them.
        """
        self._given_by = next((spool for spool in self._spools if len(spool)), None)
        if self._given_by is not None:
            return self._given_by.first(limit)
        self._given = min(limit, len(self._memory))
        return self._memory[:limit]

    def drop(self) -> None:
        """Forget what `first` returned last: the database has it."""
        spool = self._given_by
        if spool is None:
            del self._memory[: self._given]
            self._given = 0
            return
        spool.drop()
        if spool in self._left and not len(spool):
            self._left.remove(spool)
            spool_state.forget(spool.path)
            spool.close()

    def _to_disk(self) -> None:
        if self._own is None:
            return
        try:
            while self._memory:
                piece = self._memory[:_PIECE]
                self._own.append(piece)
                del self._memory[: len(piece)]
                # What `first` returned is on the disk now, and is returned from there again.
                self._given = 0
        except OSError as error:
            self._tell_of(error)
        else:
            self.trouble = None

    def close(self) -> None:
        """Let the files go; what is in them stays."""
        for spool in self._spools:
            spool.close()
        self._own, self._left = None, []

    @property
    def _spools(self) -> list[Spool]:
        return self._left if self._own is None else [*self._left, self._own]

    def _tell_of(self, error: OSError) -> None:
        if self.trouble is None:
            log.error("results that the database cannot take wait in memory alone: %s", error)
        self.trouble = error.strerror or str(error)
