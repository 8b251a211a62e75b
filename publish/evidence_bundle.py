"""One file for a provider's support: the ticket to read, and the same as JSON to search with."""

import io
import json
import zipfile
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from probes.result import ProbeResult
from publish.bystanders import Neighbour
from publish.incident_records import as_json
from publish.incident_report import IncidentReport
from publish.ticket import ticket

_KEPT = (
    "Of each run there is the provider's request id, the HTTP status, the phases, how much of our "
    "scarcest allowance was left and how long we were told to wait, what was expected and got, and "
    "why it failed. Of the first that failed of late there is also the request and its answer, "
    "headers and bodies, with keys struck out and long ones cut (`transcript`, and exchanges.txt)."
)


def evidence_bundle(report: IncidentReport) -> bytes:
    """Return a zip file of `ticket.md`, `evidence.json` and, where exchanges are known, those.

    It is the same for the same report.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, text in (
            ("ticket.md", ticket(report)),
            ("evidence.json", json.dumps(evidence(report), indent=2, ensure_ascii=False) + "\n"),
            ("exchanges.txt", exchanges(report)),
        ):
            if text:
                bundle.writestr(_entry(name, report.at_ms), text)
    return packed.getvalue()


def exchanges(report: IncidentReport) -> str:
    """Return what was sent and answered in the runs that failed or were slow, as text to read."""
    return "\n\n\n".join(
        f"=== {each.probe} from {each.vantage}, {_began(each)}: {each.outcome}\n\n{each.transcript}"
        for each in (*report.failures, *report.slow)
        if each.transcript is not None
    )


def _began(result: ProbeResult) -> str:
    at = datetime.fromtimestamp(result.started_at_ms / 1000, UTC)
    return at.isoformat(timespec="milliseconds")


def _entry(name: str, at_ms: int) -> zipfile.ZipInfo:
    at = datetime.fromtimestamp(at_ms / 1000, UTC)
    # The format knows no year before 1980, and a clock may be wrong.
    entry = zipfile.ZipInfo(name, (max(1980, at.year), *at.timetuple()[1:6]))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def evidence(report: IncidentReport) -> dict[str, Any]:
    """Return the evidence as plain JSON values.

    Times are epoch milliseconds UTC, durations milliseconds, shares lie in [0, 1]. Of a run,
    what did not happen or was not kept is left out.
    """
    return {
        "made_at_ms": report.at_ms,
        "what_is_kept": _KEPT,
        "provider": {"id": report.incident.provider, "title": report.title},
        "incident": as_json(report.shown),
        "counts": {str(outcome): number for outcome, number in report.counts.items()},
        "usual_first_token": None if report.usual is None else asdict(report.usual),
        "timeline": [
            {"at_ms": each.at_ms, "source": str(each.source), "title": each.title,
             "detail": each.detail}
            for each in report.moments
        ],
        "their_status_page": {
            "notice_after_us_ms": report.lag_ms,
            "incidents": [asdict(kept) for kept in report.official],
        },
        "first_failures": [_run(each) for each in report.failures],
        "slowest": [_run(each) for each in report.slow],
        "parts": [
            {"surface": str(part.surface), "probe": part.probe, "served": part.served,
             "counts": {str(outcome): number for outcome, number in part.counts.items()}}
            for part in report.parts
        ],
        "neighbours": [_neighbour(each) for each in report.neighbours],
    }  # fmt: skip


def _run(result: ProbeResult) -> dict[str, Any]:
    said = {name: value for name, value in asdict(result).items() if value not in (None, (), [])}
    said["timings"] = {n: ms for n, ms in said["timings"].items() if ms is not None}
    return {"began": _began(result), **said}


def _neighbour(neighbour: Neighbour) -> dict[str, Any]:
    return {
        "id": neighbour.provider,
        "title": neighbour.title,
        "served": neighbour.served,
        "is_well": neighbour.is_well,
        "counts": {str(outcome): number for outcome, number in neighbour.counts.items()},
        "incidents": [asdict(each) for each in neighbour.incidents],
    }
