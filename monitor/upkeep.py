"""Upkeep of the table: roll up what stood still, drop what is too old, give back the room."""

import asyncio
import logging
from collections.abc import Callable

from monitor.pipeline import now_ms
from monitor.retention import RetentionSettings
from storage import retention, room
from storage.database import Database, DatabaseError

log = logging.getLogger(__name__)

# Between two steps others may write; and when nothing is left to do, nothing is due for a while.
BUSY_PAUSE_S = 0.05
IDLE_PAUSE_S = 60.0


class Upkeep:
    """Does a little at a time, beside everything else. `settings` may be replaced at any moment.

    Of several workers that share a database it is done by the one whose turn it is.
    """

    def __init__(
        self,
        database: Database,
        settings: RetentionSettings,
        is_our_turn: Callable[[], bool] = lambda: True,
    ) -> None:
        self.settings = settings
        self._database = database
        self._is_our_turn = is_our_turn

    async def run(self) -> None:
        """Go on until cancelled; a database that is away is somebody else's to report."""
        while True:
            is_busy = False
            try:
                if self._is_our_turn():
                    is_busy = await asyncio.to_thread(self.step)
            except DatabaseError:
                log.debug("upkeep waits for the database")
            except Exception:
                log.exception("upkeep does not get on, which is a bug")
            await asyncio.sleep(BUSY_PAUSE_S if is_busy else IDLE_PAUSE_S)

    def step(self) -> bool:
        """Do a little of what is due; return whether there may be more.

        Raises:
            DatabaseError: where the database cannot be written.
        """
        with self._database.transaction() as connection:
            return retention.step(connection, self.settings.keep(), now_ms()) or room.give_back(
                connection
            )
