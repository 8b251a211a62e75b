"""Which table each stretch of a window is read from, so that each result is counted once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storage.horizons import Horizons
from storage.spans import DAY_MS, HOUR_MS, MINUTE_MS, ceiling, floor

Range = tuple[int, int]
"""A stretch of time [from, to) in epoch ms UTC."""

RAW = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """[start_ms, end_ms) in buckets of `step_ms`, one of which begins at `origin_ms`.

    An edge is exact to the millisecond where raw rows are kept. Where they are gone a minute
    belongs to where it begins, and where minutes are gone an hour does.
    """

    start_ms: int
    end_ms: int
    step_ms: int
    origin_ms: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a window that is read from one table: of spans so long, or of raw rows (0).

    `is_bucket` says that each span is a bucket of its own.
    """

    span_ms: int
    from_ms: int
    to_ms: int
    is_bucket: bool = False


def pieces(window: Window, rolled_to_ms: int, known: Horizons) -> list[Piece]:
    """Return what to read so that each result of the window is counted once, at the least cost."""
    start_ms, end_ms = window.start_ms, window.end_ms
    found = [Piece(DAY_MS, *each) for each in _within([(start_ms, end_ms)], 0, known.hour_ms)]
    left = _within([(start_ms, end_ms)], known.hour_ms, end_ms)
    left = _take_whole(found, window, left, DAY_MS, rolled_to_ms)
    found += [Piece(HOUR_MS, *each) for each in _within(left, 0, known.minute_ms)]
    left = _within(left, known.minute_ms, end_ms)
    left = _take_whole(found, window, left, HOUR_MS, rolled_to_ms)
    found += [Piece(MINUTE_MS, *each) for each in _within(left, 0, known.raw_ms)]
    found += [Piece(RAW, *each) for each in _within(left, known.raw_ms, end_ms)]
    return found


def _within(ranges: Sequence[Range], from_ms: int, to_ms: int) -> list[Range]:
    """Return what of the ranges lies in [from_ms, to_ms)."""
    cut = ((max(start, from_ms), min(end, to_ms)) for start, end in ranges)
    return [(start, end) for start, end in cut if start < end]


def _take_whole(
    found: list[Piece],
    window: Window,
    ranges: Sequence[Range],
    span_ms: int,
    rolled_to_ms: int,
) -> list[Range]:
    """Move what whole spans that are rolled up cover to `found`; return what is left."""
    is_bucket = window.step_ms == span_ms and window.origin_ms % span_ms == 0
    left = []
    for start, end in ranges:
        at = start
        for first, last in _whole(window, start, min(end, rolled_to_ms), span_ms):
            found.append(Piece(span_ms, first, last, is_bucket))
            left.append((at, first))
            at = last
        left.append((at, end))
    return [(start, end) for start, end in left if start < end]


def _whole(window: Window, start: int, end: int, span_ms: int) -> Iterator[Range]:
    """Yield the runs of whole spans in [start, end) that no bucket's edge cuts through."""
    first, last = ceiling(start, span_ms), floor(end, span_ms)
    step, origin = window.step_ms, window.origin_ms
    if step < span_ms:
        return
    if step % span_ms or origin % span_ms:
        edge = origin + ((first - origin) // step + 1) * step
        while edge < last:
            if edge % span_ms:
                if first < floor(edge, span_ms):
                    yield first, floor(edge, span_ms)
                first = ceiling(edge, span_ms)
            edge += step
    if first < last:
        yield first, last
