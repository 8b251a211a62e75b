"""Counts what was spent of today's budget: at the start, and again where others spend of it."""

from collections import Counter
from collections.abc import Callable

import storage.results
from monitor.backlog import Backlog
from monitor.budget import Spending, day_start_ms
from storage.database import Database

_AGAIN_AFTER_MS = 60_000


class SpendingCount:
    """Keeps `spending` true to what a database and the results on their way to it say."""

    def __init__(
        self,
        spending: Spending,
        database: Database,
        backlog: Backlog,
        is_shared: Callable[[], bool],
    ) -> None:
        self._spending = spending
        self._database = database
        self._backlog = backlog
        self._is_shared = is_shared
        self._at_ms = 0

    def keep_up(self, now_ms: int) -> None:
        """Count anew where that is due.

        Raises:
            DatabaseError: where it cannot be read.
        """
        if not self._spending.is_known:
            self._spending.begin(self._spent_today(now_ms), now_ms)
        elif self._is_due(now_ms):
            self._spending.recount(self._spent_today(now_ms), now_ms)
        else:
            return
        self._at_ms = now_ms

    def _is_due(self, now_ms: int) -> bool:
        is_with_others = self._is_shared() and self._spending.budget.is_limited
        return is_with_others and now_ms - self._at_ms > _AGAIN_AFTER_MS

    def _spent_today(self, now_ms: int) -> dict[str, int]:
        """Return what this worker and others have spent, by provider."""
        today_ms = day_start_ms(now_ms)
        with self._database.read() as connection:
            spent = Counter(storage.results.spent_microusd(connection, today_ms))
        if self._spending.budget.is_limited:
            for result in self._backlog.waiting():
                if result.started_at_ms >= today_ms:
                    spent[result.provider] += result.cost_microusd
        return spent
