"""What runs came to: counts, sums and latencies, from single runs or from rows that sum them up."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import fsum
from typing import Any

from sqlalchemy import select

from storage.codec import OUTCOME_CODES
from storage.models import RESULT, ROLLUP_HOUR
from storage.sketches import Sketch, pack_values

ANSWERED_CODES = frozenset(code for outcome, code in OUTCOME_CODES.items() if outcome.is_answered)
OK_CODE = 0

RUNS = select(
    RESULT.c.probe_id,
    RESULT.c.started_at_ms,
    RESULT.c.outcome,
    RESULT.c.ttft_us,
    RESULT.c.total_us,
    RESULT.c.score,
    RESULT.c.cost_microusd,
)
"""Single runs, as `Tally.add_runs` wants them."""

KEY = ("probe_id", "start_ms", "vantage_id")
TOLD = tuple(column.name for column in ROLLUP_HOUR.c if column.name not in KEY)
"""What a row that sums runs up tells, in the order of `Tally.told` and `Tally.add_told`."""

_LARGEST = 2**63 - 1


class Latencies:
    """How long answered runs took, in microseconds.

    Of a few rows that sum runs up only sketches are left; a percentile of several of those
    is then about right, within `storage.sketches.RELATIVE_ERROR`. It is exact of single runs,
    and of one such row, which has it ready.
    """

    __slots__ = ("_ready", "_sketches", "_values", "_whole", "count", "sum_us")

    def __init__(self) -> None:
        self.count = 0
        self.sum_us = 0
        self._values: list[int] = []
        self._sketches: list[bytes | None] = []
        self._ready: tuple[int, int] | None = None
        self._whole: Sketch | None = None

    def add(self, values: list[int]) -> None:
        """Add single runs."""
        self.count += len(values)
        self.sum_us += sum(values)
        self._values += values

    def add_told(self, told: Sequence[Any], sketch: bytes | None) -> None:
        """Add what one row tells of its runs, of which there are some, as `told` returns it.

        Its sketch may be left out where no other row is added.
        """
        count, sum_us, p50_us, p95_us = told
        self.count += count
        self.sum_us += sum_us
        if count <= 2:
            self._values += (p50_us, p95_us)[:count]
        else:
            self._sketches.append(sketch)
            self._ready = (p50_us, p95_us)

    def merge(self, other: "Latencies") -> None:
        """Add what another one has seen."""
        self.count += other.count
        self.sum_us += other.sum_us
        self._values += other._values
        self._sketches += other._sketches
        self._ready = None

    def percentile_us(self, percent: int) -> int | None:
        """Return the nearest-rank percentile; None without any run.

        That is the smallest value that at least `percent` % of all do not exceed.
        """
        if not self.count:
            return None
        # Nearest rank: rounded up.
        rank = -(-self.count * percent // 100)
        return self.at_rank_us(rank)

    def at_rank_us(self, rank: int) -> int:
        """Return the `rank`-th smallest value, counted from 1."""
        if not self._sketches:
            self._values.sort()
            return self._values[rank - 1]
        return round(self._merged().at_rank(rank))

    def median_us(self) -> float | None:
        """Return the median: of an even number, the mean of the middle two."""
        if not self.count:
            return None
        return (self.at_rank_us((self.count + 1) // 2) + self.at_rank_us(self.count // 2 + 1)) / 2

    @property
    def p50_p95_us(self) -> tuple[int | None, int | None]:
        """The two percentiles that rows have ready."""
        if self._ready and len(self._sketches) == 1 and not self._values:
            return self._ready
        return self.percentile_us(50), self.percentile_us(95)

    def sketch(self) -> bytes | None:
        """Return its sketch; None where the two percentiles tell every value."""
        if not self._sketches and len(self._values) < 3:
            return None
        return self._merged().pack() if self._sketches else pack_values(self._values)

    def told(self) -> tuple[object, ...]:
        """Return count, sum and percentiles as a row tells them."""
        return self.count, min(self.sum_us, _LARGEST), *self.p50_p95_us

    def _merged(self) -> Sketch:
        if self._whole is None or self._whole.count != self.count:
            self._whole = Sketch(self._values)
            for packed in self._sketches:
                assert packed is not None
                self._whole.merge(packed)
        return self._whole


class Counts:
    """How often each outcome occurred, by its code, and what goes with that."""

    __slots__ = ("by_code", "cost_microusd", "score_count", "score_sum")

    def __init__(self) -> None:
        self.by_code: dict[int, int] = {}
        self.cost_microusd = 0
        self.score_count = 0
        self.score_sum = 0.0

    def count_told(self, told: Sequence[Any], times: int = 1) -> None:
        """Add the counts and sums, without latencies, of so many rows with the same `others`."""
        ok, others, cost, graded, score = told
        if ok:
            # PostgreSQL sums integers to a decimal.
            self.by_code[OK_CODE] = self.by_code.get(OK_CODE, 0) + int(ok)
        if others:
            for code, number in others_told(others):
                self.count(code, number * times)
        self.cost_microusd += int(cost)
        self.score_count += int(graded)
        self.score_sum += score

    def count(self, outcome: int, number: int) -> None:
        """Add so many runs with one outcome."""
        self.by_code[outcome] = self.by_code.get(outcome, 0) + number

    def score(self, scores: Sequence[float]) -> None:
        """Add scores. Their sum is rounded once, whatever their order."""
        if scores:
            self.score_count += len(scores)
            self.score_sum = fsum((self.score_sum, *scores))


def tell_outcomes(by_code: Mapping[int, int]) -> tuple[int, str | None]:
    """Return how often each outcome occurred, by its code, as a row tells it: ok, and others."""
    ok = by_code.get(OK_CODE, 0)
    if len(by_code) == (ok > 0):
        return ok, None
    pairs = sorted(by_code.items())
    return ok, ",".join(f"{code}:{number}" for code, number in pairs if code != OK_CODE)


def outcomes_told(ok: int, others: str | None) -> list[tuple[int, int]]:
    """Return the codes of outcomes, and how often each occurred, of a row that tells them."""
    return [*([(OK_CODE, ok)] if ok else []), *(others_told(others) if others else [])]


def runs_told(told: Sequence[Any]) -> int:
    """Return how many runs a row tells of."""
    return sum(number for _, number in outcomes_told(*told[:2]))


# Of hours there are few that differ, of days about as many as there are.
@lru_cache(maxsize=8192)
def others_told(others: str) -> tuple[tuple[int, int], ...]:
    """Return the codes of outcomes but ok, and how often each occurred, of a row's `others`."""
    numbers = map(int, others.replace(":", ",").split(","))
    return tuple(zip(numbers, numbers, strict=True))


class Tally(Counts):
    """What some runs of one probe came to."""

    __slots__ = ("total", "ttft")

    def __init__(self) -> None:
        super().__init__()
        self.ttft = Latencies()
        self.total = Latencies()

    def add_runs(self, rows: Iterable[Sequence[Any]]) -> None:
        """Add single runs, at least one, as `RUNS` selects them."""
        _, _, outcomes, ttfts, totals, scores, costs, *_ = zip(*rows, strict=True)
        for outcome in set(outcomes):
            self.count(outcome, outcomes.count(outcome))
        self.cost_microusd += sum(costs)
        self.score([score for score in scores if score is not None])
        if not ANSWERED_CODES.issuperset(outcomes):
            answered = [code in ANSWERED_CODES for code in outcomes]
            ttfts = tuple(us for us, is_so in zip(ttfts, answered, strict=True) if is_so)
            totals = tuple(us for us, is_so in zip(totals, answered, strict=True) if is_so)
        self.ttft.add([us for us in ttfts if us is not None])
        self.total.add([us for us in totals if us is not None])

    def add_told(
        self, told: Sequence[Any], ttft: bytes | None = None, total: bytes | None = None
    ) -> None:
        """Add what one row tells, with the sketches beside it."""
        self.count_told(told[:5])
        if told[5]:
            self.ttft.add_told(told[5:9], ttft)
        if told[9]:
            self.total.add_told(told[9:13], total)

    def told(self) -> tuple[object, ...]:
        """Return what a row tells of it, in the order of `TOLD`."""
        return (
            *tell_outcomes(self.by_code),
            min(self.cost_microusd, _LARGEST),
            self.score_count,
            self.score_sum,
            *self.ttft.told(),
            *self.total.told(),
        )
