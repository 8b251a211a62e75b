"""A result's whole journey: ask, doubt ourselves, keep, judge."""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

from incidents.incident import Look
from incidents.rules import Rules
from monitor.keeping import Judged, Keeper
from probes.agreement import Agreement
from probes.heartbeats import Listen
from probes.references import References, is_beyond_this_network
from probes.result import Fault, Outcome, ProbeResult
from probes.runner import check_of, run_probe
from probes.spec import ProbeSpec
from probes.transport import Transport
from storage.database import Database, DatabaseError

log = logging.getLogger(__name__)

LookAgain = Callable[[Look], None]
Kept = TypeVar("Kept")

# Results that could not be written wait in memory, oldest first, while we try again.
RETRY_AFTER_S = 2.0


def now_ms() -> int:
    """Return the time as epoch milliseconds UTC."""
    return time.time_ns() // 1_000_000


class Asker:
    """Runs probes and doubts ourselves before it blames a provider."""

    def __init__(
        self, *, vantage: str, references: References, listen: Listen | None = None
    ) -> None:
        self.vantage = vantage
        self.references = references
        self.listen = listen
        self._agreement = Agreement()
        self._transport = Transport()

    async def ask(self, spec: ProbeSpec, late_ms: float = 0.0) -> ProbeResult:
        """Run a probe once; where our own network is gone the result is marked blind."""
        began_s = self._agreement.now_s()
        result = await run_probe(
            spec,
            transport=self._transport,
            vantage=self.vantage,
            late_ms=late_ms,
            listen=self.listen,
        )
        if result.outcome.fault is Fault.MONITOR or not _goes_out(spec):
            return result
        provider, is_cut_off = result.provider, result.outcome.is_network_type
        self._agreement.hear(provider, is_cut_off=is_cut_off)
        if is_cut_off and await self._is_us(provider, began_s):
            return replace(result, outcome=Outcome.BLIND)
        return result

    async def _is_us(self, provider: str, began_s: float) -> bool:
        if await self.references.can_see():
            # A broken proxy or certificate store of ours leaves neutral targets in reach.
            return self._agreement.all_cut_off()
        # Neutral targets may be out of reach by the rules of this network alone.
        return not self._agreement.answered_since(began_s, but=provider)


def _goes_out(spec: ProbeSpec) -> bool:
    return is_beyond_this_network(check_of(spec).target(spec.provider, spec.options))


class Pipeline:
    """Carries each result from the probe to the table, the judge and the incident.

    Asking happens on the event loop; keeping and judging on one thread of their own, so that
    a slow disk never bends a measurement.
    """

    def __init__(
        self,
        database: Database,
        *,
        asker: Asker,
        rules: Rules,
        look_again: LookAgain = lambda _look: None,
        may_judge: Callable[[], bool] = lambda: True,
    ) -> None:
        self.asker = asker
        self.look_again = look_again
        self.last_kept_at_ms: int | None = None
        self.trouble: str | None = None
        self._keeper = Keeper(database, rules, may_judge=may_judge)
        self._every_s: dict[str, float] = {}
        self._waiting: asyncio.Queue[ProbeResult | None] = asyncio.Queue()
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="keep")

    async def ask(self, spec: ProbeSpec, late_ms: float) -> ProbeResult:
        """Run a probe once, put its result in line for keeping, and return it."""
        result = await self.asker.ask(spec, late_ms)
        self._every_s[spec.name] = spec.every_s
        self._waiting.put_nowait(result)
        return result

    def missed(self, spec: ProbeSpec, due_ms: int, why: str) -> None:
        """Put a run that did not happen in line, so that the gap explains itself."""
        self._every_s[spec.name] = spec.every_s
        self._waiting.put_nowait(
            ProbeResult(
                probe=spec.name,
                provider=spec.provider.id,
                surface=spec.surface,
                vantage=self.asker.vantage,
                started_at_ms=due_ms,
                outcome=Outcome.SKIPPED,
                detail=why,
            )
        )

    async def keep_all(self) -> None:
        """Write results as they come, a batch at a time, until `finish` was called."""
        is_last = False
        while not is_last:
            batch = []
            first = await self._waiting.get()
            if first is None:
                break
            batch.append(first)
            is_last = await self._keep_until_kept(batch)
        self._writer.shutdown(wait=True)

    def finish(self) -> None:
        """Let `keep_all` write what is in line, and end."""
        self._waiting.put_nowait(None)

    async def judge_line(self) -> int:
        """Judge what other workers put in line; return how many results were in it.

        Raises:
            DatabaseError: where the database is away.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._writer, self._keeper.judge_line)

    def judge_rest(self) -> None:
        """Judge all that other workers and this one put in line, after `keep_all` has ended."""
        while self._keeper.judge_line():
            pass

    def adopt(self, rules: Rules) -> None:
        """Judge by other rules from the next result on; what was learned stays."""
        self._keeper.rules = rules

    async def _keep_until_kept(self, batch: list[ProbeResult]) -> bool:
        """Write `batch` and all that joins it meanwhile; return whether it was the last."""
        is_last = False
        while True:
            while not self._waiting.empty():
                result = self._waiting.get_nowait()
                is_last = is_last or result is None
                if result is not None:
                    batch.append(result)
            try:
                await self._keep(batch)
            except DatabaseError as error:
                if self.trouble is None:
                    log.error("cannot keep results, trying again: %s", error)
                self.trouble = str(error)
                await asyncio.sleep(RETRY_AFTER_S)
            else:
                self.trouble = None
                return is_last

    async def _keep(self, batch: list[ProbeResult]) -> None:
        """Write `batch` and empty it: together or, where one of them trips us up, one by one."""
        try:
            await self._in_writer(self._keeper.keep, batch)
        except DatabaseError:
            raise
        except Exception as bug:  # noqa: BLE001  one result must not cost us all the others
            log.error("results are kept one by one, which is a bug: %r", bug)
        else:
            batch.clear()
        while batch:
            await self._in_writer(self._keeper.keep_at_least, batch[0])
            del batch[0]

    async def _in_writer(
        self, keep: Callable[[Kept, dict[str, float]], Judged], results: Kept
    ) -> None:
        loop = asyncio.get_running_loop()
        judgements = await loop.run_in_executor(self._writer, keep, results, self._every_s)
        self.last_kept_at_ms = now_ms()
        for _, judgement in judgements:
            for look in judgement.look_again:
                self.look_again(look)
