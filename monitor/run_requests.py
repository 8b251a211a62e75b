"""Runs what people ask for on the pages: takes each request once, and says what came of it."""

import asyncio
import contextlib
import logging
from collections.abc import Callable

import storage.run_requests
from monitor.pipeline import now_ms
from probes.schedule import NotNow, Schedule
from probes.spec import ProbeSpec
from storage.database import Database, DatabaseError
from storage.run_requests import RunRequest

log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0


class RunRequests:
    """Looks for requests at `vantage()` for the probes that `schedule` runs here.

    `refusal` says why a run must not begin, as where today's budget is spent. `me` is this
    worker as people know it.
    """

    def __init__(
        self,
        database: Database,
        schedule: Schedule,
        vantage: Callable[[], str],
        refusal: Callable[[ProbeSpec], str | None],
        me: str,
    ) -> None:
        self._database = database
        self._schedule = schedule
        self._vantage = vantage
        self._refusal = refusal
        self._me = me
        self._under_way: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Take requests until this is cancelled."""
        while True:
            # What cannot be read now is asked for again, or given up by whoever waits.
            with contextlib.suppress(DatabaseError):
                for request in await asyncio.to_thread(self._claim):
                    answering = asyncio.create_task(self._answer(request))
                    self._under_way.add(answering)
                    answering.add_done_callback(self._under_way.discard)
            await asyncio.sleep(LOOK_EVERY_S)

    def _claim(self) -> list[RunRequest]:
        with self._database.read() as connection:
            found = storage.run_requests.unclaimed(connection, self._vantage(), now_ms())
        mine = {spec.name for spec in self._schedule.probes}
        wanted = [request for request in found if request.probe in mine]
        if not wanted:
            return []
        with self._database.transaction() as connection:
            return [
                request
                for request in wanted
                if storage.run_requests.claim(connection, request, self._me, now_ms())
            ]

    async def _answer(self, request: RunRequest) -> None:
        log.info("probe=%s asked for by %s", request.probe, request.asked_by)
        refusal = None
        try:
            await self._schedule.run_now(request.probe, self._refusal)
        except NotNow as not_now:
            refusal = str(not_now)
        with contextlib.suppress(DatabaseError):
            await asyncio.to_thread(self._end, request, refusal)

    def _end(self, request: RunRequest, refusal: str | None) -> None:
        with self._database.transaction() as connection:
            storage.run_requests.end(connection, request, now_ms(), refusal)
