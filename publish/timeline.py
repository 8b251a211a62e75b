"""A provider's period read once, and what any part of it saw in it, slice by slice."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from incidents.maintenance import Window, spans
from incidents.uptime_by_time import Lapse, Sight, Slice, lapse, slices
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


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one part of the period, which lies in planned work or outside as a whole."""

    part: int
    start_ms: int
    end_ms: int
    is_planned: bool
    seen: list[tuple[Bucket, Sight]]


def segments(connection: Connection, provider: str, period: Period) -> list[Segment]:
    """Read what a provider's probes saw in the period."""
    at_work = spans(period.planned, provider, period.start_ms, period.end_ms)
    return [
        Segment(
            part=number,
            start_ms=start_ms,
            end_ms=end_ms,
            is_planned=any(first <= start_ms < last for first, last in at_work),
            seen=sight.read(
                connection,
                start_ms,
                end_ms,
                step_ms=period.step_ms,
                cadences=period.cadences,
                provider=provider,
            ),
        )
        for number, part in enumerate(period.parts)
        for start_ms, end_ms in _cut(part, at_work)
    ]


def _cut(part: Part, at_work: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    inner = {edge for span in at_work for edge in span if part.start_ms < edge < part.end_ms}
    edges = sorted({part.start_ms, part.end_ms, *inner})
    yield from pairwise(edges)


class Timeline:
    """What a provider, or one surface or probe of it, looked like over the period."""

    def __init__(
        self,
        read: list[Segment],
        step_ms: int,
        *,
        surface: Surface | None = None,
        probe: str | None = None,
    ) -> None:
        self._slices: list[tuple[Segment, list[Slice]]] = []
        self._buckets: list[tuple[Segment, Bucket]] = []
        for segment in read:
            own = [
                (bucket, seen)
                for bucket, seen in segment.seen
                if surface in (None, bucket.surface) and probe in (None, bucket.probe)
            ]
            cut = slices((seen for _, seen in own), segment.start_ms, segment.end_ms, step_ms)
            self._slices.append((segment, cut))
            self._buckets += [(segment, bucket) for bucket, _ in own]

    @cached_property
    def buckets(self) -> list[Bucket]:
        """All that its probes saw."""
        return [bucket for _, bucket in self._buckets]

    @cached_property
    def outside(self) -> list[Bucket] | None:
        """The same without what lies in planned work; None where there was no such work."""
        if not any(segment.is_planned for segment, _ in self._slices):
            return None
        return [bucket for segment, bucket in self._buckets if not segment.is_planned]

    @cached_property
    def lapse(self) -> Lapse:
        """How the period went by."""
        return lapse(each for _, cut in self._slices for each in cut)

    @cached_property
    def lapse_outside(self) -> Lapse:
        """How the period went by outside of planned work."""
        return lapse(
            each for segment, cut in self._slices if not segment.is_planned for each in cut
        )

    def by_part(self, parts: int) -> list[Lapse]:
        """How each of so many parts of the period went by."""
        cuts: list[list[Slice]] = [[] for _ in range(parts)]
        for segment, cut in self._slices:
            cuts[segment.part] += cut
        return [lapse(cut) for cut in cuts]
