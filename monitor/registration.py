"""Tells the database what a worker watches, and again where it cannot know or it was long ago."""

from collections.abc import Callable

import storage.heartbeats
import storage.maintenance
import storage.partitions
import storage.probes
from monitor.config import Config
from monitor.maintenance import upcoming
from probes.schedule import Schedule
from storage.database import Database

# Windows of planned work and partitions are made a week ahead.
_AGAIN_AFTER_MS = 3_600_000


class Registration:
    """What the database was told of a configuration, and when."""

    def __init__(
        self, database: Database, schedule: Schedule, is_judge: Callable[[], bool]
    ) -> None:
        self._database = database
        self._schedule = schedule
        self._is_judge = is_judge
        self._config: Config | None = None
        self._opened: int | None = None
        self._at_ms = 0

    def keep_up(self, config: Config, now_ms: int) -> None:
        """Register what `config` watches, where this database was not told of it of late.

        Raises:
            DatabaseError: where it cannot be told.
        """
        is_old = now_ms - self._at_ms > _AGAIN_AFTER_MS
        if is_old or self._config is not config or self._opened != self._database.opened:
            self._register(config, now_ms)
            self._config, self._opened, self._at_ms = config, self._database.opened, now_ms

    def _register(self, config: Config, now_ms: int) -> None:
        with self._database.transaction() as connection:
            storage.probes.register(
                connection,
                config.providers.values(),
                config.probes,
                now_ms=now_ms,
                costs={
                    probe.name: cost
                    for probe in config.probes
                    if (cost := config.cost_per_day_microusd(probe)) is not None
                },
                vantage=config.vantage,
                offsets_ms=self._schedule.offsets_ms(config.probes),
            )
            storage.heartbeats.wait_for(connection, storage.probes.awaited(connection), now_ms)
            storage.partitions.make_ahead(connection, now_ms)
            # Of several files, that of the worker which judges says what was planned.
            if self._is_judge():
                windows = upcoming(config.maintenance, now_ms)
                storage.maintenance.declare(connection, windows, now_ms)
