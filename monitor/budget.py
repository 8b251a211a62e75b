"""How much probing may cost a day, and what is left of that."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from probes.result import ProbeResult
from probes.runner import check_of
from probes.spec import ProbeSpec

_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyBudget:
    """The most that probing may cost a UTC day, in US dollars: in all, and by provider."""

    total_usd: float | None = None
    by_provider_usd: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_limited(self) -> bool:
        """True where something has a limit."""
        return self.total_usd is not None or bool(self.by_provider_usd)


class Spending:
    """What was spent today, in micro-dollars, and whether one more run still fits.

    A run is taken to cost all that it may, from when it begins until it is counted: others
    that begin meanwhile must not spend the same money. What costs nothing, or has no price
    that is known, is never refused.
    """

    def __init__(self, budget: DailyBudget) -> None:
        self.budget = budget
        self.is_known = False
        self._day = -1
        self._spent: Counter[str] = Counter()
        self._reserved: Counter[str] = Counter()
        self._most: dict[str, tuple[ProbeSpec, int]] = {}

    def begin(self, spent_microusd: Mapping[str, int], now_ms: int) -> None:
        """Take over what was spent today before we started, by provider.

        Until then nothing begins that a limit might forbid.
        """
        self._turn_to(now_ms)
        self.is_known = True
        self._spent += Counter(spent_microusd)

    def recount(self, spent_microusd: Mapping[str, int], now_ms: int) -> None:
        """Take over what was spent today, by others too, in place of what was counted here."""
        self._turn_to(now_ms)
        self.is_known = True
        self._spent = Counter(spent_microusd)

    def add(self, result: ProbeResult) -> None:
        """Count what a run has cost."""
        self._turn_to(result.started_at_ms)
        self._spent[result.provider] += result.cost_microusd

    def refusal(self, spec: ProbeSpec, now_ms: int) -> str | None:
        """Return why a run must not begin, None where it may."""
        run = self._most_microusd(spec)
        if not run:
            return None
        self._turn_to(now_ms)
        provider, taken = spec.provider.id, self._spent + self._reserved
        for limit_usd, spent, whose in (
            (self.budget.by_provider_usd.get(provider), taken[provider], f" for {provider}"),
            (self.budget.total_usd, taken.total(), ""),
        ):
            if limit_usd is not None and not self.is_known:
                return f"paused: what of today's ${limit_usd:g}{whose} is spent cannot be read"
            if limit_usd is not None and spent + run > limit_usd * 1_000_000:
                return f"paused until {_midnight(now_ms)}: today's ${limit_usd:g}{whose} are spent"
        return None

    @contextmanager
    def reserved(self, spec: ProbeSpec) -> Iterator[None]:
        """Set aside what a run may cost while it is under way."""
        run = self._most_microusd(spec)
        self._reserved[spec.provider.id] += run
        try:
            yield
        finally:
            self._reserved[spec.provider.id] -= run

    def _most_microusd(self, spec: ProbeSpec) -> int:
        known = self._most.get(spec.name)
        if known is None or known[0] is not spec:
            usage, price = check_of(spec).usage(spec.provider, spec.options), spec.provider.price
            most = 0
            if usage is not None and price is not None:
                most = math.ceil(price.microusd(usage.input_tokens, usage.output_tokens))
            known = self._most[spec.name] = (spec, most)
        return known[1]

    def _turn_to(self, now_ms: int) -> None:
        # Whatever was spent before, it was spent on another day.
        if now_ms // _DAY_MS > self._day:
            is_next = self._day >= 0
            self._day, self._spent = now_ms // _DAY_MS, Counter()
            self.is_known = self.is_known or is_next


def day_start_ms(now_ms: int) -> int:
    """Return when the UTC day of a moment began."""
    return now_ms - now_ms % _DAY_MS


def _midnight(now_ms: int) -> str:
    day = datetime.fromtimestamp(now_ms / 1000, UTC) + timedelta(days=1)
    return f"{day:%Y-%m-%d} 00:00 UTC"
