"""History as slices of time for uptime by time, read once for whoever shows or weighs it."""

from collections.abc import Iterable, Mapping, Sequence

from incidents.uptime_by_time import Sight, Slice, slices
from probes.result import Surface
from publish.card import DAY_MS, HOUR_MS, MINUTE_MS
from storage import names
from storage.database import Connection
from storage.history import Bucket, buckets
from storage.horizons import horizons

_SLICES = (
    (2 * DAY_MS, MINUTE_MS),
    (35 * DAY_MS, 5 * MINUTE_MS),
    (100 * DAY_MS, 15 * MINUTE_MS),
    (800 * DAY_MS, HOUR_MS),
)
# Each length is a whole number of the one before, so that wide slices hold whole narrow ones.
_LENGTHS = (MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, DAY_MS)


def slice_ms(connection: Connection, start_ms: int, end_ms: int) -> int:
    """Return how long a slice is in [start_ms, end_ms).

    It is no shorter than what stands there for single results that were dropped: all runs of
    such an hour would count in the slice that it begins in.
    """
    window_ms, known = end_ms - start_ms, horizons(connection)
    wanted_ms = next((step_ms for limit_ms, step_ms in _SLICES if window_ms <= limit_ms), DAY_MS)
    if start_ms < known.hour_ms:
        return DAY_MS
    return max(wanted_ms, HOUR_MS) if start_ms < known.minute_ms else wanted_ms


def read(
    connection: Connection,
    start_ms: int,
    end_ms: int,
    *,
    step_ms: int,
    cadences: Mapping[str, float],
    provider: str,
) -> list[tuple[Bucket, Sight]]:
    """Return what each probe of a provider saw in [start_ms, end_ms), slice by slice.

    A probe that runs less often than a slice is long is read in slices as long as its cadence.
    """
    found: list[tuple[Bucket, Sight]] = []
    # Nearly all slices come to one of a few sights, and working one out takes its time.
    known: dict[tuple[object, ...], Sight] = {}
    probes = _cadences(connection, cadences, provider)
    for length_ms in sorted({_length(every_s, step_ms) for every_s in probes.values()}):
        those = buckets(
            connection,
            start_ms=start_ms,
            end_ms=end_ms,
            step_ms=length_ms,
            provider=provider,
            percentiles=False,
        )
        for bucket in those:
            every_s = cadences.get(bucket.probe, 0.0)
            if bucket.surface.is_judged and _length(every_s, step_ms) == length_ms:
                taken_ms = min(length_ms, end_ms - bucket.start_ms)
                key = (*bucket.counts.items(), taken_ms, every_s)
                like = known.get(key)
                if like is None:
                    like = known[key] = Sight.of(bucket.counts, 0, taken_ms, every_s)
                sight = Sight(
                    bucket.start_ms, taken_ms, like.share, like.seen, like.blanks, like.unseen
                )
                found.append((bucket, sight))
    return found


def _cadences(
    connection: Connection, cadences: Mapping[str, float], provider: str
) -> dict[str, float]:
    """Return the cadences of a provider's probes, in seconds, by their names."""
    return {
        each.probe: cadences.get(each.probe, 0.0)
        for each in names.series(connection, provider=provider).values()
    }


def _length(every_s: float, step_ms: int) -> int:
    wanted_ms = max(step_ms, every_s * 1000)
    return next((length for length in _LENGTHS if length >= wanted_ms), 7 * DAY_MS)


def serving(
    seen: Sequence[tuple[Bucket, Sight]], start_ms: int, end_ms: int, step_ms: int
) -> list[Slice]:
    """Return the slices of a provider's API as a caller meets it.

    Its completions where they were seen, else its keys, else whether it could be reached.
    """
    layers = [
        slices(_of(seen, surface), start_ms, end_ms, step_ms)
        for surface in (Surface.API, Surface.AUTH, Surface.EDGE)
    ]
    return [
        next((each for each in at_once if each.share is not None), at_once[0])
        for at_once in zip(*layers, strict=True)
    ]


def _of(seen: Iterable[tuple[Bucket, Sight]], surface: Surface) -> list[Sight]:
    return [sight for bucket, sight in seen if bucket.surface is surface]
