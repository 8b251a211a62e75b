"""What the page about the monitor reads: its workers, its health, its spools and its database."""

import importlib.metadata
from dataclasses import dataclass

from dashboard import data, pulse
from publish.health import Health, gather_health, look
from publish.kept import Kept
from publish.status import is_alive
from storage.room import size_and_free_bytes
from storage.spool_state import SpoolState
from storage.workers import WorkerBeat

LISTED = 30
_WEEK_MS = 7 * 86_400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutView:
    """The monitor at `at_ms`; of `size_bytes` of its database, `free_bytes` wait for new rows.

    `silence` says for how long nothing has been probed, None while something is.
    """

    at_ms: int
    health: Health
    silence: str | None
    workers: tuple[WorkerBeat, ...]
    spools: tuple[SpoolState, ...]
    database: str
    size_bytes: int
    free_bytes: int
    version: str

    @property
    def alive(self) -> tuple[WorkerBeat, ...]:
        """The workers that have given a sign of life in time."""
        return tuple(each for each in self.workers if is_alive(each, self.at_ms))

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with the monitor, in clauses."""
        if self.silence is None:
            return self.health.reasons
        others = [each for each in self.health.reasons if not each.startswith("no worker has")]
        return (self.silence.rstrip("."), *others)


def about_view() -> AboutView:
    """Return how the monitor is. Raises `DatabaseError` where the database cannot be read."""
    return _VIEW.get(data.database_url())


def _read(url: str) -> AboutView:
    now_ms = data.now_ms()
    database, spools = data.database(url), data.spools(url)
    with database.read() as connection:
        sight = look(connection)
        size_bytes, free_bytes = size_and_free_bytes(connection)
    recent = [each for each in sight.workers if now_ms - each.beat_at_ms < _WEEK_MS]
    return AboutView(
        at_ms=now_ms,
        health=gather_health(sight, None, spools, now_ms),
        silence=pulse.silence(now_ms),
        workers=tuple(recent[:LISTED]),
        spools=tuple(spools),
        database=database.name,
        size_bytes=size_bytes,
        free_bytes=free_bytes,
        version=importlib.metadata.version("brownout"),
    )


_VIEW = Kept(_read, least_s=1, most_s=2)
