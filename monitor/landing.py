"""Brings results into the database in their order; while it cannot be written they wait on disk."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from monitor.backlog import Backlog
from monitor.keeping import Judged, Keeper
from probes.result import Outcome
from storage.database import DatabaseError
from storage.spool import Spooled

log = logging.getLogger(__name__)

T = TypeVar("T")

RETRY_AFTER_S = 2.0
"""How long after a failure the database is tried again."""

PATIENCE_S = 5.0
"""How long a database may take to keep results before they go to the spool as well."""

TAKE_OVER_EVERY_S = 30.0
"""How often we look for what killed workers left behind."""

_BATCH = 500

# A transaction costs the same however many results it holds: so many seconds lie between two.
_PACE_S = 0.2

_MOST_IN_HAND = 1_000
"""With so many results on their way to the database, no run begins."""


class Landing:
    """Takes results and acknowledges them: committed to the database, or synced to the spool.

    The database is spoken to on one thread and the spool on another, so that neither a slow disk
    nor a server that hangs bends a measurement or holds up the other. `in_hand` is how many
    results were taken and not yet acknowledged.
    """

    def __init__(
        self, keeper: Keeper, backlog: Backlog, on_judged: Callable[[Judged], None]
    ) -> None:
        self.trouble: str | None = None
        self.backlog = backlog
        self.in_hand = 0
        self._keeper = keeper
        self._on_judged = on_judged
        self._arrived: asyncio.Queue[Spooled | None] = asyncio.Queue()
        self._waiting = asyncio.Event()
        self._landed_at_s = -_PACE_S
        self._progressed_at_s = 0.0
        # While what waited on disk comes in, how many more results may come before the next of it.
        self._allowance: int | None = None
        self._has_room = asyncio.Event()
        self._has_room.set()
        self._database_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="keep")
        self._spool_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="spool")

    def put(self, spooled: Spooled) -> None:
        """Put a result in line."""
        self._arrived.put_nowait(spooled)
        self.in_hand += 1
        if self._allowance is not None and spooled.result.outcome is not Outcome.SKIPPED:
            self._allowance -= 1
        self._look_for_room()

    async def room(self) -> None:
        """Wait while results come faster than they can be kept; what hangs holds up nothing."""
        clock = asyncio.get_running_loop().time
        while not self._has_room.is_set():
            left_s = self._progressed_at_s + PATIENCE_S - clock()
            if left_s <= 0:
                return
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left_s):
                    await self._has_room.wait()

    def finish(self) -> None:
        """Let `run` bring in what is in line, and end."""
        self._arrived.put_nowait(None)

    async def run(self) -> None:
        """Bring results in as they come until `finish` was called.

        Then it ends once all are in the database, or on disk and the database is out of reach.
        Closing this and the backlog is left to whoever needs them last.
        """
        await self._on_spool(self.backlog.open)
        self._look_at_backlog()
        draining = asyncio.create_task(self._drain())
        try:
            is_last = False
            while not is_last:
                batch, is_last = await self._batch()
                if batch and len(self.backlog):
                    await self._set_aside(batch)
                elif batch:
                    await self._land(batch)
                self.in_hand -= len(batch)
                self._progress()
            await _ended(draining)
            await self._bring_in_the_rest()
        finally:
            await _ended(draining)
            self._spool_thread.shutdown()

    async def judge_line(self) -> int:
        """Judge what other workers put in line, on the thread that keeps; return how many.

        Raises `DatabaseError` where the database is away.
        """
        judging = self._database_thread.submit(self._keeper.judge_line)
        return await asyncio.wrap_future(judging)

    def close(self) -> None:
        """Let the database's thread go, after `run` has ended."""
        self._database_thread.shutdown(wait=False, cancel_futures=True)

    async def _bring_in_the_rest(self) -> None:
        while len(self.backlog):
            if not await self._drained_a_batch():
                if not self.backlog.in_memory:
                    return
                await asyncio.sleep(RETRY_AFTER_S)

    async def _batch(self) -> tuple[list[Spooled], bool]:
        """Wait for results and our turn; return all there are, and whether they are the last."""
        arrived = [await self._arrived.get()]
        clock = asyncio.get_running_loop().time
        await asyncio.sleep(self._landed_at_s + _PACE_S - clock())
        self._landed_at_s = clock()
        while not self._arrived.empty():
            arrived.append(self._arrived.get_nowait())
        return [each for each in arrived if each is not None], None in arrived

    async def _land(self, batch: list[Spooled]) -> None:
        keeping = asyncio.wrap_future(self._keep(batch, is_doubtful=False))
        done, _ = await asyncio.wait({keeping}, timeout=PATIENCE_S)
        if not done:
            # It may still succeed; then what was spooled is there already, and is passed over.
            keeping.add_done_callback(_hear)
            self._tell_of(f"the database has not answered for {PATIENCE_S:g} s")
            await self._set_aside(batch)
            return
        try:
            self._on_judged(keeping.result())
        except DatabaseError as error:
            self._tell_of(str(error))
            await self._set_aside(batch)
        else:
            self.trouble = None

    async def _set_aside(self, batch: Sequence[Spooled]) -> None:
        await self._on_spool(partial(self.backlog.add, batch))
        self._look_at_backlog()

    async def _drain(self) -> None:
        """Bring in what waits, the oldest first, whenever the database can be written."""
        while True:
            try:
                # Not wait_for: until Python 3.12 it may swallow that we are told to end.
                async with asyncio.timeout(TAKE_OVER_EVERY_S):
                    await self._waiting.wait()
            except TimeoutError:
                await self._on_spool(self.backlog.open)
                self._look_at_backlog()
            else:
                if not await self._drained_a_batch():
                    await asyncio.sleep(RETRY_AFTER_S)

    async def _drained_a_batch(self) -> bool:
        try:
            batch = await self._on_spool(partial(self.backlog.first, _BATCH))
            if batch:
                self._on_judged(await asyncio.wrap_future(self._keep(batch, is_doubtful=True)))
            await self._on_spool(self.backlog.drop)
        except (DatabaseError, OSError) as error:
            self._allowance = None
            self._look_for_room()
            self._tell_of(str(error))
            return False
        self._allowance = len(batch) // 2 if len(self.backlog) else None
        self._progress()
        self._look_at_backlog()
        if not len(self.backlog):
            log.warning("all results that had to wait are in the database")
            self.trouble = None
        return True

    def _progress(self) -> None:
        self._progressed_at_s = asyncio.get_running_loop().time()
        self._look_for_room()

    def _look_for_room(self) -> None:
        is_allowed = self._allowance is None or self._allowance > 0
        if self.in_hand < _MOST_IN_HAND and is_allowed:
            self._has_room.set()
        else:
            self._has_room.clear()

    def _look_at_backlog(self) -> None:
        if len(self.backlog):
            self._waiting.set()
        else:
            self._waiting.clear()

    def _tell_of(self, trouble: str) -> None:
        if self.trouble is None:
            log.error("cannot keep results, trying again: %s", trouble)
        self.trouble = trouble

    def _keep(self, batch: Sequence[Spooled], *, is_doubtful: bool) -> "Future[Judged]":
        return self._database_thread.submit(_keep, self._keeper, batch, is_doubtful)

    async def _on_spool(self, do: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._spool_thread, do)


def _keep(keeper: Keeper, batch: Sequence[Spooled], is_doubtful: bool) -> Judged:
    """Write `batch`: together or, where one of them trips us up, one by one."""
    results = [each.result for each in batch]
    every_s = {each.result.probe: each.every_s for each in batch if each.every_s}
    try:
        return keeper.keep(results, every_s, is_doubtful=is_doubtful)
    except DatabaseError:
        raise
    except Exception as bug:  # noqa: BLE001  one result must not cost us all the others
        log.error("results are kept one by one, which is a bug: %r", bug)
    return [judged for result in results for judged in keeper.keep_at_least(result, every_s)]


def _hear(keeping: "asyncio.Future[Judged]") -> None:
    # Whoever asked has given up; unheard, its failure would be logged as nobody's.
    if not keeping.cancelled():
        keeping.exception()


async def _ended(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
