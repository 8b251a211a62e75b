"""The page about the monitor as HTML: whether it is well, its figures, its workers."""

from dashboard.about_data import AboutView
from dashboard.markup import mark, page, text
from dashboard.theme import LOOKS, STALE
from incidents.incident import State
from probes.arrival import LATE_CLOCK
from publish import words
from publish.status import is_alive
from publish.words import sentence_case
from storage.workers import WorkerBeat

_LATE_MS = 1_000


def verdict(view: AboutView) -> str:
    """Return in one sentence whether the monitor is well, and each reason why not."""
    look = LOOKS[State.OPERATIONAL]
    title = "The monitor is well."
    if view.silence is not None:
        look, title = STALE, "Nothing is being probed."
    elif view.problems:
        look, title = LOOKS[State.BROWNOUT], "The monitor is not well."
    reasons = "".join(
        f'<p class="bo-under">{text(sentence_case(each))}.</p>' for each in view.problems
    )
    return page(
        f'<section class="bo-verdict" aria-live="polite">{mark(look, "big")}'
        f"<div><h1>{text(title)}</h1>{reasons}</div></section>"
    )


def figures(view: AboutView, who_may: str) -> str:
    """Return the figures of the monitor; `who_may` look is said among them."""
    alive, health = view.alive, view.health
    vantages = sorted({each.vantage for each in alive})
    judge = next((each for each in alive if each.is_judge), None)
    late = None if not alive else max(each.late_ms for each in alive)
    waiting = sum(each.waiting for each in view.spools)
    lost = sum(each.lost for each in view.spools)
    stats = (
        ("Workers", f"{len(alive)} alive", _listed(vantages) or "none gives a sign of life"),
        ("Last result", _ago(health.last_result_ms, view.at_ms), "when its run began"),
        ("Lateness", words.NOTHING if late is None else words.millis(late), "of the newest run"),
        ("Judge", _called(judge) if judge else words.NOTHING, "opens and closes incidents"),
        ("Waiting on disk", words.count(waiting, "result"), _spooled(lost)),
        ("Database", _size(view.size_bytes), f"{_size(view.free_bytes)} of it free"),
        ("Version", view.version, "of this dashboard"),
        ("Who may look", who_may, "docs/access.md tells of roles"),
    )
    cells = "".join(
        f'<div><dt>{text(name)}</dt><dd class="bo-value">{text(value)}</dd>'
        f'<dd class="bo-sub">{text(under)}</dd></div>'
        for name, value, under in stats
    )
    return page(f'<div class="bo-panel bo-wide"><dl class="bo-stats">{cells}</dl></div>')


def workers(view: AboutView) -> str:
    """Return the workers of the last week, the latest first."""
    if not view.workers:
        nobody = '<p class="bo-empty">No worker has run here yet.</p>'
        return page(f'<div class="bo-panel">{nobody}</div>')
    head = "".join(
        f'<th scope="col"{kind}>{name}</th>'
        for name, kind in (
            ("Vantage", ""), ("Process", ""), ("Sign of life", ""), ("Started", ""),
            ("Probes", " class=bo-number"), ("Late", " class=bo-number"), ("Configuration", ""),
        )
    )  # fmt: skip
    rows = "".join(_worker(each, view) for each in view.workers)
    return page(
        '<div class="bo-panel"><div class="bo-scroll"><table class="bo-table">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></div>"
    )


def _worker(worker: WorkerBeat, view: AboutView) -> str:
    if is_alive(worker, view.at_ms):
        look, said = LOOKS[State.OPERATIONAL], words.age(worker.beat_at_ms, view.at_ms)
    elif worker.stopped_at_ms is not None:
        look, said = STALE, f"stopped {words.age(worker.stopped_at_ms, view.at_ms)}"
    else:
        silent = words.duration(view.at_ms - worker.beat_at_ms)
        look, said = LOOKS[State.OUTAGE], f"silent for {silent}"
    lives = is_alive(worker, view.at_ms)
    judges = '<span class="bo-tag">judges</span>' if worker.is_judge and lives else ""
    other = "" if worker.version == view.version else f" · version {worker.version}"
    if worker.clock not in (None, "kernel"):
        other += f" · timed by the {worker.clock}'s clock: {LATE_CLOCK}"
    started = words.age(worker.started_at_ms, view.at_ms)
    late = f"{mark(LOOKS[State.BROWNOUT], 'tiny')} " if worker.late_ms > _LATE_MS else ""
    refused = ""
    if worker.config_error and lives:
        refused = f'<div class="bo-detail">{text(worker.config_error)}</div>'
    return (
        f'<tr><th scope="row">{text(worker.vantage)} {judges}</th>'
        f'<td data-label="Process"><div>{text(_called(worker))}'
        f'<span class="bo-muted">{text(other)}</span></div></td>'
        f'<td data-label="Sign of life"><div class="bo-alive">{mark(look, "tiny")} {text(said)}'
        "</div></td>"
        f'<td data-label="Started"><div>{text(started)}</div></td>'
        f'<td class="bo-number" data-label="Probes"><div>{worker.probes}</div></td>'
        f'<td class="bo-number" data-label="Late"><div>{late}{text(words.millis(worker.late_ms))}'
        "</div></td>"
        f'<td data-label="Configuration"><div class="bo-mono">{text(worker.config_path)}</div>'
        f"{refused}</td></tr>"
    )


def _called(worker: WorkerBeat) -> str:
    return f"{worker.host}:{worker.pid}"


def _listed(vantages: list[str]) -> str:
    return f"at {', '.join(vantages)}" if vantages else ""


def _ago(at_ms: int | None, now_ms: int) -> str:
    return words.NOTHING if at_ms is None else words.age(at_ms, now_ms)


def _spooled(lost: int) -> str:
    return f"{lost:,} lost for want of room" if lost else "for the database to take them"


def _size(size_bytes: float) -> str:
    for unit in ("B", "kB", "MB"):
        if size_bytes < 1000:
            return f"{size_bytes:.0f} {unit}"
        size_bytes /= 1000
    return f"{size_bytes:.1f} GB"
