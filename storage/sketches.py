"""Mergeable sketches of latencies: any percentile of any window, within one percent.

Values are counted in buckets whose bounds grow by a constant factor, as in DDSketch (Masson,
Rim, Lee: "DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees",
VLDB 2019). Two sketches are merged by adding their counts, so the sketch of a whole is that of
its parts, bit by bit. Its Python package would cost a dependency and 30 times the room; of it we
need one fixed accuracy, whole numbers and a short form to keep.
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from math import log
from operator import add
from struct import Struct, unpack

RELATIVE_ERROR = 0.01
"""A percentile lies this close to the exact one, relative to it."""

# (growth - 1) / (growth + 1) = 0.0099, which leaves room for what floats round away.
_GROWTH = 1.02
_PER_LOG = 1 / log(_GROWTH)
_HEAD = Struct("<HB")
_HALF = 0
"""Stands for the width of counts of which two share a byte, as those of an hour mostly do."""
_FORMS = {1: "B", 2: "H", 4: "I", 8: "Q"}


class Sketch:
    """Counts of whole numbers by their size; those below 1 count as 0."""

    __slots__ = ("_counts", "_low")

    def __init__(self, values: Iterable[int] = ()) -> None:
        self._low = 0
        self._counts: list[int] = []
        self.add(values)

    @property
    def count(self) -> int:
        """How many values it has seen."""
        return sum(self._counts)

    def add(self, values: Iterable[int]) -> None:
        """Count further values."""
        places = _places([*values])
        if not places:
            return
        low = min(places)
        self._make_room(low, max(places) + 1)
        counts, offset = self._counts, self._low
        for place in places:
            counts[place - offset] += 1

    def merge(self, packed: bytes) -> None:
        """Count what another sketch has seen, given as `pack` wrote it."""
        low, width = _HEAD.unpack_from(packed)
        counts: Sequence[int] = packed[_HEAD.size :]
        if width == _HALF:
            # The highest bucket holds something, so that a nought behind it is filling.
            counts = bytes.fromhex("0" + "0".join(packed[_HEAD.size :].hex())).rstrip(b"\0")
        elif width > 1:
            counts = unpack(f"<{len(counts) // width}{_FORMS[width]}", packed[_HEAD.size :])
        self._make_room(low, low + len(counts))
        begin = low - self._low
        here = slice(begin, begin + len(counts))
        self._counts[here] = map(add, self._counts[here], counts)

    def at_rank(self, rank: int) -> float:
        """Return about the `rank`-th smallest value, counted from 1.

        Raises ValueError where there are not so many.
        """
        for number, seen in enumerate(accumulate(self._counts)):
            if seen >= rank > 0:
                return _value(self._low + number)
        raise ValueError(f"there is no value of rank {rank} of {self.count}")

    def pack(self) -> bytes:
        """Return a short form for `merge`: lowest bucket, bytes a count, the counts."""
        counts = self._counts
        most = max(counts, default=0)
        if most < 256:
            return _pack_small(self._low, bytes(counts), most)
        width = next(w for w in _FORMS if most < 1 << 8 * w)
        head = _HEAD.pack(self._low, width)
        return head + b"".join(count.to_bytes(width, "little") for count in counts)

    def _make_room(self, low: int, end: int) -> None:
        counts = self._counts
        if not counts:
            self._low = low
        elif low < self._low:
            counts[:0] = [0] * (self._low - low)
            self._low = low
        missing = end - self._low - len(counts)
        if missing > 0:
            counts.extend([0] * missing)


def pack_values(values: Sequence[int]) -> bytes:
    """Return what `Sketch(values).pack()` does, in half the time; there must be some."""
    places = _places(values)
    low = min(places)
    counts = bytearray(max(places) - low + 1)
    try:
        for place in places:
            counts[place - low] += 1
    except ValueError:  # more than a byte counts
        return Sketch(values).pack()
    return _pack_small(low, counts, max(counts))


def _pack_small(low: int, counts: bytes | bytearray, most: int) -> bytes:
    if most > 15:
        return _HEAD.pack(low, 1) + counts
    digits = counts.hex()[1::2]
    return _HEAD.pack(low, _HALF) + bytes.fromhex(digits + "0" * (len(digits) % 2))


def _places(values: Sequence[int]) -> list[int]:
    # The first bucket is for what is below 1, of which there is no logarithm.
    per_log = _PER_LOG
    try:
        return [int(size * per_log) + 1 for size in map(log, values)]
    except ValueError:
        return [int(log(value) * per_log) + 1 if value >= 1 else 0 for value in values]


def _value(place: int) -> float:
    # The harmonic mean of a bucket's bounds is as far from either, relative to it.
    return 0.0 if place == 0 else 2 * _GROWTH**place / (_GROWTH + 1)
