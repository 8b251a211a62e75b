"""The Provider page's parts as HTML: phases, failures by kind, tasks, costs, and the allowance."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import ceil, floor, log10
from statistics import mean, median

from dashboard.markup import notice, text
from dashboard.provider_data import Sampled
from dashboard.tables import cell, head, number, panel, row, small, table
from dashboard.theme import GROUP_NAMES, LOOKS, OUTCOMES, SURFACES, Group
from incidents.incident import State
from probes.canaries import task_of
from probes.rate_limits import SCARCE
from probes.result import Fault, Outcome, ProbeResult, Surface
from publish import words
from publish.card import DAY_MS
from publish.phases import stretches
from storage.history import Bucket

_FAULTS = {
    Fault.PROVIDER: "the provider's",
    Fault.ACCOUNT: "our account's",
    Fault.NETWORK: "our network's",
    Fault.MONITOR: "the monitor's",
}
# What is left jumps up whenever an allowance is filled again: fewer tell no direction.
_FEWEST = 8
_ENOUGH = 0.6


def phases(found: Sampled) -> str:
    """Return the typical and the slow time of each phase, a row for each surface."""
    by_surface: dict[Surface, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for run in found.runs:
        if run.outcome.is_answered:
            for name, ms in stretches(run.timings):
                by_surface[run.surface][name].append(ms)
    names = [name for name in _STRETCHES if any(name in those for those in by_surface.values())]
    if not names:
        return panel('<p class="bo-empty">No run of this window was timed.</p>')
    body = "".join(
        row(
            text(SURFACES[surface]),
            *(number(name, *_typical(by_surface[surface].get(name, ()))) for name in names),
        )
        for surface in Surface
        if surface in by_surface
    )
    return table(
        head(("Surface", ""), *((words.sentence_case(name), "number") for name in names)), body
    )


_STRETCHES = ("DNS", "connect", "TLS", "first byte", "first token", "the rest")


def _typical(values: Sequence[float]) -> tuple[str, str]:
    if not values:
        return words.NOTHING, ""
    high = sorted(values)[ceil(0.95 * len(values)) - 1]
    return words.millis(median(values)), small(f"95 % under {words.millis(high)}")


def failures(buckets: Iterable[Bucket]) -> str:
    """Return how runs failed, the most frequent first: of what kind, and whose fault."""
    counts: Counter[Outcome] = Counter()
    surfaces: dict[Outcome, Counter[Surface]] = defaultdict(Counter)
    for bucket in buckets:
        for outcome, times in bucket.counts.items():
            if outcome is Outcome.SKIPPED:
                continue
            counts[outcome] += times
            surfaces[outcome][bucket.surface] += times
    runs = sum(counts.values())
    bad = [(o, n) for o, n in counts.most_common() if o.fault is not Fault.NONE]
    if not bad:
        return panel(f'<p class="bo-empty">None of {words.count(runs, "run")} failed.</p>')
    body = "".join(
        row(
            f'<span class="bo-{GROUP_NAMES[Group.of(outcome)]}">{text(OUTCOMES[outcome])}</span>',
            cell("Fault", _FAULTS[outcome.fault]),
            cell("Most on", text(SURFACES[surfaces[outcome].most_common(1)[0][0]])),
            number("Runs", f"{times:,}"),
            number("Of all", words.percent(times / runs)),
        )
        for outcome, times in bad
    )
    columns = ("Outcome", ""), ("Whose fault", ""), ("Most on", "")
    return table(head(*columns, ("Runs", "number"), ("Of all", "number")), body)


def tasks(found: Sampled) -> str:
    """Return how well each canary task was answered, the worst first, with its last mistake."""
    graded: dict[str, list[ProbeResult]] = defaultdict(list)
    for run in found.runs:
        task = task_of(run.expectations)
        if task is not None and run.score is not None:
            graded[task].append(run)
    if not graded:
        return panel('<p class="bo-empty">No answer of this window was graded.</p>')
    by_share = sorted(graded.items(), key=lambda each: (_right(each[1]), each[0]))
    body = "".join(_task(name, runs, found.end_ms) for name, runs in by_share)
    columns = ("Right", "number"), ("Answers", "number"), ("Mean score", "number")
    return table(head(("Task", ""), *columns, ("Last mistake", "")), body)


def _right(runs: Sequence[ProbeResult]) -> float:
    return sum(run.outcome is not Outcome.WRONG_ANSWER for run in runs) / len(runs)


def _task(name: str, runs: Sequence[ProbeResult], now_ms: int) -> str:
    wrong = [run for run in runs if run.outcome is Outcome.WRONG_ANSWER]
    last = max(wrong, key=lambda run: run.started_at_ms, default=None)
    told = words.NOTHING
    if last is not None:
        at = words.clock(last.started_at_ms, now_ms)
        told = f'{text(at)}<div class="bo-detail">{text(last.detail or "")}</div>'
    return row(
        text(name.replace("_", " ")),
        number("Right", words.percent(_right(runs), 1)),
        number("Answers", f"{len(runs):,}"),
        number("Mean score", f"{mean(run.score or 0.0 for run in runs):.2f}"),
        cell("Last mistake", told),
    )


def costs(buckets: Iterable[Bucket], names: Mapping[str, str], start_ms: int, end_ms: int) -> str:
    """Return what each probe that costs money took in the window, and that is a day."""
    spent: Counter[str] = Counter()
    runs: Counter[str] = Counter()
    first_ms = end_ms
    for bucket in buckets:
        spent[bucket.probe] += bucket.cost_microusd
        runs[bucket.probe] += bucket.runs
        first_ms = min(first_ms, bucket.start_ms)
    paid = [(probe, cost) for probe, cost in spent.most_common() if cost]
    if not paid:
        return panel('<p class="bo-empty">Nothing was paid for, as far as prices are known.</p>')
    days = max(end_ms - max(start_ms, first_ms), 1) / DAY_MS
    rows = [*paid, *([("all", sum(spent.values()))] if len(paid) > 1 else [])]
    runs["all"] = sum(runs[probe] for probe, _ in paid)
    body = "".join(
        row(
            text(names.get(probe, probe)),
            number("Spent", _usd(cost)),
            number("A day", _usd(cost / days)),
            number("Runs", f"{runs[probe]:,}"),
            number("A run", _usd(cost / runs[probe])),
        )
        for probe, cost in rows
    )
    columns = ("Spent", "number"), ("A day", "number"), ("Runs", "number"), ("A run", "number")
    return table(head(("Probe", ""), *columns), body)


def _usd(microusd: float) -> str:
    """Return dollars to the cent, and what is less than a cent to two digits."""
    dollars = microusd / 1e6
    if dollars >= 0.01 or not dollars:
        return f"${dollars:,.2f}"
    return f"${dollars:.{1 - floor(log10(dollars))}f}"


def allowance(found: Sampled) -> str:
    """Return how much of our allowance is left, and when it is spent should it go on like this."""
    told = [run for run in found.runs if run.headroom is not None]
    if not told:
        return panel(
            '<p class="bo-empty">This provider tells nothing of an allowance in its headers.</p>'
        )
    scarcest = min(_by_probe(told).values(), key=lambda runs: runs[-1].headroom or 0.0)
    now, least = scarcest[-1], min(told, key=lambda run: run.headroom or 0.0)
    left = now.headroom or 0.0
    spent_ms = spent_at_ms(scarcest)
    look, title = (
        LOOKS[State.OPERATIONAL],
        f"{words.percent(left, 0)} of the scarcest allowance is left",
    )
    said = (
        f"As {now.probe} was told at {words.clock(now.started_at_ms, found.end_ms)}. The least in "
        f"this window was {words.percent(least.headroom or 0.0, 0)}, at "
        f"{words.clock(least.started_at_ms, found.end_ms)}."
    )
    if spent_ms is not None and spent_ms - now.started_at_ms < found.end_ms - found.start_ms:
        look = LOOKS[State.BROWNOUT]
        took = words.duration(spent_ms - now.started_at_ms)
        said += f" Going on like this it is spent in {took}: then a 429 is of our own making."
    if left < SCARCE:
        look = LOOKS[State.ACCOUNT]
        said += f" Below {words.percent(SCARCE, 0)} Brownout asks no more often than it must."
    return notice(look, title, said)


def _by_probe(runs: Iterable[ProbeResult]) -> dict[str, list[ProbeResult]]:
    found: dict[str, list[ProbeResult]] = defaultdict(list)
    for run in runs:
        found[run.probe].append(run)
    return found


def spent_at_ms(runs: Sequence[ProbeResult]) -> int | None:
    """Return when an allowance is spent if it goes on as over the last quarter of `runs`.

    A line of least squares through what was left; None where it does not fall, where much is
    left, or where there are too few runs to tell.
    """
    newest = runs[-max(_FEWEST, len(runs) // 4) :]
    if len(newest) < _FEWEST or (newest[-1].headroom or 0.0) > _ENOUGH:
        return None
    at = [run.started_at_ms for run in newest]
    left = [run.headroom or 0.0 for run in newest]
    at_mean, left_mean = mean(at), mean(left)
    spread = sum((ms - at_mean) ** 2 for ms in at)
    both = sum((ms - at_mean) * (share - left_mean) for ms, share in zip(at, left, strict=True))
    if not spread or both >= 0:
        return None
    slope = both / spread
    return max(at[-1], round(at_mean - left_mean / slope))
