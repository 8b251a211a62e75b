"""Whether the monitor itself is well: the schedule, the results that land, and the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from publish import waiting
from publish.status import BEAT_LIMIT_MS
from storage.database import Connection
from storage.probes import watched
from storage.results import latest
from storage.spool_state import SpoolState
from storage.workers import WorkerBeat, workers

LATE_LIMIT_MS = 10_000
"""A run that begins this long after its time tells of a machine that cannot keep up."""

MISSED_RUNS = 3
"""So many runs of the most frequent probe without a result, and a minute, mean that none lands."""

_MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What the database tells of its workers; `every_s` is the shortest cadence, None without."""

    workers: tuple[WorkerBeat, ...]
    last_result_ms: int | None
    every_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Whether all is well, and each reason why not. Times are epoch ms UTC, None where unknown."""

    at_ms: int
    reasons: tuple[str, ...]
    late_ms: float | None
    last_result_ms: int | None
    beat_ms: int | None
    waiting: int

    @property
    def is_well(self) -> bool:
        """True where there is no reason to say otherwise."""
        return not self.reasons


def look(connection: Connection) -> Sight:
    """Return what the database tells of its workers."""
    scheduled = [
        probe.every_s
        for provider in watched(connection)
        for probe in provider.probes
        if probe.waiting_for is None
    ]
    newest = latest(connection).values()
    return Sight(
        workers=tuple(workers(connection)),
        last_result_ms=max((result.started_at_ms for result in newest), default=None),
        every_s=min(scheduled, default=None),
    )


def gather_health(
    sight: Sight | None, trouble: str | None, spools: Sequence[SpoolState], now_ms: int
) -> Health:
    """Return how the monitor is, by what was read, or by the `trouble` of reading it.

    `spools` are those of the workers on this machine, which need no database to tell of them.
    """
    known = sight.workers if sight else ()
    alive = [
        worker
        for worker in known
        if worker.stopped_at_ms is None and now_ms - worker.beat_at_ms <= BEAT_LIMIT_MS
    ]
    beats = [worker.beat_at_ms for worker in known] + [spool.at_ms for spool in spools]
    beat_ms = max(beats, default=None)
    lives = bool(alive) or any(now_ms - spool.at_ms <= BEAT_LIMIT_MS for spool in spools)
    late_ms = max((worker.late_ms for worker in alive), default=None)
    reasons = []
    if trouble is not None:
        reasons.append(f"the database cannot be read: {trouble}")
    if beat_ms is None and sight is not None:
        reasons.append("no worker has ever run")
    elif beat_ms is not None and not lives:
        reasons.append(f"no worker has given a sign of life for {_s(now_ms - beat_ms)}")
    if late_ms is not None and late_ms > LATE_LIMIT_MS:
        reasons.append(f"the schedule is {_s(late_ms)} late")
    if sight is not None and (silent_ms := _silent_ms(sight, alive, now_ms)):
        reasons.append(f"no result has landed for {_s(silent_ms)}")
    if (waits := sum(spool.waiting for spool in spools)) and (said := waiting.sentence(spools)):
        reasons.append(said.rstrip("."))
    return Health(
        at_ms=now_ms,
        reasons=tuple(reasons),
        late_ms=late_ms,
        last_result_ms=None if sight is None else sight.last_result_ms,
        beat_ms=beat_ms,
        waiting=waits,
    )


def _silent_ms(sight: Sight, alive: Sequence[WorkerBeat], now_ms: int) -> int | None:
    """Return for how long nothing has landed, None where that is not too long."""
    began = [worker.started_at_ms for worker in alive if worker.probes]
    if not began or sight.every_s is None:
        return None
    silent_ms = now_ms - max(min(began), sight.last_result_ms or 0)
    too_long_ms = MISSED_RUNS * sight.every_s * 1000 + _MINUTE_MS
    return silent_ms if silent_ms > too_long_ms else None


def _s(length_ms: float) -> str:
    return f"{length_ms / 1000:,.0f} s"


def as_json(health: Health) -> dict[str, Any]:
    """Return `health` as plain JSON values; the shape is part of the public interface.

    Times are epoch milliseconds UTC, `late_ms` is by how much the schedule is late, `waiting`
    how many results wait for the database; null where unknown::

        {"status": "ok" | "failing", "reasons": [str], "at_ms", "late_ms", "last_result_ms",
         "beat_ms", "waiting"}
    """
    return {
        "status": "ok" if health.is_well else "failing",
        "reasons": list(health.reasons),
        "at_ms": health.at_ms,
        "late_ms": health.late_ms,
        "last_result_ms": health.last_result_ms,
        "beat_ms": health.beat_ms,
        "waiting": health.waiting,
    }
