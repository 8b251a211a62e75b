"""Who watches the watcher asks here: `/healthz` on the dashboard's port."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from monitor.pipeline import now_ms
from publish.health import Sight, as_json, gather_health, look
from storage.database import Database, DatabaseError
from storage.spool_state import states

PATIENCE_S = 5.0
"""How long the database may take to answer before it counts as one that does not."""


class HealthRoute:
    """Tells how the monitor is: 200 where all is well, 503 with the reasons where not.

    It asks the database that `open_database` opens, and the spools in `spool_folder`, which can
    be read where the database cannot. Reasons name paths and hosts: where they are not told, as
    `tells_why` says, whoever asks hears only how many there are.
    """

    def __init__(
        self,
        open_database: Callable[[], Database],
        spool_folder: Path,
        tells_why: Callable[[], bool] = lambda: True,
    ) -> None:
        self._open = open_database
        self._spool_folder = spool_folder
        self._tells_why = tells_why
        self._database: Database | None = None
        self._looking: asyncio.Task[Sight] | None = None

    @property
    def routes(self) -> list[Route]:
        """The address that is asked."""
        return [Route("/healthz", self._answer, methods=["GET", "HEAD"])]

    async def _answer(self, _: Request) -> Response:
        sight, trouble = await self._look()
        spools = await asyncio.to_thread(states, self._spool_folder)
        health = gather_health(sight, trouble, spools, now_ms())
        told = as_json(health)
        if health.reasons and not self._tells_why():
            told["reasons"] = [f"{len(health.reasons)} of them, on the page About"]
        return JSONResponse(
            told,
            200 if health.is_well else 503,
            headers={"Cache-Control": "no-store"},
        )

    async def _look(self) -> tuple[Sight | None, str | None]:
        # One look for all who ask: a database that hangs must not take thread after thread.
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(asyncio.to_thread(self._read))
        done, _ = await asyncio.wait({self._looking}, timeout=PATIENCE_S)
        if not done:
            return None, f"it has not answered for {PATIENCE_S:g} s"
        try:
            return self._looking.result(), None
        except DatabaseError as error:
            return None, str(error)

    def _read(self) -> Sight:
        if self._database is None:
            self._database = self._open()
        with self._database.read() as connection:
            return look(connection)
