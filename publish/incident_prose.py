"""The pieces of Markdown that the ticket and the post-mortem of an incident share."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from incidents import wording
from incidents.incident import Scope
from probes.result import Outcome, ProbeResult, Timings
from publish import phases
from publish.incident_report import IncidentReport
from publish.markdown import code, fenced, plain, table

_NOTHING = "\N{EN DASH}"


def moment(at_ms: int) -> str:
    """Return a moment: 2026-11-20 14:02:10 UTC."""
    return f"{datetime.fromtimestamp(at_ms / 1000, UTC):%Y-%m-%d %H:%M:%S} UTC"


def subject(report: IncidentReport) -> str:
    """Return what an incident is of: a provider, or its login or a dependency beside the rest."""
    scope = report.incident.scope
    is_all = {Scope.of(part.surface) for part in report.parts} <= {scope}
    return report.title if scope is Scope.API or is_all else f"{report.title} {scope}"


def sentence(clause: str) -> str:
    """Return a clause as a sentence of Markdown."""
    return f"{plain(clause[:1].upper() + clause[1:])}."


def duration(report: IncidentReport) -> str:
    """Return how long it lasted, or has lasted so far."""
    so_far = " so far" if report.incident.is_open else ""
    return wording.span(report.end_ms - report.start_ms) + so_far


def counted(counts: Mapping[Outcome, int]) -> str:
    """Return how many runs there were, and how those that were not ok ended."""
    runs = sum(counts.values())
    bad = sorted(
        ((-number, str(outcome)) for outcome, number in counts.items() if outcome is not Outcome.OK)
    )
    if not bad:
        return f"{runs} requests, all of them ok" if runs else "no requests"
    said = ", ".join(f"{-number} {outcome.replace('_', ' ')}" for number, outcome in bad)
    return f"{runs} requests, of which {said}"


def neighbours(report: IncidentReport) -> str:
    """Return who worked meanwhile, seen from the same place in the same way, and who did not."""
    well = [plain(each.title) for each in report.neighbours if each.is_well]
    ill = [plain(each.title) for each in report.neighbours if each.is_well is False]
    if not well and not ill:
        return "No other provider was watched from here at that time."
    said = []
    if well:
        said.append(f"Well at the same time, seen from the same place: {', '.join(well)}.")
    if ill:
        said.append(f"Troubled at the same time: {', '.join(ill)}.")
    return " ".join(said)


def runs(results: Iterable[ProbeResult]) -> str:
    """Return runs as a table: when they began, what they were, how they ended, request ids."""
    head = ("began (UTC)", "probe", "from", "outcome", "HTTP", "phases", "request id")
    return table(head, [_run(each) for each in results])


def _run(result: ProbeResult) -> tuple[str, ...]:
    at = datetime.fromtimestamp(result.started_at_ms / 1000, UTC)
    return (
        f"{at:%Y-%m-%d %H:%M:%S}.{result.started_at_ms % 1000:03}",
        plain(result.probe),
        plain(result.vantage),
        result.outcome.replace("_", " "),
        _NOTHING if result.http_status is None else str(result.http_status),
        _phases(result.timings),
        code(result.request_id or _NOTHING),
    )


def _phases(timings: Timings) -> str:
    known = [f"{name} {wording.seconds(value)}" for name, value in phases.named(timings)]
    return ", ".join(known) or _NOTHING


def details(results: Iterable[ProbeResult], limit: int) -> list[str]:
    """Return what was kept of the first few different failures, each once, as code blocks."""
    told: dict[str, ProbeResult] = {}
    for each in results:
        if each.detail:
            told.setdefault(each.detail, each)
    return [
        f"{moment(each.started_at_ms)}, {plain(each.probe)}:\n\n{fenced(detail)}"
        for detail, each in list(told.items())[:limit]
    ]
