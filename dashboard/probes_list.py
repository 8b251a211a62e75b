"""The list of probes as HTML: how each fared, when it is due, what it costs, who asked for it."""

from collections.abc import Sequence

from dashboard.details import outcome, phases
from dashboard.markup import mark, page, text
from dashboard.probes_data import ProbeRow
from dashboard.theme import SURFACES, WAITING
from publish import words
from publish.groups import GROUP_NAMES, Group
from storage.last_runs import Run
from storage.run_requests import RunRequest

_LEAST_HEIGHT = 0.14
_SLOW_TO_BE_TAKEN_MS = 8_000


def row(shown: ProbeRow, now_ms: int) -> str:
    """Return one probe: its name and kind, its last run, its runs before, and its figures."""
    probe, last = shown.probe, shown.last
    kind = f"{SURFACES[probe.surface]} · {probe.check} · every {_cadence(probe.every_s)}"
    if probe.waiting_for is not None:
        ended = f"{mark(WAITING, 'tiny')} <span>waits for {text(probe.waiting_for)}</span>"
    else:
        ended = outcome(last)
    facts = [] if last is None else [words.age(last.started_at_ms, now_ms), _took(shown)]
    return page(
        f'<div class="bo-probe"><div><h3>{text(probe.name)}</h3>'
        f'<div class="bo-muted bo-small">{text(kind)}</div></div>'
        f'<div><div class="bo-ended">{ended}</div>'
        f'<div class="bo-muted bo-small">{text(" · ".join(filter(None, facts)))}</div></div>'
        f"{sparkline(shown.runs, now_ms)}"
        f'<dl class="bo-due"><div><dt>Next run</dt><dd>{text(_due(shown, now_ms))}</dd></div>'
        f"<div><dt>Costs</dt><dd>{text(_cost(shown))}</dd></div></dl>"
        f"{_detail(shown)}</div>"
    )


def sparkline(runs: Sequence[Run], now_ms: int) -> str:
    """Return the last runs as bars: as high as they took long, in the shape of how they ended."""
    if not runs:
        return '<div class="bo-spark"></div>'
    most = max((run.total_ms or 0.0 for run in runs), default=0.0)
    bars = "".join(_bar(run, most, now_ms) for run in runs)
    failed = sum(Group.of(run.outcome) is Group.FAILED for run in runs)
    said = f"Last {words.count(len(runs), 'run')}, {failed} failed; the longest took "
    return (
        f'<div class="bo-spark" role="img" aria-label="{text(said + words.millis(most or None))}">'
        f"{bars}</div>"
    )


def _bar(run: Run, most_ms: float, now_ms: int) -> str:
    group = Group.of(run.outcome)
    took = "" if run.total_ms is None else f", {words.millis(run.total_ms)}"
    said = f"{words.clock(run.started_at_ms, now_ms)}: {run.outcome}{took}"
    # A run that failed stands out by its full height, not by its colour alone.
    is_well = group in (Group.SERVED, Group.POOR)
    share = max(_LEAST_HEIGHT, (run.total_ms or 0.0) / most_ms if most_ms else 0.0)
    height = f"{share:.0%}" if is_well else "100%"
    kind = "bo-hatched " if not is_well else ""
    look = f"{kind}bo-{GROUP_NAMES[group]}"
    return f'<i class="{look}" style="height:{height}" title="{text(said)}"></i>'


def asked(request: RunRequest, now_ms: int, *, is_alive: bool) -> str:
    """Return what became of a run that somebody asked for, in a sentence."""
    where, who = request.vantage, request.asked_by
    if request.refusal is not None:
        return f"Not run at {where}: {request.refusal}."
    if request.ended_at_ms is not None:
        took_ms = request.ended_at_ms - (request.claimed_at_ms or request.ended_at_ms)
        return (
            f"Run at {where} for {who} {words.age(request.ended_at_ms, now_ms)}, in {_s(took_ms)}."
        )
    if request.claimed_at_ms is not None:
        if not is_alive:
            return f"The worker at {where} took it, and has given no sign of life since."
        return f"Running at {where} since {words.age(request.claimed_at_ms, now_ms)} …"
    waited_ms = now_ms - request.asked_at_ms
    if not request.is_pending(now_ms):
        return f"No worker at {where} took it within {_s(waited_ms)}: it is not run any more."
    if not is_alive:
        return f"No worker lives at {where}: nothing will run it until one is started."
    if waited_ms > _SLOW_TO_BE_TAKEN_MS:
        return f"The worker at {where} has not taken it for {_s(waited_ms)}."
    return f"Asked for at {where} …"


def _s(length_ms: int) -> str:
    return f"{length_ms / 1000:.1f} s"


def _cadence(every_s: float) -> str:
    return words.duration(round(every_s * 1000)) if every_s >= 1 else f"{every_s:g} s"


def _took(shown: ProbeRow) -> str:
    total_ms = shown.last.timings.total_ms if shown.last else None
    return "" if total_ms is None else words.millis(total_ms)


def _due(shown: ProbeRow, now_ms: int) -> str:
    if shown.probe.waiting_for is not None:
        return "not yet"
    due_ms = shown.next_run_ms(now_ms)
    if due_ms is None:
        return words.NOTHING
    return "now" if due_ms - now_ms < 1000 else f"in {words.duration(due_ms - now_ms)}"


def _cost(shown: ProbeRow) -> str:
    cost = shown.probe.cost_per_day_microusd
    if cost == 0:
        return "nothing"
    if cost is None:
        return "no price known"
    usd = cost / 1_000_000
    return f"≤ ${usd:.2f} a day" if usd >= 0.01 else "< $0.01 a day"


def _detail(shown: ProbeRow) -> str:
    last = shown.last
    if last is None or last.outcome == "ok":
        return ""
    said = [f'<div class="bo-muted bo-small">{text(phases(last.timings))}</div>']
    if last.detail:
        said.insert(0, f'<div class="bo-detail">{text(last.detail)}</div>')
    return f'<div class="bo-probe-detail">{"".join(said)}</div>'
