"""A result's whole journey: ask, doubt ourselves, keep, judge."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from incidents.incident import Look
from incidents.rules import Rules
from monitor.backlog import Backlog
from monitor.keeping import Judged, Keeper
from monitor.landing import Landing
from monitor.moments import Moments
from probes.agreement import Agreement
from probes.heartbeats import Listen
from probes.references import References, is_beyond_this_network
from probes.result import Fault, Outcome, ProbeResult
from probes.runner import check_of, run_probe
from probes.spec import ProbeSpec
from probes.transport import Transport
from storage.database import Database
from storage.spool import Spooled

LookAgain = Callable[[Look], None]


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

    async def ask(
        self,
        spec: ProbeSpec,
        late_ms: float = 0.0,
        *,
        clock_ms: Callable[[], int] = now_ms,
    ) -> ProbeResult:
        """Run a probe once; where our own network is gone the result is marked blind."""
        began_s = self._agreement.now_s()
        result = await run_probe(
            spec,
            transport=self._transport,
            vantage=self.vantage,
            clock_ms=clock_ms,
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

    Asking happens on the event loop; keeping and judging on a thread of their own, so that a
    slow disk never bends a measurement. Results that the database cannot take wait in the
    spool of `spool_folder`, or in memory where there is none.
    """

    def __init__(
        self,
        database: Database,
        *,
        asker: Asker,
        rules: Rules,
        look_again: LookAgain = lambda _look: None,
        spool_folder: Path | None = None,
        may_judge: Callable[[], bool] = lambda: True,
    ) -> None:
        self.asker = asker
        self.look_again = look_again
        self.last_kept_at_ms: int | None = None
        self._keeper = Keeper(database, rules, may_judge=may_judge)
        self._landing = Landing(self._keeper, Backlog(spool_folder), self._judged)
        self._moments = Moments()

    @property
    def trouble(self) -> str | None:
        """Why results cannot be written to the database, None where they can."""
        return self._landing.trouble

    @property
    def backlog(self) -> Backlog:
        """What waits for the database."""
        return self._landing.backlog

    async def ask(self, spec: ProbeSpec, late_ms: float) -> ProbeResult:
        """Run a probe once, put its result in line for keeping, and return it."""
        result = await self.asker.ask(
            spec, late_ms, clock_ms=lambda: self._moments.take(spec.name, now_ms())
        )
        self._landing.put(Spooled(result, spec.every_s))
        return result

    def missed(self, spec: ProbeSpec, due_ms: int, why: str) -> None:
        """Put a run that did not happen in line, so that the gap explains itself."""
        skipped = ProbeResult(
            probe=spec.name,
            provider=spec.provider.id,
            surface=spec.surface,
            vantage=self.asker.vantage,
            started_at_ms=self._moments.take(spec.name, due_ms),
            outcome=Outcome.SKIPPED,
            detail=why,
        )
        self._landing.put(Spooled(skipped, spec.every_s))

    async def room(self) -> None:
        """Wait while results come faster than they can be kept."""
        await self._landing.room()

    async def keep_all(self) -> None:
        """Write results as they come, until `finish` was called and all are written."""
        await self._landing.run()

    def finish(self) -> None:
        """Let `keep_all` write what is in line, and end."""
        self._landing.finish()

    async def judge_line(self) -> int:
        """Judge what other workers put in line; return how many results were in it.

        Raises:
            DatabaseError: where the database is away.
        """
        return await self._landing.judge_line()

    async def judge_rest(self) -> None:
        """Judge all that other workers and this one put in line, after `keep_all` has ended.

        Raises:
            DatabaseError: where the database is away.
        """
        while await self._landing.judge_line():
            pass

    def close(self) -> None:
        """Let go of the threads; what is not done by then is left."""
        self._landing.close()

    def adopt(self, rules: Rules) -> None:
        """Judge by other rules from the next result on; what was learned stays."""
        self._keeper.rules = rules

    def _judged(self, judgements: Judged) -> None:
        self.last_kept_at_ms = now_ms()
        for _, judgement in judgements:
            for look in judgement.look_again:
                self.look_again(look)
