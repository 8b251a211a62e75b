"""Figures that rest on runs and on the time that they saw."""

from collections.abc import Sequence

from incidents import availability
from incidents.objectives import error_budget
from incidents.uptime_by_time import Lapse
from probes.result import Outcome, Surface
from publish.card import total
from publish.figures import Figure, figure
from publish.timeline import Timeline
from storage.history import Bucket


def time_figures(
    line: Timeline, slo: float | None, corrected: Timeline | None = None
) -> list[Figure]:
    """Return uptimes, what was not seen, and the error budget of an objective, if any.

    `corrected` is the same line without what people left out, where they did.
    """
    found = [*_uptimes(line)]
    if corrected is not None:
        found += _uptimes_over(corrected.lapse, corrected.buckets, "_corrected")
    seen = line.lapse
    unknown_ms = sum(seen.unknown_ms.values())
    probes = _probes(line.buckets)
    found += [
        figure("coverage", seen.coverage, probes=probes, coverage=seen.coverage),
        _time("downtime", seen.down_ms if seen.seen_ms else None, line),
        _time("unknown_time", unknown_ms, line),
    ]
    if slo is not None:
        budget = error_budget(slo, seen.seen_ms + unknown_ms, seen.seen_ms, seen.down_ms)
        found += [
            _time("budget_allowed", budget.allowed_ms, line),
            figure(
                "budget_spent",
                budget.spent if seen.seen_ms else None,
                probes=probes,
                coverage=seen.coverage,
            ),
            figure("burn_rate", budget.burn_rate, probes=probes, coverage=seen.coverage),
        ]
    return found


def _uptimes(line: Timeline) -> list[Figure]:
    found = _uptimes_over(line.lapse, line.buckets, "")
    if line.outside is not None:
        found += _uptimes_over(line.lapse_outside, line.outside, "_without_maintenance")
    return found


def _uptimes_over(seen: Lapse, those: Sequence[Bucket], suffix: str) -> list[Figure]:
    counts, probes = total(those), _probes(those)
    of = availability.decisive(counts)
    return [
        figure(
            f"uptime_by_time{suffix}", seen.uptime, of=of, probes=probes, coverage=seen.coverage
        ),
        figure(
            f"uptime_by_probes{suffix}",
            availability.uptime(counts),
            interval=availability.uptime_interval(counts),
            of=of,
            probes=probes,
            coverage=seen.coverage,
        ),
    ]


def _time(name: str, value_ms: float | None, line: Timeline) -> Figure:
    return figure(
        name,
        None if value_ms is None else value_ms / 1000,
        probes=_probes(line.buckets),
        coverage=line.lapse.coverage,
    )


def quality_figures(line: Timeline) -> list[Figure]:
    """Return how right and how throttled its runs were, and what they cost."""
    counts, probes, coverage = total(line.buckets), _probes(line.buckets), line.lapse.coverage
    completions = [bucket for bucket in line.buckets if bucket.surface is Surface.API]
    found: list[Figure] = []
    if completions:
        answers = total(completions)
        good, of = answers.get(Outcome.OK, 0), availability.answered(answers)
        graded = sum(bucket.score_count for bucket in completions)
        score = sum((bucket.score_mean or 0.0) * bucket.score_count for bucket in completions)
        found += [
            figure(
                "correct",
                good / of if of else None,
                interval=availability.wilson(good, of) if of else None,
                of=of,
                probes=_probes(completions),
                coverage=coverage,
            ),
            figure(
                "score",
                score / graded if graded else None,
                of=graded,
                probes=_probes(completions),
                coverage=coverage,
            ),
        ]
    turned_away, of = counts.get(Outcome.RATE_LIMITED, 0), availability.decisive(counts)
    cost = sum(bucket.cost_microusd for bucket in line.buckets)
    runs = sum(counts.values())
    return [
        *found,
        figure(
            "throttled",
            turned_away / of if of else None,
            interval=availability.wilson(turned_away, of) if of else None,
            of=of,
            probes=probes,
            coverage=coverage,
        ),
        figure(
            "cost", cost / 1_000_000 if runs else None, of=runs, probes=probes, coverage=coverage
        ),
    ]


def _probes(those: Sequence[Bucket]) -> int:
    return len({bucket.probe for bucket in those})
