"""The page of an incident as HTML: how bad, who is at it, what happened, who is well."""

from collections.abc import Iterable, Sequence

from dashboard import details
from dashboard.markup import mark, page, provider_link, text
from dashboard.theme import FALSE_ALARM, LOOKS, OUTCOMES, Look
from incidents import wording
from incidents.amended import Amended
from incidents.incident import State
from probes.result import Fault, Outcome, ProbeResult
from publish import incident_prose, words
from publish.incident_report import IncidentReport
from publish.incident_timeline import Moment, Source
from storage.usual import UsualRange

_ENDED = LOOKS[State.OPERATIONAL]


def header(report: IncidentReport) -> str:
    """Return what one must know first: of whom, how bad, why, since when, and who is at it."""
    incident, shown = report.incident, report.shown
    look = look_of(shown)
    lasted = wording.span(report.end_ms - report.start_ms)
    said, pill = look.words.lower(), f"going on for {lasted}"
    if not incident.is_open:
        # Who opens this in alarm shall see at once that it is over.
        said, pill, look = f"{said}, over", f"lasted {lasted}", _ENDED
    began = f"Since {words.clock(incident.started_at_ms, report.at_ms)}"
    if incident.ended_at_ms is not None:
        began = (
            f"From {words.clock(incident.started_at_ms, report.at_ms)} "
            f"to {words.clock(incident.ended_at_ms, report.at_ms)}"
        )
    links = f'<a href="{provider_link(incident.provider)}" target="_self">{text(report.title)}</a>'
    if report.status_page is not None and report.status_page.startswith(("https://", "http://")):
        links += (
            f' · <a href="{text(report.status_page)}" target="_blank" '
            'rel="noopener noreferrer">their own status page</a>'
        )
    return page(
        f'<section class="bo-verdict bo-{look.name}" aria-live="polite">{mark(look, "big")}'
        f"<div><h1>{text(incident_prose.subject(report))}: {text(said)}"
        f'<span class="bo-pill">{text(pill)}</span></h1>'
        f'<div class="bo-under"><div class="bo-why">'
        f"{text(words.sentence_case(report.sentence))}</div>"
        f'<div class="bo-small">{text(began)} · {links}</div>'
        f'<div class="bo-tags">{details.tags(shown, report.planned)}</div>'
        f"{_who_is_at_it(report)}</div></div></section>"
    )


def look_of(shown: Amended) -> Look:
    """Return how an incident looks: as it is while it goes on, as it was at its worst after."""
    if shown.false_alarm is not None:
        return FALSE_ALARM
    incident = shown.incident
    return LOOKS[incident.state if incident.is_open else incident.worst]


def _who_is_at_it(report: IncidentReport) -> str:
    seen = report.shown.acknowledged
    if seen is not None:
        at = words.clock(seen.at_ms, report.at_ms)
        why = f": {seen.reason}" if seen.reason else ""
        since = "is at it since" if report.incident.is_open else "was at it from"
        return (
            f'<div class="bo-at-it bo-good">{mark(_ENDED, "tiny")}'
            f"<span><b>{text(seen.by)}</b> {since} {text(at)}{text(why)}</span></div>"
        )
    if report.incident.is_open:
        return (
            f'<div class="bo-at-it bo-warn">{mark(LOOKS[State.BROWNOUT], "tiny")}'
            "<span>Nobody has said yet that they are at it</span></div>"
        )
    return ""


def numbers(report: IncidentReport) -> str:
    """Return the incident in numbers, one row of them."""
    incident, counts = report.incident, report.counts
    failed = sum(n for outcome, n in counts.items() if _is_theirs(outcome))
    decisive = sum(n for o, n in counts.items() if o.fault in (Fault.NONE, Fault.PROVIDER))
    others = [each for each in report.neighbours if each.is_well is not None]
    well = sum(1 for each in others if each.is_well)
    stats = [
        (
            "Found after",
            wording.span(incident.detected_at_ms - incident.started_at_ms),
            f"at {words.clock(incident.detected_at_ms, report.at_ms)}",
        ),
        (
            "Runs that went wrong",
            words.percent(failed / decisive if decisive else None, 1),
            f"{failed} of {words.count(decisive, 'run')}",
        ),
        _most_of_all(report),
        ("Their status page", *_theirs(report)),
        (
            "Others meanwhile",
            f"{well} of {len(others)} well" if others else words.NOTHING,
            _us_or_them(well, len(others)),
        ),
    ]
    cells = "".join(
        f'<div><dt>{text(label)}</dt><dd class="bo-value">{text(value)}</dd>'
        f'<dd class="bo-sub">{text(under)}</dd></div>'
        for label, value, under in stats
    )
    return page(f'<div class="bo-panel bo-wide"><dl class="bo-stats">{cells}</dl></div>')


def _is_theirs(outcome: Outcome) -> bool:
    return outcome.fault is Fault.PROVIDER


def _most_of_all(report: IncidentReport) -> tuple[str, str, str]:
    """Return how most runs failed, or where all were answered, how slow they were."""
    bad = {outcome: n for outcome, n in report.counts.items() if _is_theirs(outcome)}
    if bad:
        most = max(bad, key=lambda outcome: bad[outcome])
        of = words.count(sum(bad.values()), "failure")
        return "Most of all", OUTCOMES[most], f"{bad[most]} of {of}"
    slowest_ms = max((each.timings.ttft_ms or 0.0 for each in report.slow), default=None)
    return "Slowest first token", words.millis(slowest_ms), _usually(report.usual)


def _usually(usual: UsualRange | None) -> str:
    if usual is None:
        return "nothing to compare with"
    return f"usually {words.millis(usual.low_ms)} to {words.millis(usual.high_ms)}"


def _theirs(report: IncidentReport) -> tuple[str, str]:
    if report.lag_ms is None:
        return "told nothing", "of it, as far as we read it"
    how = "after" if report.lag_ms >= 0 else "before"
    return f"{wording.span(abs(report.lag_ms))} {how} us", "its first notice"


def _us_or_them(well: int, of: int) -> str:
    if not of:
        return "nobody else was watched"
    if well == of:
        return "so it is them, not us"
    return "a shared cause, or our network?" if not well else "seen from the same place"


def timeline(moments: Sequence[Moment], now_ms: int) -> str:
    """Return what happened, in order of time: our eyes, their word, people's deeds told apart."""
    rows = "".join(_moment(each, now_ms) for each in moments)
    return page(f'<div class="bo-panel"><ol class="bo-timeline">{rows}</ol></div>')


_SOURCES = {
    Source.SEEN: "we saw",
    Source.OFFICIAL: "their page",
    Source.PEOPLE: "people",
}


def _moment(moment: Moment, now_ms: int) -> str:
    look = LOOKS[moment.state] if moment.state is not None else None
    dot = mark(look, "tiny") if look is not None else '<span class="bo-dot"></span>'
    detail = ""
    if moment.detail:
        detail = f'<div class="bo-said">{text(words.sentence_case(moment.detail))}</div>'
    return (
        f'<li class="bo-from-{moment.source}">{dot}<div class="bo-clock">'
        f"{text(words.clock(moment.at_ms, now_ms))}</div>"
        f'<div><b>{text(moment.title)}</b> <span class="bo-tag">{_SOURCES[moment.source]}</span>'
        f"{detail}</div></li>"
    )


def run(result: ProbeResult, usual: UsualRange | None) -> str:
    """Return one run of the evidence: when, what, how it ended, phases, what was kept of it."""
    at = words.moment(result.started_at_ms)
    status = "" if result.http_status is None else f"HTTP {result.http_status}"
    phases = details.phases(result.timings)
    ttft_ms = result.timings.ttft_ms
    if usual is not None and ttft_ms is not None and ttft_ms > usual.high_ms:
        measured = f"first token {words.millis(ttft_ms)}"
        phases = phases.replace(measured, f"{measured} ({_usually(usual)})")
    detail = f'<div class="bo-detail">{text(result.detail)}</div>' if result.detail else ""
    when = f"{at:%Y-%m-%d %H:%M:%S}.{result.started_at_ms % 1000:03} UTC"
    where = " · ".join(filter(None, [f"{result.probe} from {result.vantage}", status, phases]))
    return page(
        f'<div class="bo-run"><div><b class="bo-nowrap">{text(when)}</b> {details.outcome(result)}'
        f'</div><div class="bo-muted bo-small">{text(where)}</div>{detail}</div>'
    )


def notes(shown: Amended, now_ms: int) -> str:
    """Return what people noted, each with name and time; all of it is text."""
    rows = "".join(
        f'<li><div class="bo-muted bo-small"><b>{text(each.by)}</b>, '
        f"{text(words.clock(each.at_ms, now_ms))}</div>"
        f'<div class="bo-note">{text(each.reason)}</div></li>'
        for each in shown.notes
    )
    if not rows:
        return page('<p class="bo-muted">No notes yet.</p>')
    return page(f'<ul class="bo-notes">{rows}</ul>')


def trail(rows: Iterable[tuple[str, str, str]]) -> str:
    """Return the audit trail: when, who did what, why; all of it is text."""
    body = "".join(
        f'<tr><th scope="row" class="bo-nowrap">{text(when)}</th><td>{text(what)}</td>'
        f'<td class="bo-note">{text(why)}</td></tr>'
        for when, what, why in rows
    )
    if not body:
        return page('<p class="bo-muted">Nobody has said or changed anything yet.</p>')
    return page(
        f'<div class="bo-panel"><table class="bo-table"><tbody>{body}</tbody></table></div>'
    )
