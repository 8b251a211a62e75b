"""Keeps a worker's schedule to its share of the probes, and judges what others kept in its turn."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from incidents.incident import Look
from monitor.keeping import LINE
from monitor.pipeline import Pipeline
from monitor.team import Share, Team
from probes.schedule import Schedule
from storage.database import Database, DatabaseError

log = logging.getLogger(__name__)

# How long a turn listens for others; what a killed worker ran is taken up in the next turn.
TURN_S = 1.0
# Every turn of judging writes the judge's memory: the longer that takes, the rarer are the turns.
JUDGE_EVERY_S, JUDGE_AT_LEAST_EVERY_S = 0.5, 10.0
PAUSE_FOR_TURN = 4
RETRY_AFTER_S = 1.0
FINISH_WITHIN_S = 3.0


class Teamwork:
    """One worker among others, or alone where the database is one for a single worker."""

    def __init__(self, database: Database, schedule: Schedule) -> None:
        self._database = database
        self._schedule = schedule
        self._team: Team | None = None
        self._share: Share | None = None
        # What waits for others has a thread of its own, as its locks have a connection.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="team")

    def may_judge(self) -> bool:
        """Return whether it is this worker that judges."""
        if self._share is None:
            return not self.is_shared
        return self._share.is_judge

    @property
    def is_shared(self) -> bool:
        """Whether there may be other workers."""
        return self._team is not None

    async def begin(self, vantage: str, probes: list[str]) -> None:
        """Take a share of `probes`, before any of them runs.

        Raises:
            DatabaseError: where the database is away. Until it is back, all of them may run.
        """
        if self._database.is_for_many:
            self._team = Team(self._database, vantage)
            self._adopt(await self._turn(self._team, probes, 0))

    async def go_on(
        self,
        vantage: Callable[[], str],
        pipeline: Pipeline,
        look_again: Callable[[Look], None],
    ) -> None:
        """Share and judge until this is cancelled."""
        if self._team is None:
            await asyncio.Event().wait()
        await asyncio.gather(self._share_on(vantage, look_again), self._judge_on(pipeline))

    async def judge_rest(self, pipeline: Pipeline) -> None:
        """Judge what is in line, where it is our turn, when nothing more is kept."""
        if self.is_shared and self.may_judge():
            try:
                await asyncio.wait_for(pipeline.judge_rest(), FINISH_WITHIN_S)
            except (DatabaseError, TimeoutError) as error:
                log.warning("results are left for others to judge: %s", error)

    async def end(self) -> None:
        """Give up everything, so that others take over at once."""
        if self._team is not None:
            closing = asyncio.get_running_loop().run_in_executor(self._thread, self._team.close)
            await asyncio.wait({closing}, timeout=FINISH_WITHIN_S)
        self._thread.shutdown(wait=False)

    async def _share_on(
        self, vantage: Callable[[], str], look_again: Callable[[Look], None]
    ) -> None:
        assert self._team is not None
        while True:
            if self._team.vantage != vantage():
                self._team.close()
                self._team = Team(self._database, vantage())
            try:
                share = await self._turn(self._team, list(self._schedule.wanted), TURN_S)
            except DatabaseError:
                # Nobody else can take what was ours: probing goes on.
                await asyncio.sleep(RETRY_AFTER_S)
                continue
            self._adopt(share)
            for wish in share.wishes:
                look_again(wish)

    async def _turn(self, team: Team, probes: list[str], wait_s: float) -> Share:
        loop = asyncio.get_running_loop()
        busy = list(self._schedule.under_way)
        return await loop.run_in_executor(self._thread, team.turn, probes, busy, wait_s)

    def _adopt(self, share: Share) -> None:
        before, self._share = self._share, share
        if before is None or before.shards != share.shards:
            self._schedule.share(share.has)

    async def _judge_on(self, pipeline: Pipeline) -> None:
        loop = asyncio.get_running_loop()
        while True:
            judged, began_s = 0, loop.time()
            if self.may_judge():
                try:
                    judged = await pipeline.judge_line()
                except DatabaseError as error:
                    log.error("cannot judge, trying again: %s", error)
                    await asyncio.sleep(RETRY_AFTER_S)
            if judged < LINE:
                pause_s = (loop.time() - began_s) * PAUSE_FOR_TURN
                await asyncio.sleep(min(max(JUDGE_EVERY_S, pause_s), JUDGE_AT_LEAST_EVERY_S))
