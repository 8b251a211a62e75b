"""Runs what is due: within the budget, leaving alone who throttles, asking beside what stalls."""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Iterator

from incidents.incident import Look
from monitor.backoff import Backoff
from monitor.budget import Spending
from monitor.patience import Patience
from monitor.pipeline import Pipeline, now_ms
from probes.result import ProbeResult
from probes.schedule import Schedule
from probes.spec import ProbeSpec

log = logging.getLogger(__name__)


class Probing:
    """Asks through `pipeline`, at the times of `schedule`, for what `spending` allows.

    `latest_late_ms` is how long after its time the latest run began. `seed` spreads the phases
    of the schedule.
    """

    def __init__(self, pipeline: Pipeline, spending: Spending, *, seed: str) -> None:
        self.schedule = Schedule(self._run, pipeline.missed, seed=seed, room=pipeline.room)
        self.latest_late_ms = 0.0
        self._pipeline = pipeline
        self._spending = spending
        self._backoff = Backoff()
        self._patience = Patience()
        self._under_way: Counter[str] = Counter()

    def look_again(self, look: Look) -> None:
        """Run a probe sooner than its cadence says, where its provider has allowance for that."""
        if self._backoff.may_hurry(look.provider):
            self.schedule.look_again(look.probe, look.after_s)

    async def _run(self, spec: ProbeSpec, late_ms: float) -> None:
        self.latest_late_ms = late_ms
        if refusal := self._spending.refusal(spec, now_ms()):
            self._pipeline.missed(spec, now_ms(), refusal)
            return
        with self._spending.reserved(spec), self._asking_beside_if_overdue(spec):
            result = await self._pipeline.ask(spec, late_ms)
            self._spending.add(result)
        self._patience.learn(result, spec.every_s)
        if hold_s := self._backoff.hold_s(result, spec.every_s):
            self.schedule.hold(spec.name, hold_s)
        log.info(_line(result))

    @contextlib.contextmanager
    def _asking_beside_if_overdue(self, spec: ProbeSpec) -> Iterator[None]:
        limit_s = min(spec.deadlines.first_content, spec.deadlines.total)
        after_s = self._patience.overdue_after_s(spec.name, limit_s)
        overdue = None
        if after_s is not None:
            overdue = asyncio.get_running_loop().call_later(after_s, self._ask_beside, spec)
        self._under_way[spec.name] += 1
        try:
            yield
        finally:
            self._under_way[spec.name] -= 1
            if overdue is not None:
                overdue.cancel()

    def _ask_beside(self, spec: ProbeSpec) -> None:
        provider, under_way = spec.provider.id, self._under_way[spec.name]
        if not self._backoff.may_hurry(provider):
            return
        if self._patience.may_ask_beside(provider, under_way, now_ms()):
            self.schedule.run_beside(spec.name)


def _line(result: ProbeResult) -> str:
    total = result.timings.total_ms
    took = "" if total is None else f" total_ms={total:.0f}"
    return f"probe={result.probe} outcome={result.outcome}{took} late_ms={result.late_ms:.0f}"
