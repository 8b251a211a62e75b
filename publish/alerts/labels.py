"""A notice as an alert of Prometheus: labels that tell it from others, and annotations to read."""

from datetime import UTC, datetime, timedelta
from typing import Any

from incidents.incident import State
from publish.alerts.notice import Kind, Notice

# Alertmanager takes an alert for over after minutes of silence, unless it is told when it ends.
_STANDS_FOR = timedelta(days=30)


def alertmanager_alert(notice: Notice) -> dict[str, Any]:
    """Return the alert, as Alertmanager's API version 2 takes it; one thread has one label set."""
    began = datetime.fromtimestamp(notice.started_at_ms / 1000, UTC)
    ends = began + _STANDS_FOR
    if notice.is_over:
        ends = datetime.fromtimestamp((notice.ended_at_ms or notice.at_ms) / 1000, UTC)
    names = {
        Kind.ACCOUNT: "BrownoutAccount",
        Kind.INCIDENT: "BrownoutIncident",
        Kind.REPORT: "BrownoutReport",
        Kind.TEST: "BrownoutTest",
    }
    return {
        "labels": {
            "alertname": names[notice.kind],
            "provider": notice.provider,
            "scope": str(notice.scope or "account"),
            "thread": notice.thread,
        },
        "annotations": {
            "summary": notice.subject,
            "description": notice.sentence,
            "state": str(notice.state),
            "severity": severity(notice),
            "facets": ",".join(notice.facets),
        },
        "startsAt": began.isoformat(),
        "endsAt": ends.isoformat(),
        "generatorURL": notice.link or "",
    }


def severity(notice: Notice) -> str:
    """Return how bad it is, in PagerDuty's words: critical, error, warning, info."""
    if notice.kind in (Kind.TEST, Kind.REPORT):
        return "info"
    if notice.kind is Kind.ACCOUNT or notice.state is State.OUTAGE:
        return "critical"
    return "warning"
