"""What a provider's support needs to find our failed requests in their logs, as Markdown."""

from incidents import wording
from publish import incident_prose as prose
from publish.incident_report import IncidentReport
from publish.markdown import code, plain

_DETAILS = 3


def ticket(report: IncidentReport) -> str:
    """Return the text of a ticket: what fails, since when, request ids, and who is well."""
    incident = report.incident
    until = "it goes on" if incident.ended_at_ms is None else prose.moment(incident.ended_at_ms)
    parts = [
        f"# {plain(prose.subject(report))}: {incident.worst} as seen from outside",
        prose.sentence(report.sentence),
        f"- Began {prose.moment(incident.started_at_ms)}, ended: {until}\n"
        f"- Seen: {prose.counted(report.counts)}\n"
        f"{_asked(report)}"
        f"- {prose.neighbours(report)}",
    ]
    if report.failures:
        parts += ["## The first requests that failed", prose.runs(report.failures)]
        parts += prose.details(report.failures, _DETAILS)
    if report.slow:
        usual = report.usual
        said = "" if usual is None else f", usually {wording.seconds(usual.middle_ms)}"
        parts += [f"## The slowest first tokens{said}", prose.runs(report.slow)]
    parts.append(
        "Each request was made once, over a fresh connection and without a retry. "
        "Times are when it was begun."
    )
    return "\n\n".join(parts) + "\n"


def _asked(report: IncidentReport) -> str:
    runs = (*report.failures, *report.slow)
    asked = (("Model", {each.model for each in runs}), ("Region", {each.region for each in runs}))
    return "".join(
        f"- {what}: {', '.join(map(code, sorted(filter(None, names))))}\n"
        for what, names in asked
        if any(names)
    )
