"""A draft of the post-mortem of an incident, as Markdown: what is known, and what people owe."""

from incidents import wording
from publish import incident_prose as prose
from publish.bystanders import Part
from publish.incident_report import IncidentReport
from publish.incident_timeline import Source
from publish.markdown import plain, table

_WHOSE = {Source.SEEN: "we saw", Source.OFFICIAL: "they said", Source.PEOPLE: "we did"}


def post_mortem(report: IncidentReport) -> str:
    """Return the draft; what only people know is left as a question."""
    incident = report.incident
    title = f"# Post-mortem: {plain(report.title)}, {prose.moment(incident.started_at_ms)}"
    sections = [
        ("Summary", _summary(report)),
        ("Impact", _impact(report)),
        ("Timeline", _timeline(report)),
        ("Detection", _detection(report)),
        ("What still worked", _working(report)),
        ("Evidence", _evidence(report)),
        ("Notes", _notes(report)),
        ("Root cause", "_What do they say was the cause? Is it plausible by what we saw?_"),
        ("What went well, what did not", "_How did we learn of it? What did our users notice?_"),
        ("Actions", "- [ ] _What do we change, who does it, and by when?_"),
    ]
    body = "\n\n".join(f"## {name}\n\n{text}" for name, text in sections if text)
    return (
        f"{title}\n\n_Draft of {prose.moment(report.at_ms)}, incident {incident.id}._\n\n{body}\n"
    )


def _summary(report: IncidentReport) -> str:
    said = report.shown
    lines = [prose.sentence(report.sentence)]
    if said.false_alarm is not None:
        why = plain(said.false_alarm.reason)
        lines.append(f"{plain(said.false_alarm.by)} marked it as a **false alarm**: {why}.")
    if said.excluded is not None:
        why = plain(said.excluded.reason)
        lines.append(f"{plain(said.excluded.by)} left it out of uptime: {why}.")
    if report.planned is not None:
        lines.append(f"Work was planned at that time: {plain(report.planned.reason)}.")
    return "\n\n".join(lines)


def _impact(report: IncidentReport) -> str:
    incident = report.incident
    when = f"since {prose.moment(incident.started_at_ms)}"
    if incident.ended_at_ms is not None:
        when = f"{prose.moment(incident.started_at_ms)} to {prose.moment(incident.ended_at_ms)}"
    return (
        f"- Severity: {incident.worst} of the {incident.scope}, "
        f"by {', '.join(incident.facets)}\n"
        f"- Lasted: {prose.duration(report)} ({when})\n"
        f"- Probes saw: {prose.counted(report.counts)}\n"
        "- Our users: _how many requests of ours failed, and who noticed?_"
    )


def _timeline(report: IncidentReport) -> str:
    rows = [
        (
            prose.moment(each.at_ms),
            _WHOSE[each.source],
            f"{plain(each.title)}{': ' + plain(each.detail) if each.detail else ''}",
        )
        for each in report.moments
    ]
    return table(("when", "", "what"), rows)


def _detection(report: IncidentReport) -> str:
    incident = report.incident
    found = wording.span(incident.detected_at_ms - incident.started_at_ms)
    lines = [f"- We were sure {found} after the first bad result."]
    seen = report.shown.acknowledged
    if seen is not None:
        took = wording.span(max(0, seen.at_ms - incident.detected_at_ms))
        lines.append(f"- {plain(seen.by)} was at it {took} after that.")
    lines.append(f"- {lag(report)}")
    return "\n".join(lines)


def lag(report: IncidentReport) -> str:
    """Return how much later, or earlier, than us their own page told of it."""
    if report.lag_ms is None:
        return "Their own status page told nothing of it."
    how = "after" if report.lag_ms >= 0 else "before"
    return (
        f"Their own status page first told of it {wording.span(abs(report.lag_ms))} {how} "
        "we were sure."
    )


def _working(report: IncidentReport) -> str:
    working = ", ".join(plain(part.probe) for part in report.working)
    own = f"Of {plain(report.title)}: {working or 'nothing that we watch'}."
    failing = [_share(part) for part in report.parts if part not in report.working]
    broken = f"\n\nNot, or in part: {', '.join(failing)}." if failing else ""
    return f"{own}{broken}\n\n{prose.neighbours(report)}"


def _share(part: Part) -> str:
    served = "nothing known" if part.served is None else f"{wording.percent(part.served)} served"
    return f"{plain(part.probe)} ({served})"


def _evidence(report: IncidentReport) -> str:
    return prose.runs((report.failures or report.slow)[:_RUNS])


_RUNS = 8


def _notes(report: IncidentReport) -> str:
    lines = [
        f"- {prose.moment(each.at_ms)}, {plain(each.by)}: {plain(each.reason)}"
        for each in report.shown.notes
    ]
    return "\n".join(lines)
