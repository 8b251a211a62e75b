"""What a report tells of one provider from the incidents that its own status page lists."""

import storage.official
from probes.official import Impact
from publish.incident_figures import reliability_figures
from publish.report_records import Account, Course, Listed, Row
from publish.timeline import Period
from storage.database import Connection
from storage.official import KeptIncident

_ALL = 1_000_000


def official_account(connection: Connection, provider: str, title: str, period: Period) -> Account:
    """Return what a provider's own page tells of the period, planned work apart."""
    kept = storage.official.incidents(
        connection, provider, start_ms=period.start_ms, end_ms=period.end_ms, limit=_ALL
    )
    those = [_listed(each, period) for each in reversed(kept)]
    own = [each for each in those if not each.is_planned]
    # Before its first incident, a history does not tell whether there was none or none was kept.
    is_told = storage.official.incidents(connection, provider, end_ms=period.end_ms, limit=1)
    figures = reliability_figures(own, period, None if is_told else 0.0)
    rows = [Row(kind="provider", name=provider, figures=tuple(figures))]
    by_impact = {
        str(impact): [each for each in those if each.severity == impact] for impact in Impact
    }
    rows += [
        Row(kind="impact", name=impact, figures=tuple(reliability_figures(some, period, None)))
        for impact, some in by_impact.items()
        if some
    ]
    courses = [_course("provider", provider, own, period)]
    courses += [
        _course("impact", impact, some, period) for impact, some in by_impact.items() if some
    ]
    return Account(
        provider=provider,
        title=title,
        rows=tuple(rows),
        courses=tuple(courses),
        incidents=tuple(those),
        outcomes={},
        unknown_s={},
        gaps=(),
        gap_count=0,
    )


def _listed(kept: KeptIncident, period: Period) -> Listed:
    incident = kept.incident
    is_planned = incident.impact is Impact.MAINTENANCE
    return Listed(
        id=incident.key,
        part=", ".join(incident.components),
        severity=str(incident.impact),
        sentence=incident.title,
        started_at_ms=incident.started_at_ms,
        detected_at_ms=None,
        ended_at_ms=incident.resolved_at_ms,
        is_counted=incident.started_at_ms >= period.start_ms and not is_planned,
        is_planned=is_planned,
    )


def _course(kind: str, name: str, those: list[Listed], period: Period) -> Course:
    starts = [each.started_at_ms for each in those]
    counts = tuple(
        sum(part.start_ms <= start < part.end_ms for start in starts) for part in period.parts
    )
    return Course(kind=kind, name=name, figure="incidents", values=counts)
