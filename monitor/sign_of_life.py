"""A worker's sign of life: given again and again, and held up by no database that hangs."""

import asyncio
import contextlib
from collections.abc import Callable

import storage.workers
from storage.database import Database, DatabaseError
from storage.workers import WorkerBeat


class SignOfLife:
    """Writes that a worker lives. A database that is away is the pipeline's to report."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._giving: asyncio.Task[None] | None = None

    async def give(self, beat: Callable[[], WorkerBeat], wait_s: float) -> None:
        """Write what `beat` says now, once the one before is written, and wait no longer."""
        if self._giving is None:
            self._giving = asyncio.create_task(asyncio.to_thread(self._write, beat()))
        done, _ = await asyncio.wait({self._giving}, timeout=wait_s)
        if done:
            self._giving.result()
            self._giving = None

    async def end(self, beat: WorkerBeat) -> None:
        """Write that the worker has stopped."""
        await asyncio.to_thread(self._write, beat, has_stopped=True)

    def _write(self, beat: WorkerBeat, *, has_stopped: bool = False) -> None:
        with contextlib.suppress(DatabaseError), self._database.transaction() as connection:
            storage.workers.beat(connection, beat)
            if has_stopped:
                storage.workers.stopped(
                    connection,
                    vantage=beat.vantage,
                    host=beat.host,
                    pid=beat.pid,
                    now_ms=beat.beat_at_ms,
                )
