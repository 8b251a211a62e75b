"""Brings notices to their targets: claims them, sends them, tries again, and gives up aloud.

At least once: what a worker claimed and did not finish is anybody's again when its lease is over.
Never twice as far as the receiver allows: every attempt at one notice bears the same id, and of
any number of workers one at a time sends it.
"""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Sequence

from probes.transport import Transport
from publish.alerts.channel import channel_of
from publish.alerts.notice import Notice
from publish.alerts.planning import held_until_ms, plan, remind
from publish.alerts.posting import Undelivered
from publish.alerts.reports import receiver
from publish.alerts.target import Alerts, Target
from storage import deliveries
from storage.database import Connection, Database, DatabaseError
from storage.deliveries import Delivery, DeliveryState

log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
REMIND_EVERY_S = 30.0
# Over what sending may take: whoever still sends then is taken for dead.
LEASE_MARGIN_S = 5.0
FIRST_RETRY_S = 2.0
LONGEST_RETRY_S = 300.0
# More at once would be a burden to a receiver that is just coming back.
_AT_ONCE = 5
_FINISH_WITHIN_S = 5.0


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


class Delivering:
    """Plans and sends for as long as `run` goes on; other alerts may be set at any moment."""

    def __init__(
        self,
        database: Database,
        alerts: Alerts,
        *,
        clock_ms: Callable[[], int] = _now_ms,
        jitter: Callable[[], float] = lambda: random.uniform(0.8, 1.2),
        has_reports: Callable[[], bool] = lambda: True,
    ) -> None:
        """Send for `alerts`; reports only while it `has_reports`: they lie on its disk."""
        self.alerts = alerts
        self._database = database
        self._clock_ms = clock_ms
        self._jitter = jitter
        self._has_reports = has_reports
        self._transport = Transport()
        self._sending: dict[str, asyncio.Task[None]] = {}
        self._reminded_at_ms = 0
        self._trouble: str | None = None

    async def run(self) -> None:
        """Deliver until cancelled; then let what is being sent come to its end."""
        try:
            while True:
                await self._try_a_step()
                await asyncio.sleep(LOOK_EVERY_S)
        finally:
            await self._finish()

    async def _try_a_step(self) -> None:
        try:
            await self.step()
        except Exception as error:
            # Once for all the seconds that it lasts.
            if self._trouble == str(error):
                return
            self._trouble = str(error)
            if isinstance(error, DatabaseError):
                log.warning("alerts wait for the database: %s", error)
            else:
                log.exception("alerts hang, which is a bug")
        else:
            self._trouble = None

    async def step(self) -> None:
        """Plan what is new, and begin to send what is due to targets that are not busy.

        Raises:
            DatabaseError: where it cannot be read or written.
        """
        if not self.alerts.targets:
            return
        self._sending = {name: task for name, task in self._sending.items() if not task.done()}
        await asyncio.to_thread(self._plan)
        for target in (*self.alerts.targets, *self._receivers()):
            if target.name not in self._sending:
                claimed = await asyncio.to_thread(self._claim, target)
                if claimed:
                    task = asyncio.create_task(self._send(target, claimed))
                    self._sending[target.name] = task

    def _receivers(self) -> list[Target]:
        wanted = self.alerts.reports_to if self._has_reports() else ()
        return [receiver(each) for each in self.alerts.targets if each.name in wanted]

    async def settled(self) -> None:
        """Wait until nothing is being sent."""
        if self._sending:
            await asyncio.wait(self._sending.values())

    async def _finish(self) -> None:
        if self._sending:
            _, late = await asyncio.wait(self._sending.values(), timeout=_FINISH_WITHIN_S)
            for task in late:
                task.cancel()
        await self._transport.aclose()

    def _plan(self) -> None:
        now_ms = self._clock_ms()
        with self._database.read() as connection:
            is_new = deliveries.is_anything_unannounced(connection)
        is_time = now_ms - self._reminded_at_ms >= REMIND_EVERY_S * 1000
        if not (is_new or is_time):
            return
        with self._database.transaction() as connection:
            if is_new:
                plan(connection, self.alerts, now_ms)
            if is_time:
                remind(connection, self.alerts, now_ms)
                self._give_up_old(connection, now_ms)
        if is_time:
            self._reminded_at_ms = now_ms

    def _give_up_old(self, connection: Connection, now_ms: int) -> None:
        since_ms = now_ms - round(self.alerts.give_up_after_s * 1000)
        lost = deliveries.give_up(connection, since_ms, now_ms, "no worker knows this target")
        if lost:
            log.error("alerts given up: %d; `brownout alerts` says which", lost)

    def _claim(self, target: Target) -> list[Delivery]:
        now_ms = self._clock_ms()
        with self._database.read() as connection:
            if not deliveries.is_any_due(connection, [target.name], now_ms):
                return []
        lease_ms = round((target.timeout_s + LEASE_MARGIN_S) * 1000)
        limit = max(_AT_ONCE, channel_of(target).BATCH)
        with self._database.transaction() as connection:
            claimed = deliveries.claim(
                connection, [target.name], now_ms=now_ms, lease_ms=lease_ms, limit=limit
            )
            ready = []
            for each in claimed:
                until_ms = held_until_ms(connection, _notice(each), now_ms)
                if until_ms is None:
                    ready.append(each)
                else:
                    deliveries.hold(connection, each.id, until_ms)
            return ready

    async def _send(self, target: Target, claimed: Sequence[Delivery]) -> None:
        size = channel_of(target).BATCH
        batches = [claimed[at : at + size] for at in range(0, len(claimed), size)]
        await asyncio.gather(*(self._send_batch(target, batch) for batch in batches))

    async def _send_batch(self, target: Target, batch: Sequence[Delivery]) -> None:
        notices = [_notice(each) for each in batch]
        try:
            try:
                async with asyncio.timeout(target.timeout_s + LEASE_MARGIN_S / 2):
                    await channel_of(target).send(notices, target, self._transport)
            except Undelivered as error:
                failure: Undelivered | None = error
            except TimeoutError:
                failure = Undelivered(f"it did not answer within {target.timeout_s:g} s")
            except Exception as bug:
                log.exception("alerts to %s fail, which is a bug", target.name)
                said = target.redactor.clean(f"a bug of ours: {type(bug).__name__}")
                failure = Undelivered(said)
            else:
                failure = None
            await asyncio.to_thread(self._note, target, batch, failure)
        except DatabaseError as error:
            # The lease runs out, and it is sent again under the same id.
            log.warning("alerts to %s: what came of them is not kept: %s", target.name, error)

    def _note(self, target: Target, batch: Sequence[Delivery], failure: Undelivered | None) -> None:
        now_ms = self._clock_ms()
        with self._database.transaction() as connection:
            if failure is None:
                ids = [each.id for each in batch]
                deliveries.end(connection, ids, DeliveryState.DELIVERED, now_ms)
                return
            for each in batch:
                waited_s = (now_ms - each.made_at_ms) / 1000
                if failure.is_final or waited_s >= self.alerts.give_up_after_s:
                    problem = f"given up: {failure}"
                    deliveries.end(connection, [each.id], DeliveryState.FAILED, now_ms, problem)
                    log.error("target=%s alert given up: %s", target.name, failure)
                else:
                    wait_s = failure.retry_after_s or self._backoff_s(each.attempts)
                    due_ms = now_ms + round(wait_s * 1000)
                    deliveries.put_off(connection, each.id, due_ms, str(failure))
                    log.warning("target=%s alert not delivered: %s", target.name, failure)

    def _backoff_s(self, attempts: int) -> float:
        doubled: float = FIRST_RETRY_S * 2 ** min(attempts - 1, 16)
        return min(LONGEST_RETRY_S, doubled) * self._jitter()


def _notice(delivery: Delivery) -> Notice:
    return Notice.model_validate_json(delivery.notice)
