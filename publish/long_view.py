"""What changes slowly and costs most to count: uptimes over months and what is usual."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from incidents.amended import left_out
from incidents.incident import Scope
from incidents.maintenance import spans as spans_in
from probes.result import Surface
from publish import card as cards
from publish.card import DAY_MS, HOUR_MS, LONGEST_STRIP, Strip, Uptime
from storage import history
from storage.amendments import amended
from storage.database import Connection
from storage.history import Counted
from storage.maintenance import windows
from storage.probes import WatchedProvider, watched
from storage.results import first_ms
from storage.usual import usual_ttft_ms

WINDOWS = {
    "24 h": (DAY_MS, HOUR_MS),
    "7 d": (7 * DAY_MS, HOUR_MS),
    "90 d": (90 * DAY_MS, DAY_MS),
}
"""Each window that uptime is told for, and the step at which its coverage is looked at: one that
stands in rollups."""

_JUDGED = frozenset(surface for surface in Surface if surface.is_judged)
_USUAL_MS = 7 * DAY_MS
_ALL_INCIDENTS = 100_000

ByProvider = Mapping[str, Sequence[Counted]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LongView:
    """A minute old it is as good as new. By provider; `strips` are those that span months."""

    uptimes: Mapping[str, Mapping[str, Uptime]]
    uptimes_outside: Mapping[str, Mapping[str, Uptime]]
    uptimes_corrected: Mapping[str, Mapping[str, Uptime]]
    usual_ttft_ms: Mapping[str, float | None]
    strips: Mapping[str, Strip]
    shape: tuple[str, int, int]


def gather_long_view(connection: Connection, now_ms: int) -> LongView:
    """Count uptimes, usual latencies and long history strips, as of `now_ms` (epoch ms UTC)."""
    found = {
        name: counted(connection, now_ms - window_ms, now_ms, step_ms, on_clock=True)
        for name, (window_ms, step_ms) in WINDOWS.items()
        if name != "24 h"
    }
    found["24 h"] = _last_day(connection, found["7 d"], now_ms)
    spans = {name: by_provider(found[name]) for name in WINDOWS}
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
    longest_ms = now_ms - max(window_ms for window_ms, _ in WINDOWS.values())
    planned = windows(connection, longest_ms, now_ms)
    apart = [
        each
        for each in amended(connection, start_ms=longest_ms, end_ms=now_ms, limit=_ALL_INCIDENTS)
        if each.is_left_out
    ]

    def planned_in(provider: str, start_ms: int) -> Spans:
        return {None: spans_in(planned, provider, start_ms, now_ms)}

    def left_out_in(provider: str, start_ms: int) -> Spans:
        found: dict[Scope | None, Sequence[tuple[int, int]]] = {}
        found.update(left_out(apart, provider, start_ms, now_ms).items())
        return found

    return LongView(
        uptimes=uptimes,
        uptimes_outside=_without(connection, uptimes, spans, planned_in, now_ms),
        uptimes_corrected=_without(connection, uptimes, spans, left_out_in, now_ms),
        usual_ttft_ms={p.name: usual.get(p.name) for p in providers},
        strips=strips_of(connection, providers, shape, now_ms, spans["90 d"])
        if shape == LONGEST_STRIP
        else {},
        shape=shape,
    )


Spans = Mapping[Scope | None, Sequence[tuple[int, int]]]
"""Stretches of time by the scope that they are about; None is the whole provider."""


def _last_day(connection: Connection, week: Sequence[Counted], now_ms: int) -> list[Counted]:
    """Return the hours of the last day: of the week, but for the first, which is cut short."""
    start_ms = now_ms - DAY_MS
    whole_ms = -(-start_ms // HOUR_MS) * HOUR_MS
    first = counted(connection, start_ms, whole_ms, HOUR_MS, on_clock=True)
    return first + [bucket for bucket in week if bucket.start_ms >= whole_ms]


def _without(
    connection: Connection,
    uptimes: Mapping[str, Mapping[str, Uptime]],
    counts: Mapping[str, ByProvider],
    spans_of: Callable[[str, int], Spans],
    now_ms: int,
) -> dict[str, dict[str, Uptime]]:
    """Return the uptimes without what `spans_of` a provider tells, where there is any of it.

    `spans_of` is asked with the provider and when the window begins.
    """
    left: dict[str, dict[str, Uptime]] = {provider: {} for provider in uptimes}
    for provider, own in uptimes.items():
        for name, uptime in own.items():
            apart = spans_of(provider, now_ms - uptime.window_ms)
            if not any(apart.values()):
                continue
            inside = [
                bucket
                for scope, stretches in apart.items()
                for start_ms, end_ms in stretches
                for bucket in counted(connection, start_ms, end_ms, end_ms - start_ms, provider)
                if scope in (None, Scope.of(bucket.surface))
            ]
            whole = cards.total(counts[name].get(provider, ()))
            took_ms = sum(end - start for those in apart.values() for start, end in those)
            left[provider][name] = cards.without(uptime, inside, whole, took_ms)
    return left


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
    touching = [
        each.incident
        for each in amended(connection, start_ms=start_ms, end_ms=end_ms, limit=_ALL_INCIDENTS)
        if each.false_alarm is None
    ]
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
    connection: Connection,
    start_ms: int,
    end_ms: int,
    step_ms: int,
    provider: str | None = None,
    *,
    on_clock: bool = False,
) -> list[Counted]:
    """Return how the runs of all services or one's ended, by bucket.

    What their status pages say of them is no part of it. `on_clock` is as in
    `storage.history.buckets`.
    """
    found = history.counted(
        connection,
        start_ms=start_ms,
        end_ms=end_ms,
        step_ms=step_ms,
        provider=provider,
        on_clock=on_clock,
    )
    return [bucket for bucket in found if bucket.surface in _JUDGED]


def by_provider(found: Sequence[Counted]) -> ByProvider:
    """Return buckets by the provider that they are of."""
    by: dict[str, list[Counted]] = {}
    for bucket in found:
        by.setdefault(bucket.provider, []).append(bucket)
    return by
