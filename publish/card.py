"""What one provider's card says: its state in words, its numbers, its recent past."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from incidents import availability
from incidents.amended import Amended
from incidents.incident import Incident, State
from incidents.maintenance import Window
from probes.official import OfficialState
from probes.result import Outcome, ProbeResult, Surface
from storage.history import Counted
from storage.probes import WatchedProbe

MINUTE_MS = 60_000
# How reasons begin that last until a time told; a run that came too late is no pause.
_PAUSES = ("paused until", "held back until")

HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS

STRIPS = {
    20 * MINUTE_MS: ("last 10 min", 10_000, 60),
    3 * HOUR_MS: ("last 30 min", 30_000, 60),
    14 * DAY_MS: ("last 24 h", 15 * MINUTE_MS, 96),
}
"""By how far back results go: what a history strip spans, the length of a bar, how many."""

LONGEST_STRIP = ("last 90 days", DAY_MS, 90)

Counts = dict[Outcome, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Uptime:
    """Served results over those that say anything of the provider; None without any.

    `coverage` in [0, 1] is how much of `window_ms` we were looking, `results` how often.
    """

    window_ms: int
    share: float | None
    coverage: float
    results: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A share in [0, 1] `of` so many results; None where there were none."""

    share: float | None
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One bar of a history strip: what all probes of a provider saw in [start_ms, end_ms).

    `incident_share` in [0, 1] is how much of it incidents lasted: slowness is no outcome.
    """

    start_ms: int
    end_ms: int
    counts: Mapping[Outcome, int]
    incident_share: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A history of equally long segments up to now; `label` says what they span."""

    label: str
    step_ms: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Checks that cannot run yet, and what they wait for."""

    waiting_for: str
    checks: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Say what to set and what that would add."""
        named = " and ".join([*([", ".join(self.checks[:-1])] if self.checks[1:] else []),
                              self.checks[-1]])  # fmt: skip
        return f"Set {self.waiting_for} to light up {named}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """What the provider's own status page says, as last read; times are epoch ms UTC.

    `beside` is what to say of it beside what we see, None where it adds nothing. `problem` is
    why the page cannot be read now.
    """

    state: OfficialState
    sentence: str
    since_ms: int
    read_at_ms: int
    problem: str | None
    beside: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One provider as the Now page shows it. Times are epoch ms UTC, latencies ms.

    `ttft_now_ms` is the median of the last few canaries, `ttft_usual_ms` that of the last 7 days
    outside incidents;
    `maintenance` is the planned work that goes on, and `uptimes_outside` what the uptimes are
    without such work, for the windows in which there was some; `uptimes_corrected` what they
    are without the incidents that people left out. `incidents` are the open ones; `alongside`
    says who else is in trouble since about the same time, if anybody.
    `served` (runs answered at all) and `correct` (completions that were right and in time) are
    over the last hour.
    """

    provider: str
    title: str
    state: State
    sentence: str
    since_ms: int | None
    is_blind: bool
    is_waiting: bool
    probes: int
    uptimes: Mapping[str, Uptime]
    ttft_now_ms: float | None
    ttft_usual_ms: float | None
    served: Part
    correct: Part
    last_result_ms: int | None
    strip: Strip
    waiting: tuple[Waiting, ...]
    notices: tuple[str, ...]
    incidents: tuple[Amended, ...]
    status_page: str | None
    official: Official | None = None
    maintenance: Window | None = None
    uptimes_outside: Mapping[str, Uptime] = field(default_factory=dict)
    uptimes_corrected: Mapping[str, Uptime] = field(default_factory=dict)
    alongside: str | None = None


def total(buckets: Iterable[Counted]) -> Counts:
    """Return the outcomes of all buckets together."""
    counts: Counts = {}
    for bucket in buckets:
        for outcome, number in bucket.counts.items():
            counts[outcome] = counts.get(outcome, 0) + number
    return counts


def uptime(
    buckets: Sequence[Counted], probes: Sequence[WatchedProbe], window_ms: int, step_ms: int
) -> Uptime:
    """Return the uptime over a window that `buckets` of `step_ms` tell of.

    A step is covered as well as by the probe that covers it best: probes beside it do not
    make it more than seen, and extra runs in one step do not make up for a gap in another.
    """
    every_s = {probe.name: probe.every_s for probe in probes}
    best: dict[int, float] = {}
    for bucket in buckets:
        so_far = best.get(bucket.start_ms, 0.0)
        if so_far == 1.0:
            continue  # as mostly the first of a provider's probes sees to
        cadence_s = every_s.get(bucket.probe, 0.0)
        if cadence_s > 0:
            seen = availability.coverage(bucket.counts, step_ms / 1000, cadence_s)
        else:
            seen = min(1.0, availability.decisive(bucket.counts))
        best[bucket.start_ms] = max(seen, so_far)
    counts = total(buckets)
    return Uptime(
        window_ms=window_ms,
        share=availability.uptime(counts),
        coverage=min(1.0, sum(best.values()) * step_ms / window_ms),
        results=availability.decisive(counts),
    )


def without(uptime: Uptime, buckets: Iterable[Counted], counted: Counts, spans_ms: int) -> Uptime:
    """Return an uptime without the time that `buckets` tell of.

    `counted` are the outcomes of the whole window, of which that time took `spans_ms`.
    """
    inside = total(buckets)
    counts = {outcome: number - inside.get(outcome, 0) for outcome, number in counted.items()}
    return Uptime(
        window_ms=uptime.window_ms - spans_ms,
        share=availability.uptime(counts),
        coverage=uptime.coverage,
        results=availability.decisive(counts),
    )


def ttft_ms(newest: Iterable[Sequence[float]]) -> float | None:
    """Return the typical time to first token: the median over probes of each one's median."""
    medians = [median(values) for values in newest]
    return median(medians) if medians else None


def served(buckets: Iterable[Counted]) -> Part:
    """Return how much was answered at all, of what says anything of the provider."""
    counts = total(buckets)
    return Part(share=availability.uptime(counts), of=availability.decisive(counts))


def correct(buckets: Iterable[Counted]) -> Part:
    """Return how many of the completions that were answered were right and in time."""
    counts = total(bucket for bucket in buckets if bucket.surface is Surface.API)
    of = availability.answered(counts)
    return Part(share=counts.get(Outcome.OK, 0) / of if of else None, of=of)


def waiting(probes: Iterable[WatchedProbe]) -> tuple[Waiting, ...]:
    """Return what probes wait for, and which checks each of those would light up."""
    checks: dict[str, list[str]] = {}
    for probe in probes:
        if probe.waiting_for is not None:
            named = checks.setdefault(probe.waiting_for, [])
            if probe.check not in named:
                named.append(probe.check)
    return tuple(Waiting(waiting_for=what, checks=tuple(names)) for what, names in checks.items())


def notices(newest: Iterable[ProbeResult]) -> tuple[str, ...]:
    """Return why probes pause, and what those that let us in warn of, each reason once.

    Both are told by a probe's newest run: one that did not begin, and one that went well.
    """
    reasons: dict[str, list[str]] = {}
    for each in newest:
        if each.detail and (_is_paused(each) or _is_warning(each)):
            reasons.setdefault(each.detail, []).append(each.probe)
    return tuple(f"{', '.join(probes)}: {why}" for why, probes in reasons.items())


def _is_paused(run: ProbeResult) -> bool:
    return run.outcome is Outcome.SKIPPED and (run.detail or "").startswith(_PAUSES)


def _is_warning(run: ProbeResult) -> bool:
    return run.outcome is Outcome.OK and run.surface in (Surface.AUTH, Surface.OAUTH)


def strip_of(first_result_ms: int | None, now_ms: int) -> tuple[str, int, int]:
    """Return label, step and number of segments of a strip that suits so long a history."""
    past_ms = 0 if first_result_ms is None else now_ms - first_result_ms
    return next((shape for limit, shape in STRIPS.items() if past_ms < limit), LONGEST_STRIP)


def strip(
    buckets: Iterable[Counted],
    incidents: Iterable[Incident],
    label: str,
    step_ms: int,
    start_ms: int,
    number: int,
    now_ms: int,
) -> Strip:
    """Return the strip of `number` segments from `start_ms` that `buckets` of `step_ms` fill."""
    by_start: dict[int, list[Counted]] = {}
    for bucket in buckets:
        by_start.setdefault(bucket.start_ms, []).append(bucket)
    troubled = _merged(incidents, now_ms)
    starts = range(start_ms, start_ms + number * step_ms, step_ms)
    segments = (
        Segment(
            start_ms=at,
            end_ms=at + step_ms,
            counts=total(by_start.get(at, ())),
            incident_share=_share(at, min(at + step_ms, now_ms), troubled),
        )
        for at in starts
    )
    return Strip(label=label, step_ms=step_ms, segments=tuple(segments))


def _merged(incidents: Iterable[Incident], now_ms: int) -> list[tuple[int, int]]:
    """Return the stretches of time in which any of the incidents went on."""
    merged: list[tuple[int, int]] = []
    for start_ms, end_ms in sorted((i.started_at_ms, i.ended_at_ms or now_ms) for i in incidents):
        if merged and start_ms <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end_ms))
        else:
            merged.append((start_ms, end_ms))
    return merged


def _share(start_ms: int, end_ms: int, stretches: Iterable[tuple[int, int]]) -> float:
    taken_ms = sum(max(0, min(end_ms, last) - max(start_ms, first)) for first, last in stretches)
    return taken_ms / (end_ms - start_ms) if end_ms > start_ms else 0.0
