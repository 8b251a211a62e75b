"""When each probe is due: a fixed grid per probe, spread out, never overlapping itself."""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import cast

from apscheduler.events import (
    EVENT_JOB_ERROR,
    EVENT_JOB_MAX_INSTANCES,
    EVENT_JOB_MISSED,
    EVENT_JOB_SUBMITTED,
    JobExecutionEvent,
    JobSubmissionEvent,
)
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from probes.grid import Grid, spread
from probes.spec import ProbeSpec

log = logging.getLogger(__name__)

# All probes run once soon after the start, so that a newcomer is not left looking at nothing,
# but spread over this long, and no more than so many a second, so that our own herd does not
# bend the first measurement.
FIRST_RUN_SPREAD_S = 2.0
FIRST_RUNS_PER_S = 100

# A run that starts later than this share of its cadence is recorded as missed instead: it
# would crowd the next one, and a burst after a stall measures our stall.
GRACE_SHARE = 0.5

_TOO_LATE = "it was about to start when the monitor stopped"

Run = Callable[[ProbeSpec, float], Awaitable[None]]
Missed = Callable[[ProbeSpec, int, str], None]
Room = Callable[[], Awaitable[None]]


class NotNow(Exception):
    """A run that was asked for must not begin now; the message says why."""


class Schedule:
    """Runs every probe on its cadence, inside the running event loop.

    `run` is awaited with a probe and how many milliseconds late it starts. `missed` is told
    of every run that did not happen: the probe, when it was due (epoch ms), and why. `room` is
    awaited before each run that is due, so that what cannot keep up with them slows all evenly.
    """

    def __init__(
        self, run: Run, missed: Missed, *, seed: str = "", room: Room = lambda: asyncio.sleep(0)
    ) -> None:
        self._run = run
        self._missed = missed
        self._room = room
        self._seed = seed
        self._wanted: dict[str, tuple[ProbeSpec, float]] = {}
        self._is_mine: Callable[[str], bool] = lambda _name: True
        self._specs: dict[str, ProbeSpec] = {}
        self._due: dict[str, datetime] = {}
        self._held_until: dict[str, datetime] = {}
        self._under_way: dict[asyncio.Task[None], str] = {}
        self._is_stopping = False
        self._door = asyncio.Lock()
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._scheduler.add_listener(self._on_submitted, EVENT_JOB_SUBMITTED)
        self._scheduler.add_listener(self._on_overlap, EVENT_JOB_MAX_INSTANCES)
        self._scheduler.add_listener(self._on_missed, EVENT_JOB_MISSED)
        self._scheduler.add_listener(self._on_error, EVENT_JOB_ERROR)

    @property
    def probes(self) -> Sequence[ProbeSpec]:
        """The probes that are scheduled now."""
        return tuple(self._specs.values())

    @property
    def wanted(self) -> Collection[str]:
        """The names of all probes that can run, those included that others run."""
        return self._wanted.keys()

    def offsets_ms(self, specs: Iterable[ProbeSpec]) -> dict[str, int]:
        """Return where on its grid each of `specs` runs, by name: at epoch + this + k * cadence."""
        return {
            spec.name: round(fraction * spec.every_s * 1000)
            for spec, fraction in spread(_runnable(specs), seed=self._seed)
        }

    @property
    def under_way(self) -> Collection[str]:
        """The names of the probes that are running at this moment."""
        return set(self._under_way.values())

    def start(self, specs: Iterable[ProbeSpec]) -> None:
        """Begin to run `specs`; those that wait for something are left out."""
        self.replace(specs)
        self._scheduler.start()

    def replace(self, specs: Iterable[ProbeSpec]) -> None:
        """Run exactly `specs` from now on; a probe that did not change keeps its rhythm."""
        placed = spread(_runnable(specs), seed=self._seed)
        self._wanted = {spec.name: (spec, at) for spec, at in placed}
        self._apply(is_soon=True)

    def share(self, is_mine: Callable[[str], bool]) -> None:
        """Run only those of the probes of which `is_mine` is true by name: others run the rest.

        A probe has the same grid whoever runs it, and goes on in it when it changes hands.
        """
        self._is_mine = is_mine
        self._apply(is_soon=False)

    def _apply(self, *, is_soon: bool) -> None:
        mine = set(filter(self._is_mine, self._wanted))
        for name in self._specs.keys() - mine:
            self._scheduler.remove_job(name)
            del self._specs[name]
        within_s = max(FIRST_RUN_SPREAD_S, len(mine) / FIRST_RUNS_PER_S) if is_soon else None
        for name, (spec, fraction) in self._wanted.items():
            if name not in mine:
                continue
            known = self._specs.get(name)
            self._specs[name] = spec
            if known is None or known.every_s != spec.every_s:
                self._add(spec, fraction, within_s)

    def hold(self, name: str, for_s: float) -> None:
        """Let no run of a probe start for some seconds; those due meanwhile are told as missed."""
        self._held_until[name] = datetime.now(UTC) + timedelta(seconds=for_s)

    def look_again(self, name: str, after_s: float) -> None:
        """Bring the next run of a probe forward to `after_s` from now; never put it off."""
        job = self._scheduler.get_job(name)
        if job is None or self._is_held(name):
            return
        at = datetime.now(UTC) + timedelta(seconds=after_s)
        if job.next_run_time is None or at < job.next_run_time:
            self._scheduler.modify_job(name, next_run_time=at)

    def run_beside(self, name: str) -> None:
        """Run a probe now, beside a run of it that is under way."""
        spec = self._specs.get(name)
        if spec is not None and not self._is_held(name):
            self._begin(spec)

    async def run_now(self, name: str, refusal: Callable[[ProbeSpec], str | None]) -> None:
        """Run a probe at once and return when it has ended; its grid stays as it is.

        Raises:
            NotNow: where it is not run here, held back or under way, or `refusal` says why not.
        """
        spec = self._specs.get(name)
        if spec is None:
            raise NotNow("it is not run here any more")
        if name in self.under_way:
            raise NotNow("it was under way already")
        if self._is_held(name):
            raise NotNow(self._held_back(name))
        if why := refusal(spec):
            raise NotNow(why)
        await asyncio.wait({self._begin(spec)})

    async def stop(self) -> None:
        """Start no further run, break off those that are under way, and tell of them as missed."""
        self._is_stopping = True
        if self._scheduler.running:
            self._scheduler.pause()
            # What was due this very moment is told of as it begins: a task that is cancelled
            # before its first line says nothing.
            await asyncio.sleep(0)
            self._scheduler.shutdown(wait=False)
        for run in self._under_way:
            run.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        for name, due in self._due.items():
            self._tell_missed(name, due, _TOO_LATE)

    def _add(self, spec: ProbeSpec, fraction: float, first_within_s: float | None) -> None:
        grid = Grid(every_s=spec.every_s, offset_s=fraction * spec.every_s)
        now = datetime.now(UTC)
        first = grid.get_next_fire_time(None, now)
        if first_within_s is not None:
            soon = now + timedelta(seconds=fraction * min(first_within_s, spec.every_s))
            # Of two runs close upon each other the second tells nothing, and may find the first
            # under way.
            first = grid.unless_close(soon, FIRST_RUN_SPREAD_S)
        self._scheduler.add_job(
            self._fire,
            grid,
            args=[spec.name],
            id=spec.name,
            next_run_time=first,
            # Each run that could not start is reported one by one, so none is dropped unseen.
            coalesce=False,
            max_instances=1,
            misfire_grace_time=max(1, math.ceil(spec.every_s * GRACE_SHARE)),
            replace_existing=True,
        )

    async def _fire(self, name: str) -> None:
        if self._is_stopping:
            # Several that were due at once follow one another, also one that was broken off.
            self._tell_missed(name, self._due.pop(name, datetime.now(UTC)), _TOO_LATE)
            return
        try:
            async with self._door:
                # One run begins per turn of the loop: however many are due, the answers to those
                # that have begun are heard in between. A loop that cannot keep up starts fewer,
                # each probe in its turn, as they stand in line.
                await asyncio.sleep(0)
                await self._room()
        except asyncio.CancelledError:
            return  # told of by the stop that caught it
        spec = self._specs.get(name)
        due = self._due.pop(name, None)
        if spec is None:
            return
        now = datetime.now(UTC)
        if self._is_held(name):
            self._tell_missed(name, due or now, self._held_back(name))
            return
        late_ms = 0.0 if due is None else (now - due).total_seconds() * 1000
        await self._track(spec, due or now, max(0.0, late_ms))

    def _begin(self, spec: ProbeSpec) -> asyncio.Task[None]:
        run = asyncio.get_running_loop().create_task(self._track(spec, datetime.now(UTC), 0.0))
        # The loop itself holds tasks but weakly.
        self._under_way[run] = spec.name
        return run

    async def _track(self, spec: ProbeSpec, due: datetime, late_ms: float) -> None:
        run = cast("asyncio.Task[None]", asyncio.current_task())
        self._under_way[run] = spec.name
        try:
            await self._run(spec, late_ms)
        except asyncio.CancelledError:
            self._tell_missed(spec.name, due, "it was under way when the monitor stopped")
        finally:
            self._under_way.pop(run, None)

    def _held_back(self, name: str) -> str:
        until = self._held_until[name]
        return f"held back until {until:%H:%M:%S} UTC, as the provider asked for fewer requests"

    def _is_held(self, name: str) -> bool:
        until = self._held_until.get(name)
        return until is not None and datetime.now(UTC) < until

    def _on_submitted(self, event: JobSubmissionEvent) -> None:
        self._due[event.job_id] = event.scheduled_run_times[-1]

    def _on_overlap(self, event: JobSubmissionEvent) -> None:
        for due in event.scheduled_run_times:
            why = "the run before it was still going, or waiting for its turn"
            self._tell_missed(event.job_id, due, why)

    def _on_missed(self, event: JobExecutionEvent) -> None:
        self._tell_missed(
            event.job_id,
            event.scheduled_run_time,
            "the machine was asleep or too busy to start it in time",
        )

    def _on_error(self, event: JobExecutionEvent) -> None:
        log.error("probe=%s scheduling failed: %s", event.job_id, event.exception)

    def _tell_missed(self, name: str, due: datetime, why: str) -> None:
        spec = self._specs.get(name)
        if spec is not None:
            self._missed(spec, int(due.timestamp() * 1000), why)


def _runnable(specs: Iterable[ProbeSpec]) -> list[ProbeSpec]:
    return [spec for spec in specs if spec.waiting_for is None]
