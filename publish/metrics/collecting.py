"""All figures together, for whichever format asks."""

import storage.deliveries
import storage.workers
from publish.card import DAY_MS
from publish.metrics.counting import Counting
from publish.metrics.family import Family
from publish.metrics.standing import alerting, standing
from publish.source import Source


class Collecting:
    """Gathers every metric from one source; several may ask it, each sees the same counters.

    Counters began at `began_ms` (epoch ms UTC).
    """

    def __init__(self, source: Source, version: str) -> None:
        self.version = version
        self.began_ms = source.now_ms()
        self._source = source
        self._counting = Counting(self.began_ms)

    def collect(self) -> list[Family]:
        """Return all metrics as they stand. Raises `DatabaseError`."""
        status = self._source.status()
        with self._source.database().read() as connection:
            beats = storage.workers.workers(connection)
            alerts = storage.deliveries.counts(connection, status.at_ms - DAY_MS)
            counted = self._counting.collect(connection)
        return [*standing(status, beats, self.version), alerting(alerts), *counted]
