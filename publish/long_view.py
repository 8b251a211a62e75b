"""What changes slowly and costs most to count: uptimes over months and what is usual."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from incidents.maintenance import spans
from publish import card as cards
from publish.card import DAY_MS, HOUR_MS, LONGEST_STRIP, MINUTE_MS, Strip, Uptime
from storage.database import Connection
from storage.history import Bucket, buckets
from storage.incidents import incidents
from storage.maintenance import windows
from storage.probes import WatchedProvider, watched
from storage.results import first_ms
from storage.usual import usual_ttft_ms

WINDOWS = {
    "24 h": (DAY_MS, 15 * MINUTE_MS),
    "7 d": (7 * DAY_MS, HOUR_MS),
    "90 d": (90 * DAY_MS, DAY_MS),
}
"""Each window that uptime is told for, and the step at which its coverage is looked at."""

_USUAL_MS = 7 * DAY_MS
_ALL_INCIDENTS = 100_000

ByProvider = Mapping[str, Sequence[Bucket]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LongView:
    """A minute old it is as good as new. By provider; `strips` are those that span months."""

    uptimes: Mapping[str, Mapping[str, Uptime]]
    uptimes_outside: Mapping[str, Mapping[str, Uptime]]
    usual_ttft_ms: Mapping[str, float | None]
    strips: Mapping[str, Strip]
    shape: tuple[str, int, int]


def gather_long_view(connection: Connection, now_ms: int) -> LongView:
    """Count uptimes, usual latencies and long history strips, as of `now_ms` (epoch ms UTC)."""
    spans = {
        name: by_provider(
            counted(
                connection,
                now_ms - window_ms,
                now_ms,
                step_ms,
                # Rollups stand on the clock, and of quarter hours there are none.
                on_clock=step_ms >= HOUR_MS,
            )
        )
        for name, (window_ms, step_ms) in WINDOWS.items()
    }
    longest_ms = max(window_ms for window_ms, _ in WINDOWS.values())
    shape = cards.strip_of(first_ms(connection, now_ms - longest_ms, of_services=True), now_ms)
    usual = usual_ttft_ms(connection, start_ms=now_ms - _USUAL_MS, end_ms=now_ms)
    providers = watched(connection)
    uptimes = {
        p.name: {
            name: cards.uptime(by.get(p.name, ()), p.probes, *WINDOWS[name])
            for name, by in spans.items()
        }
        for p in providers
    }
    return LongView(
        uptimes=uptimes,
        uptimes_outside=_outside(connection, uptimes, spans, now_ms),
        usual_ttft_ms={p.name: usual.get(p.name) for p in providers},
        strips=strips_of(connection, providers, shape, now_ms, spans["90 d"])
        if shape == LONGEST_STRIP
        else {},
        shape=shape,
    )


def _outside(
    connection: Connection,
    uptimes: Mapping[str, Mapping[str, Uptime]],
    counts: Mapping[str, ByProvider],
    now_ms: int,
) -> dict[str, dict[str, Uptime]]:
    """Return the uptimes without planned work, for each window that had some."""
    longest_ms = max(window_ms for window_ms, _ in WINDOWS.values())
    planned = windows(connection, now_ms - longest_ms, now_ms)
    outside: dict[str, dict[str, Uptime]] = {provider: {} for provider in uptimes}
    for provider, own in uptimes.items() if planned else ():
        for name, uptime in own.items():
            at_work = spans(planned, provider, now_ms - uptime.window_ms, now_ms)
            if not at_work:
                continue
            inside = [
                bucket
                for start_ms, end_ms in at_work
                for bucket in counted(connection, start_ms, end_ms, end_ms - start_ms)
                if bucket.provider == provider
            ]
            whole = cards.total(counts[name].get(provider, ()))
            took_ms = sum(end_ms - start_ms for start_ms, end_ms in at_work)
            outside[provider][name] = cards.without(uptime, inside, whole, took_ms)
    return outside


def strips_of(
    connection: Connection,
    providers: Sequence[WatchedProvider],
    shape: tuple[str, int, int],
    now_ms: int,
    counts: ByProvider | None = None,
) -> dict[str, Strip]:
    """Return a history strip of `shape` (label, step, number of bars) for each provider.

    `counts` saves the counting where buckets of that step, on the clock, are at hand.
    """
    label, step_ms, number = shape
    # Bars stand on whole steps of the clock, so that they do not shift with every look.
    end_ms = (now_ms // step_ms + 1) * step_ms
    start_ms = end_ms - number * step_ms
    if counts is None:
        counts = by_provider(counted(connection, start_ms, end_ms, step_ms))
    touching = incidents(connection, start_ms=start_ms, end_ms=end_ms, limit=_ALL_INCIDENTS)
    return {
        p.name: cards.strip(
            counts.get(p.name, ()),
            [incident for incident in touching if incident.provider == p.name],
            label,
            step_ms,
            start_ms,
            number,
            now_ms,
        )
        for p in providers
    }


def counted(
    connection: Connection, start_ms: int, end_ms: int, step_ms: int, *, on_clock: bool = False
) -> list[Bucket]:
    """Return the buckets of all services, without percentiles: the database counts alone.

    What their status pages say of them is no part of it. `on_clock` is as in `buckets`.
    """
    found = buckets(
        connection,
        start_ms=start_ms,
        end_ms=end_ms,
        step_ms=step_ms,
        percentiles=False,
        on_clock=on_clock,
    )
    return [bucket for bucket in found if bucket.surface.is_judged]


def by_provider(found: Sequence[Bucket]) -> ByProvider:
    """Return buckets by the provider that they are of."""
    by: dict[str, list[Bucket]] = {}
    for bucket in found:
        by.setdefault(bucket.provider, []).append(bucket)
    return by
