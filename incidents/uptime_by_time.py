"""Uptime by time: a window cut into slices, each up, down or unknown in parts that add up to it.

docs/uptime.md tells the arithmetic, and why it differs from uptime by probes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from incidents import availability
from probes.result import Fault, Outcome

NO_RESULT = "no result"
UNKNOWN = {
    Fault.ACCOUNT: "our account",
    Fault.NETWORK: "our network",
    Fault.MONITOR: "our monitor",
    None: NO_RESULT,
}
"""Why a stretch of time is unknown: whose fault its results were, or that there were none."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What one probe saw in [start_ms, start_ms + length_ms).

    `share` of its runs that say anything of the provider were answered, None without any. It
    saw `seen` of the time, in [0, 1]. `blanks` of its runs say nothing, most of them `unseen`.
    """

    start_ms: int
    length_ms: int
    share: float | None
    seen: float
    blanks: int
    unseen: str

    @classmethod
    def of(
        cls, counts: Mapping[Outcome, int], start_ms: int, length_ms: int, every_s: float
    ) -> "Sight":
        """Return what runs of a probe with a cadence of `every_s` (0 unknown) came to.

        A run speaks for as long as the cadence: it is not known how it was in between.
        """
        share, seen = availability.uptime(counts), 0.0
        if share is not None:
            is_timed = every_s > 0
            seen = availability.coverage(counts, length_ms / 1000, every_s) if is_timed else 1.0
        blanks = {each: count for each, count in counts.items() if each.fault in UNKNOWN}
        by_fault: dict[Fault | None, int] = {}
        for outcome, count in blanks.items():
            by_fault[outcome.fault] = by_fault.get(outcome.fault, 0) + count
        most = max(by_fault, key=lambda fault: by_fault[fault], default=None)
        return cls(start_ms, length_ms, share, seen, sum(blanks.values()), UNKNOWN[most])


@dataclass(frozen=True, slots=True)
class Slice:
    """A slice of time: `share` of it up where it was seen, `seen` how much of it was, in [0, 1].

    `share` is None where nothing was seen; `unseen` says why, one of the values of `UNKNOWN`.
    """

    start_ms: int
    length_ms: int
    share: float | None = None
    seen: float = 0.0
    unseen: str = NO_RESULT

    @property
    def seen_ms(self) -> float:
        """How much of it was seen."""
        return self.length_ms * self.seen

    @property
    def down_ms(self) -> float:
        """How much of it was down, as far as it was seen."""
        return 0.0 if self.share is None else self.seen_ms * (1 - self.share)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    """Slices together, in ms: `seen_ms` of it `down_ms`, and `unknown_ms` by why it was not seen.

    The seen and the unknown make up the whole. `gaps` are the stretches [start, end), epoch ms,
    of which nothing was seen.
    """

    seen_ms: float
    down_ms: float
    unknown_ms: Mapping[str, float]
    gaps: tuple[tuple[int, int], ...]

    @property
    def uptime(self) -> float | None:
        """The share of the seen time that was up; None where nothing was seen."""
        return 1 - self.down_ms / self.seen_ms if self.seen_ms else None

    @property
    def coverage(self) -> float:
        """The share of all the time that was seen."""
        whole_ms = self.seen_ms + sum(self.unknown_ms.values())
        return self.seen_ms / whole_ms if whole_ms else 0.0


def slices(sights: Iterable[Sight], start_ms: int, end_ms: int, step_ms: int) -> list[Slice]:
    """Cut [start_ms, end_ms) into slices of `step_ms`, the last one shorter where it must be.

    The share of a slice is the mean over the probes that saw any of it, so that one that looks
    more often, as all do under suspicion, has no more say. It is seen as well as by the probe
    that saw it best. A sight of a slow probe may span several slices and counts in each.
    """
    within: dict[int, list[Sight]] = {}
    for sight in sights:
        first = (sight.start_ms - start_ms) // step_ms
        last = (min(sight.start_ms + sight.length_ms, end_ms) - 1 - start_ms) // step_ms
        for number in range(max(0, first), last + 1):
            within.setdefault(number, []).append(sight)
    return [
        _slice(at, min(step_ms, end_ms - at), within.get(number, ()))
        for number, at in enumerate(range(start_ms, end_ms, step_ms))
    ]


def _slice(start_ms: int, length_ms: int, sights: Sequence[Sight]) -> Slice:
    if len(sights) == 1:
        (only,) = sights
        return Slice(start_ms, length_ms, only.share, only.seen, only.unseen)
    unseen = max(sights, key=_blanks).unseen if sights else NO_RESULT
    shares = [each.share for each in sights if each.share is not None]
    if not shares:
        return Slice(start_ms, length_ms, unseen=unseen)
    seen = max(each.seen for each in sights)
    return Slice(start_ms, length_ms, sum(shares) / len(shares), seen, unseen)


def _blanks(sight: Sight) -> int:
    return sight.blanks


def lapse(those: Iterable[Slice]) -> Lapse:
    """Return what the slices, in the order of time, come to together."""
    seen_ms = down_ms = 0.0
    unknown_ms: dict[str, float] = {}
    gaps: list[tuple[int, int]] = []
    for each in those:
        seen_ms += each.seen_ms
        down_ms += each.down_ms
        if missing_ms := each.length_ms - each.seen_ms:
            unknown_ms[each.unseen] = unknown_ms.get(each.unseen, 0.0) + missing_ms
        if each.share is None:
            end_ms = each.start_ms + each.length_ms
            if gaps and gaps[-1][1] == each.start_ms:
                gaps[-1] = (gaps[-1][0], end_ms)
            else:
                gaps.append((each.start_ms, end_ms))
    return Lapse(seen_ms=seen_ms, down_ms=down_ms, unknown_ms=unknown_ms, gaps=tuple(gaps))
