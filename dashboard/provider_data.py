"""What the parts of the Provider page read beyond its overview: single runs, and the usual week."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from dashboard import access, data
from probes.result import ProbeResult, Surface
from publish.card import DAY_MS, HOUR_MS
from publish.kept import Kept
from publish.site.public import public_results
from storage.history import Bucket, buckets
from storage.horizons import horizons
from storage.names import series
from storage.samples import samples

_WEEK_MS = 7 * DAY_MS
_WEEKS = 4
# The epoch began on a Thursday, and a week of people on a Monday.
_MONDAY_MS = 3 * DAY_MS
_SAMPLED = 480
_SURFACES = tuple(surface for surface in Surface if surface.is_judged)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """Runs that stand for a window of a provider, and from when on there are any."""

    start_ms: int
    end_ms: int
    step_ms: int
    kept_from_ms: int
    runs: tuple[ProbeResult, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What is usual by hour of the week (UTC), Monday first; None where nothing was seen.

    Milliseconds: the median over the hours of `weeks` weeks, and over probes, of each one's
    median. `is_first_token` tells of what, else it is of whole answers of the edge.
    """

    ms: tuple[tuple[float | None, ...], ...]
    weeks: int
    is_first_token: bool

    @property
    def seen(self) -> int:
        """How many hours of the week there are numbers of."""
        return sum(value is not None for day in self.ms for value in day)


def sampled(provider: str, window: str) -> Sampled:
    """Return runs that stand for one of `data.WINDOWS`, at most `_SAMPLED` of each probe."""
    kept = _SAMPLES if access.may_see_evidence() else _PUBLIC_SAMPLES
    return kept.get((data.database_url(), provider, window))


def _read_samples(asked: tuple[str, str, str]) -> Sampled:
    url, provider, window = asked
    start_ms, end_ms, step_ms = data.span(window)
    with data.database(url).read() as connection:
        return Sampled(
            start_ms=start_ms,
            end_ms=end_ms,
            step_ms=step_ms,
            kept_from_ms=max(start_ms, horizons(connection).raw_ms),
            runs=tuple(
                samples(
                    connection,
                    start_ms=start_ms,
                    end_ms=end_ms,
                    provider=provider,
                    surfaces=_SURFACES,
                    limit=_SAMPLED,
                )
            ),
        )


def _read_public_samples(asked: tuple[str, str, str]) -> Sampled:
    found = _SAMPLES.get(asked)
    return replace(found, runs=tuple(public_results(found.runs)))


def week(provider: str) -> Week:
    """Return what was usual in the last weeks by hour of the week."""
    return _WEEK.get((data.database_url(), provider))


def _read_week(asked: tuple[str, str]) -> Week:
    url, provider = asked
    end_ms = data.now_ms() // HOUR_MS * HOUR_MS
    start_ms = end_ms - _WEEKS * _WEEK_MS
    with data.database(url).read() as connection:
        found: dict[Surface, list[Bucket]] = {Surface.API: [], Surface.EDGE: []}
        for of in series(connection, provider=provider).values():
            if of.surface in found:
                found[of.surface] += buckets(
                    connection, start_ms=start_ms, end_ms=end_ms, step_ms=HOUR_MS, probe=of.probe
                )
    first_tokens = [(b.start_ms, b.ttft_p50_ms) for b in found[Surface.API]]
    is_first_token = any(ms is not None for _, ms in first_tokens)
    if not is_first_token:
        first_tokens = [(b.start_ms, b.total_p50_ms) for b in found[Surface.EDGE]]
    return Week(ms=_by_hour(first_tokens), weeks=_WEEKS, is_first_token=is_first_token)


def _by_hour(found: Sequence[tuple[int, float | None]]) -> tuple[tuple[float | None, ...], ...]:
    by_hour: dict[int, list[float]] = defaultdict(list)
    for start_ms, ms in found:
        if ms is not None:
            by_hour[(start_ms + _MONDAY_MS) % _WEEK_MS // HOUR_MS].append(ms)
    hours = [median(by_hour[hour]) if hour in by_hour else None for hour in range(7 * 24)]
    return tuple(tuple(hours[day * 24 : day * 24 + 24]) for day in range(7))


_SAMPLES = Kept(_read_samples)
_PUBLIC_SAMPLES = Kept(_read_public_samples)
# A quarter of an hour changes no median of four weeks that anybody would see.
_WEEK = Kept(_read_week, least_s=60, most_s=900)
