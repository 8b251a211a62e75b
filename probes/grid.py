"""The grid of times on which each probe runs, and how the grids of all of them are spread."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from apscheduler.triggers.base import BaseTrigger

from probes.spec import ProbeSpec

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Grid(BaseTrigger):  # type: ignore[misc]  # apscheduler has no types
    """Fires at epoch + `offset_s` + k * `every_s`, whatever ran in between.

    A grid that hangs on the clock rather than on the last run keeps its phase over restarts,
    and an extra look in between does not shift it.
    """

    def __init__(self, *, every_s: float, offset_s: float) -> None:
        # Whole microseconds, as datetime has: in floating point a point of the grid could
        # be found again as its own successor.
        self._every_us = round(every_s * 1_000_000)
        self._offset_us = round(offset_s * 1_000_000)

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """Return the first point of the grid after `previous`, or after `now` at the start."""
        after_us = ((previous or now) - EPOCH) // timedelta(microseconds=1)
        step = (after_us - self._offset_us) // self._every_us + 1
        return EPOCH + timedelta(microseconds=self._offset_us + step * self._every_us)

    def unless_close(self, at: datetime, within_s: float) -> datetime:
        """Return `at`, or the point of the grid after it where that is nearer than `within_s`.

        Where the cadence is shorter than twice that, half of it counts instead.
        """
        point = self.get_next_fire_time(None, at)
        near_us = min(within_s * 1_000_000, self._every_us / 2)
        return point if (point - at) < timedelta(microseconds=near_us) else at


def spread(specs: Sequence[ProbeSpec], *, seed: str = "") -> list[tuple[ProbeSpec, float]]:
    """Give each probe its place in [0, 1) of its cadence.

    Providers are spread by hash; the probes of one provider stand evenly apart, so that a
    fault of the whole provider meets the next of them after a fraction of the cadence.
    """
    siblings: dict[tuple[str, float], list[ProbeSpec]] = {}
    for spec in specs:
        siblings.setdefault((spec.provider.id, spec.every_s), []).append(spec)
    return [
        (spec, (_hash_fraction(f"{seed}/{provider}/{every_s}") + index / len(group)) % 1.0)
        for (provider, every_s), group in siblings.items()
        for index, spec in enumerate(group)
    ]


def _hash_fraction(text: str) -> float:
    digest = hashlib.sha256(text.encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64
