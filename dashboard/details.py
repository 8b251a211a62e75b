"""The provider page as HTML: its surfaces, its incidents, and its last results as evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.markup import incident_link, mark, text
from dashboard.tables import head, number, panel, small, table
from dashboard.theme import (
    FACETS,
    GROUP_NAMES,
    LOOKS,
    OUTCOMES,
    SCOPES,
    SURFACES,
    WAITING,
    Group,
)
from incidents import availability, wording
from incidents.amended import Amended
from incidents.maintenance import Window, marks
from probes.result import Outcome, ProbeResult, Surface, Timings
from publish import words
from publish.phases import named
from storage.probes import WatchedProbe

_SHAPES = {
    Group.SERVED: "check",
    Group.POOR: "triangle",
    Group.FAILED: "octagon",
    Group.ACCOUNT: "key",
    Group.UNSEEN: "eye",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfaceRow:
    """What one surface, of one model in one region, came to in the window.

    Latencies are in ms, counts over all its probes, of which there is at least one.
    """

    surface: Surface
    probes: tuple[WatchedProbe, ...]
    counts: Mapping[Outcome, int]
    ttft_p50_ms: float | None
    total_p50_ms: float | None
    total_p95_ms: float | None
    last: ProbeResult | None


def outcome(result: ProbeResult | None) -> str:
    """Return how a run ended: shape, colour and words together."""
    if result is None:
        return '<span class="bo-muted">no result yet</span>'
    group = Group.of(result.outcome)
    return (
        f'<span class="bo-outcome bo-{GROUP_NAMES[group]}">'
        f'<span class="bo-mark bo-tiny bo-{_SHAPES[group]}" aria-hidden="true"></span>'
        f"{text(OUTCOMES[result.outcome])}</span>"
    )


def surfaces(rows: Sequence[SurfaceRow], now_ms: int) -> str:
    """Return the table of surfaces: what is tried, how the last try ended, how it went before."""
    top = head(
        ("Surface", ""),
        ("Last run", ""),
        ("Served", "number"),
        ("Runs", "number"),
        ("First token", "number"),
        ("Whole answer", "number"),
    )
    body = "".join(_surface(row, now_ms) for row in rows)
    return table(top, body)


def _ended(row: SurfaceRow) -> str:
    """What a status page says is what its last run is about, not that it was read."""
    last = row.last
    if row.surface is Surface.OFFICIAL and last is not None and last.outcome is Outcome.OK:
        return text(words.sentence_case(last.detail or ""))
    return outcome(last)


def _surface(row: SurfaceRow, now_ms: int) -> str:
    names = ", ".join(probe.name for probe in row.probes)
    of = " in ".join(filter(None, (row.probes[0].model, row.probes[0].region)))
    of = f'<div class="bo-small" style="font-weight:400">{text(of)}</div>' if of else ""
    waits = sorted({p.waiting_for for p in row.probes if p.waiting_for is not None})
    waiting = "".join(
        f'<div class="bo-hint">{mark(WAITING, "tiny")} waits for {text(what)}</div>'
        for what in waits
    )
    if row.last is None and waits:
        last = waiting
    else:
        ago = "" if row.last is None else words.age(row.last.started_at_ms, now_ms)
        last = f'{_ended(row)}<div class="bo-muted bo-small">{text(ago)}</div>{waiting}'
    spread = ""
    if row.total_p95_ms is not None:
        spread = f'<div class="bo-muted bo-small">95 % under {words.millis(row.total_p95_ms)}</div>'
    return (
        f'<tr><th scope="row">{text(SURFACES[row.surface])}{of}'
        f'<div class="bo-muted bo-small" style="font-weight:400">{text(names)}</div></th>'
        f'<td data-label="Last run"><div>{last}</div></td>'
        f"{number('Served', words.percent(availability.uptime(row.counts)))}"
        f"{number('Runs', f'{sum(row.counts.values()):,}')}"
        f"{number('First token', words.millis(row.ttft_p50_ms))}"
        f"{number('Whole answer', words.millis(row.total_p50_ms), spread)}</tr>"
    )


def incident_list(
    incidents: Sequence[Amended],
    now_ms: int,
    planned: Sequence[Window] = (),
    titles: Mapping[str, str] | None = None,
) -> str:
    """Return incidents, newest first: when, how long, what it was, in the judge's words.

    Each is a link to its page. Those that lay in a window of `planned` work are marked with
    what was done, and with what people said of them; `titles` names providers where the list
    is of several.
    """
    if not incidents:
        return panel('<p class="bo-empty">No incident in this window.</p>')
    rows = "".join(
        _incident(each, now_ms, marks(planned, each.incident, now_ms), titles or {})
        for each in incidents
    )
    return panel(f'<ul class="bo-rows">{rows}</ul>')


def _incident(shown: Amended, now_ms: int, work: Window | None, titles: Mapping[str, str]) -> str:
    incident = shown.incident
    look = LOOKS[incident.state if incident.is_open else incident.worst]
    end_ms = incident.ended_at_ms or now_ms
    lasted = wording.span(end_ms - incident.started_at_ms)
    until = "still open" if incident.is_open else f"until {words.clock(end_ms, now_ms)}"
    when = f"{words.clock(incident.started_at_ms, now_ms)} {until}"
    delay = wording.span(incident.detected_at_ms - incident.started_at_ms)
    of = titles.get(incident.provider)
    named = f"<b>{text(of)}</b> · " if of else ""
    return (
        f'<li>{mark(look)}<div>{named}<a class="bo-quiet" href="{incident_link(incident.id)}" '
        f'target="_self">{text(words.sentence_case(incident.sentence))}</a>'
        f'<div class="bo-when">{text(when)} · found after {text(delay)}</div>'
        f'<div style="margin-top:.4rem">{tags(shown, work)}</div></div>'
        f'<div class="bo-number"><b>{text(lasted)}</b></div></li>'
    )


def tags(shown: Amended, work: Window | None) -> str:
    """Return an incident in a few words: how bad, of what, how, and what people say of it."""
    incident = shown.incident
    look = LOOKS[incident.state if incident.is_open else incident.worst]
    said = [look.words, SCOPES[incident.scope], *(FACETS[facet] for facet in incident.facets)]
    if incident.extent:
        said.append(incident.extent)
    if incident.worst is not incident.state and incident.is_open:
        said.append(f"was {LOOKS[incident.worst].words.lower()}")
    if work is not None:
        said.append(f"during maintenance: {work.reason}")
    if shown.false_alarm is not None:
        said.append(f"a false alarm, says {shown.false_alarm.by}")
    if shown.excluded is not None:
        said.append(f"left out of uptime by {shown.excluded.by}")
    if shown.acknowledged is not None and incident.is_open:
        said.append(f"{shown.acknowledged.by} is at it")
    return " ".join(f'<span class="bo-tag">{text(tag)}</span>' for tag in said)


def results(rows: Sequence[ProbeResult]) -> str:
    """Return runs, newest first, with what a support ticket needs: time, phases, request id."""
    if not rows:
        return panel('<p class="bo-empty">No run yet.</p>')
    top = head(
        ("Time (UTC)", ""), ("Probe", ""), ("Outcome", ""), ("Phases", ""), ("Request id", "")
    )
    return table(top, "".join(map(_result, rows)))


def _result(result: ProbeResult) -> str:
    at = words.moment(result.started_at_ms)
    status = "" if result.http_status is None else f"HTTP {result.http_status}"
    score = "" if result.score is None else f", score {result.score:.2g}"
    detail = f'<div class="bo-detail">{text(result.detail)}</div>' if result.detail else ""
    return (
        f'<tr><th scope="row" class="bo-nowrap">{at:%H:%M:%S}{small(f"{at:%Y-%m-%d}")}</th>'
        f"<td>{text(result.probe)}{small('from ' + result.vantage)}</td>"
        f"<td>{outcome(result)}{small(status + score)}{detail}</td>"
        f'<td data-label="Phases">{small(phases(result.timings))}</td>'
        '<td data-label="Request id"><div class="bo-mono">'
        f"{text(result.request_id or words.NOTHING)}</div></td></tr>"
    )


def phases(timings: Timings) -> str:
    """Return the phases that happened, in their order: "connect 12 ms · first token 412 ms"."""
    known = [f"{name} {words.millis(value)}" for name, value in named(timings)]
    if timings.tokens_per_s is not None:
        known.append(f"{timings.tokens_per_s:.0f} tokens/s")
    return " · ".join(known) or words.NOTHING
