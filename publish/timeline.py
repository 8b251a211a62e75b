"""A provider's period read once, and what any part of it saw in it, slice by slice."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from incidents.incident import Scope
from incidents.maintenance import Window, spans
from incidents.uptime_by_time import Lapse, Sight, lapse, slices
from probes.result import Surface
from publish import sight
from publish.calendar_parts import Part
from storage.database import Connection
from storage.history import Bucket


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """[start_ms, end_ms), epoch ms, its parts, and what is the same for all providers."""

    start_ms: int
    end_ms: int
    step_ms: int
    parts: tuple[Part, ...]
    slo: float
    now_ms: int
    cadences: Mapping[str, float]
    planned: tuple[Window, ...]


Series = tuple[Surface, str]
"""A surface and a probe on it."""

LeftOut = Mapping[Scope, Sequence[tuple[int, int]]]
"""The stretches of time that people left out, by the scope that they are left out of."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one part of the period, which lies in planned work or outside as a whole.

    The same holds of what people left out, by scope: of `left_out`, all of it is.
    """

    part: int
    start_ms: int
    end_ms: int
    is_planned: bool
    left_out: frozenset[Scope]
    buckets: dict[Series, list[Bucket]] = field(default_factory=dict)
    sights: dict[Series, list[Sight]] = field(default_factory=dict)

    def without(self, series: Iterable[Series]) -> list[Series] | None:
        """Return which of the series were not left out, None where that leaves nobody."""
        own = list(series)
        left = [each for each in own if Scope.of(each[0]) not in self.left_out]
        return None if own and not left else left


def segments(
    connection: Connection, provider: str, period: Period, left_out: LeftOut | None = None
) -> list[Segment]:
    """Read what a provider's probes saw in the period."""
    at_work = spans(period.planned, provider, period.start_ms, period.end_ms)
    apart = left_out or {}
    edges = [at_work, *apart.values()]
    return [
        _read(
            connection,
            provider,
            period,
            Segment(
                part=number,
                start_ms=start_ms,
                end_ms=end_ms,
                is_planned=_is_within(start_ms, at_work),
                left_out=frozenset(
                    scope for scope, those in apart.items() if _is_within(start_ms, those)
                ),
            ),
        )
        for number, part in enumerate(period.parts)
        for start_ms, end_ms in _cut(part, edges)
    ]


def _read(connection: Connection, provider: str, period: Period, segment: Segment) -> Segment:
    seen = sight.read(
        connection,
        segment.start_ms,
        segment.end_ms,
        step_ms=period.step_ms,
        cadences=period.cadences,
        provider=provider,
    )
    for bucket, seen_in_it in seen:
        series = (bucket.surface, bucket.probe)
        segment.buckets.setdefault(series, []).append(bucket)
        segment.sights.setdefault(series, []).append(seen_in_it)
    return segment


def _is_within(at_ms: int, stretches: Iterable[tuple[int, int]]) -> bool:
    return any(first <= at_ms < last for first, last in stretches)


def _cut(part: Part, edges: Iterable[Sequence[tuple[int, int]]]) -> Iterator[tuple[int, int]]:
    inner = {
        edge
        for stretches in edges
        for stretch in stretches
        for edge in stretch
        if part.start_ms < edge < part.end_ms
    }
    yield from pairwise(sorted({part.start_ms, part.end_ms, *inner}))


class Timeline:
    """What some series of a provider looked like over the period.

    With `is_corrected`, without the time that people left out.
    """

    def __init__(
        self,
        read: Sequence[Segment],
        step_ms: int,
        series: Sequence[Series],
        *,
        is_corrected: bool = False,
    ) -> None:
        """Take the `series` of what was read in slices of `step_ms`."""
        self._lapses: list[tuple[Segment, Lapse]] = []
        self._buckets: list[tuple[Segment, Bucket]] = []
        for segment in read:
            own = segment.without(series) if is_corrected else series
            if own is None:
                continue
            sights = [each for one in own for each in segment.sights.get(one, ())]
            cut = slices(sights, segment.start_ms, segment.end_ms, step_ms)
            self._lapses.append((segment, lapse(cut)))
            self._buckets += [
                (segment, each) for one in own for each in segment.buckets.get(one, ())
            ]

    @cached_property
    def buckets(self) -> list[Bucket]:
        """All that its probes saw."""
        return [bucket for _, bucket in self._buckets]

    @cached_property
    def outside(self) -> list[Bucket] | None:
        """The same without what lies in planned work; None where there was no such work."""
        if not any(segment.is_planned for segment, _ in self._lapses):
            return None
        return [bucket for segment, bucket in self._buckets if not segment.is_planned]

    @cached_property
    def lapse(self) -> Lapse:
        """How the period went by."""
        return _joined(each for _, each in self._lapses)

    @cached_property
    def lapse_outside(self) -> Lapse:
        """How the period went by outside of planned work."""
        return _joined(each for segment, each in self._lapses if not segment.is_planned)

    def by_part(self, parts: int) -> list[Lapse]:
        """How each of so many parts of the period went by."""
        return [
            _joined(each for segment, each in self._lapses if segment.part == number)
            for number in range(parts)
        ]


class Timelines:
    """The timelines of a provider and of what belongs to it; of the same series, the same one."""

    def __init__(self, read: Sequence[Segment], step_ms: int) -> None:
        """Keep what was read in slices of `step_ms`."""
        self._read = read
        self._step_ms = step_ms
        self._series = list(dict.fromkeys(each for segment in read for each in segment.buckets))
        self._made: dict[tuple[Series, ...], Timeline] = {}

    def of(self, *, surface: Surface | None = None, probe: str | None = None) -> Timeline:
        """Return the timeline of all, or of one surface or probe."""
        series = self._of(surface, probe)
        if series not in self._made:
            self._made[series] = Timeline(self._read, self._step_ms, series)
        return self._made[series]

    def corrected(self, *, surface: Surface | None = None) -> Timeline | None:
        """Return the same without what was left out of it; None where nothing was."""
        series = self._of(surface, None)
        scopes = {Scope.of(each[0]) for each in series}
        if all(segment.left_out.isdisjoint(scopes) for segment in self._read):
            return None
        return Timeline(self._read, self._step_ms, series, is_corrected=True)

    def _of(self, surface: Surface | None, probe: str | None) -> tuple[Series, ...]:
        return tuple(
            each for each in self._series if surface in (None, each[0]) and probe in (None, each[1])
        )


def _joined(those: Iterable[Lapse]) -> Lapse:
    """Return lapses, in the order of time, as one."""
    seen_ms = down_ms = 0.0
    unknown_ms: dict[str, float] = {}
    gaps: list[tuple[int, int]] = []
    for each in those:
        seen_ms += each.seen_ms
        down_ms += each.down_ms
        for why, missing_ms in each.unknown_ms.items():
            unknown_ms[why] = unknown_ms.get(why, 0.0) + missing_ms
        for start_ms, end_ms in each.gaps:
            if gaps and gaps[-1][1] == start_ms:
                start_ms = gaps.pop()[0]
            gaps.append((start_ms, end_ms))
    return Lapse(seen_ms=seen_ms, down_ms=down_ms, unknown_ms=unknown_ms, gaps=tuple(gaps))
