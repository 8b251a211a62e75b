"""The process that probes: schedule, pipeline, heartbeat, and the live configuration."""

import asyncio
import contextlib
import logging
import os
import signal
import socket
import time
from dataclasses import replace
from pathlib import Path

import storage.heartbeats
import storage.locks
from monitor.budget import Spending
from monitor.config import Config, ConfigError, load_config
from monitor.edits import Edits
from monitor.garbage import rare_collections
from monitor.pipeline import Asker, Pipeline, now_ms
from monitor.probing import Probing
from monitor.publishing import Publishing
from monitor.registration import Registration
from monitor.report_sending import ReportSending
from monitor.reports import ReportWriter
from monitor.run_requests import RunRequests
from monitor.sign_of_life import SignOfLife
from monitor.spending_count import SpendingCount
from monitor.teamwork import Teamwork
from monitor.upkeep import Upkeep
from monitor.version import VERSION
from monitor.waiting import WaitingTold
from probes.arrival import clock
from probes.heartbeats import Heartbeat, Listen
from probes.references import References
from publish.alerts.delivering import Delivering
from storage.database import Database, DatabaseError, Refused
from storage.spool import was_used
from storage.workers import WorkerBeat

log = logging.getLogger(__name__)

BEAT_EVERY_S = 1.0
# Shorter than the patience of whoever stops us, so that what cannot be written is told of.
FINISH_WITHIN_S = 8.0


class Worker:
    """Probes everything that a configuration asks for until it is told to stop.

    What `database` cannot take waits in `spool_folder`. Where one was there before, a database
    that cannot be used at the start is waited for too: it was used before, and is away.
    `database_url` is where others find `database`. It probes at `vantage`, if not where `config`
    says.
    """

    def __init__(
        self,
        config: Config,
        database: Database,
        database_url: str,
        spool_folder: Path,
        vantage: str | None = None,
    ) -> None:
        self._vantage = vantage
        self._config = config = self._placed(config)
        self._config_error: str | None = None
        self._database = database
        self._edits = Edits((config.path, *config.check_files))
        self._started_at_ms = now_ms()
        self._read_at_s = time.monotonic()
        self._spending = Spending(config.budget)
        self._is_patient = was_used(spool_folder)
        self._pipeline = Pipeline(
            database,
            asker=_asker(config, self._heard),
            rules=config.rules,
            look_again=lambda look: self._probing.look_again(look),
            spool_folder=spool_folder,
            # Among others, results are judged from the line, whoever kept them.
            may_judge=lambda: not self._teamwork.is_shared,
        )
        self._waiting = WaitingTold(self._pipeline.backlog, now_ms)
        self._probing = Probing(self._pipeline, self._spending, seed=config.vantage)
        self._schedule = self._probing.schedule
        self._teamwork = Teamwork(database, self._schedule)
        # What is done for all is done by one.
        judges = self._teamwork.may_judge
        self._sign_of_life = SignOfLife(database)
        self._registration = Registration(database, self._schedule, judges)
        self._spending_count = SpendingCount(
            self._spending, database, self._pipeline.backlog, lambda: self._teamwork.is_shared
        )
        self._upkeep = Upkeep(database, config.retention, judges)
        self._alerting = Delivering(database, config.alerts, has_reports=judges)
        self._publishing = Publishing(config.publish, config.path, database_url)
        self._sending = ReportSending(database, config.alerts)
        self._reporting = ReportWriter(
            config.reports,
            config.path.parent,
            database_url,
            is_our_turn=judges,
            tell=self._sending,
        )
        self._asked = RunRequests(
            database,
            self._schedule,
            vantage=lambda: self._config.vantage,
            refusal=lambda spec: self._spending.refusal(spec, now_ms()),
            me=f"{socket.gethostname()}:{os.getpid()}",
        )
        self._chores = (
            self._upkeep, self._alerting, self._publishing, self._reporting, self._asked,
        )  # fmt: skip

    async def run(self, stopping: asyncio.Event) -> None:
        """Probe until `stopping` is set, then write what is in line and return.

        Raises:
            DatabaseError: where the database cannot be written at the start, and never could.
        """
        if self._is_patient:
            await asyncio.to_thread(self._pipeline.backlog.open)
        try:
            runnable = [probe.name for probe in self._config.probes if probe.waiting_for is None]
            await self._teamwork.begin(self._config.vantage, runnable)
            self._catch_up()
        except DatabaseError as error:
            if not self._is_patient or isinstance(error, Refused):
                raise
            log.warning("results wait until the database can be used: %s", error)
        keeping = asyncio.create_task(self._pipeline.keep_all())
        chores = [asyncio.create_task(each.run()) for each in self._chores]
        self._schedule.start(self._config.probes)
        sharing = asyncio.create_task(
            self._teamwork.go_on(
                lambda: self._config.vantage, self._pipeline, self._probing.look_again
            )
        )
        log.info("vantage=%s probes=%d started", self._config.vantage, len(self._schedule.probes))
        try:
            with rare_collections():
                while not (stopping.is_set() or keeping.done() or sharing.done()):
                    await self._give_sign_of_life()
                    await self._follow_config()
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(stopping.wait(), BEAT_EVERY_S)
        finally:
            has_failed = sharing.done()
            sharing.cancel()
            await self._schedule.stop()
            self._pipeline.finish()
            done, _ = await asyncio.wait({keeping}, timeout=FINISH_WITHIN_S)
            if has_failed:
                done.add(sharing)
            if keeping in done:
                await self._teamwork.judge_rest(self._pipeline)
            await self._teamwork.end()
            if keeping in done:
                await self._sign_of_life.end(self._beat())
            else:
                keeping.cancel()
                await asyncio.gather(keeping, return_exceptions=True)
            for chore in chores:
                chore.cancel()
            await asyncio.wait(chores)
            self._pipeline.close()
            self._waiting.leave(self._config.vantage, self._pipeline.trouble)
        for task in done:
            task.result()
        log.info("vantage=%s stopped", self._config.vantage)

    async def _heard(self, probe: str) -> Heartbeat | None:
        return await asyncio.to_thread(self._read_heartbeat, probe)

    def _read_heartbeat(self, probe: str) -> Heartbeat | None:
        with self._database.read() as connection:
            return storage.heartbeats.heard(connection, probe)

    async def _give_sign_of_life(self) -> None:
        await self._sign_of_life.give(self._beat, BEAT_EVERY_S)
        await asyncio.to_thread(self._waiting.tell, self._config.vantage, self._pipeline.trouble)

    def _beat(self) -> WorkerBeat:
        return WorkerBeat(
            vantage=self._config.vantage,
            pid=os.getpid(),
            host=socket.gethostname(),
            version=VERSION,
            started_at_ms=self._started_at_ms,
            beat_at_ms=now_ms(),
            config_path=str(self._config.path),
            config_error=self._config_error,
            late_ms=self._probing.latest_late_ms,
            probes=len(self._schedule.probes),
            is_judge=self._teamwork.may_judge(),
            clock=clock(),
        )

    def _catch_up(self) -> None:
        """Tell the database what is watched, and read what was spent, where that is to be done."""
        self._registration.keep_up(self._config, now_ms())
        self._spending_count.keep_up(now_ms())

    async def _follow_config(self) -> None:
        """Adopt an edited configuration; a broken one is told of and the last good one kept."""
        good_for_s = self._config.good_for_s
        is_stale = good_for_s is not None and time.monotonic() - self._read_at_s >= good_for_s
        if self._edits.happened() or is_stale:
            await self._reload()
        with contextlib.suppress(DatabaseError):
            await asyncio.to_thread(self._catch_up)

    def _placed(self, config: Config) -> Config:
        return config if self._vantage is None else replace(config, vantage=self._vantage)

    async def _reload(self) -> None:
        try:
            config = await asyncio.to_thread(load_config, self._config.path, os.environ)
            config = self._placed(config)
        except ConfigError as error:
            self._config_error = str(error)
            self._edits.follow((self._config.path, *error.check_files))
            log.error("the edited configuration is not used:\n%s", error)
            return
        finally:
            self._read_at_s = time.monotonic()
        self._config, self._config_error = config, None
        self._edits.follow((config.path, *config.check_files))
        self._pipeline.asker = _asker(config, self._heard)
        self._pipeline.adopt(config.rules)
        self._alerting.alerts = self._sending.alerts = config.alerts
        self._publishing.settings = config.publish
        self._upkeep.settings = config.retention
        self._spending.budget = config.budget
        self._reporting.wanted = config.reports
        self._schedule.replace(config.probes)
        log.info("probes=%d configuration reloaded", len(self._schedule.probes))


def run_worker(
    config: Config,
    database: Database,
    database_url: str,
    spool_folder: Path,
    vantage: str | None = None,
) -> None:
    """Run a worker until SIGINT or SIGTERM, at `vantage` if not where the configuration says.

    `database_url` is where others find `database`.

    Raises:
        DatabaseError: where the database cannot be written at the start, and never could, or is
            for one worker and has one.
    """

    async def main() -> None:
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                loop.add_signal_handler(number, stopping.set)
            except NotImplementedError:  # Windows: Ctrl-C arrives as KeyboardInterrupt instead
                signal.signal(number, lambda *_: loop.call_soon_threadsafe(stopping.set))
        await Worker(config, database, database_url, spool_folder, vantage).run(stopping)

    with storage.locks.only_worker(database):
        asyncio.run(main())


def _asker(config: Config, listen: Listen) -> Asker:
    return Asker(vantage=config.vantage, references=References(config.reference), listen=listen)
