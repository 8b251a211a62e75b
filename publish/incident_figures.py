"""Incidents of a period, listed and counted, beside what the provider's own page told of them."""

from collections.abc import Sequence
from statistics import fmean

import storage.official
from incidents.incident import Incident
from incidents.maintenance import marks
from incidents.official_lag import Told, first_told
from incidents.reliability import Stretch, reliability
from publish.figures import Figure, figure
from publish.report_records import Listed
from publish.timeline import Period
from storage.amendments import amended
from storage.database import Connection

_ALL = 1_000_000


def listed(connection: Connection, provider: str, period: Period) -> list[Listed]:
    """Return the incidents that touch the period, the first ones first.

    They are as people amended them, without those that are said to be false alarms.
    """
    found = amended(
        connection, provider=provider, start_ms=period.start_ms, end_ms=period.end_ms, limit=_ALL
    )
    theirs = _told(connection, provider, period)
    true = [each.incident for each in found if each.false_alarm is None]
    return [
        _listed(each, first_told(each, theirs, period.now_ms), period)
        for each in sorted(true, key=lambda each: each.started_at_ms)
    ]


def is_page_read(connection: Connection, provider: str) -> bool:
    """Return whether anything is known of a provider's own status page."""
    return provider in storage.official.statuses(connection) or bool(
        storage.official.incidents(connection, provider, limit=1)
    )


def _told(connection: Connection, provider: str, period: Period) -> list[Told]:
    kept = storage.official.incidents(
        connection, provider, start_ms=period.start_ms, end_ms=period.end_ms
    )
    return [Told.of(each.incident, each.first_seen_ms) for each in kept]


def _listed(incident: Incident, told: Told | None, period: Period) -> Listed:
    is_planned = marks(period.planned, incident, period.now_ms) is not None
    lag_ms = None if told is None else told.at_ms - incident.started_at_ms
    return Listed(
        id=incident.id,
        part=str(incident.scope),
        severity=str(incident.worst),
        sentence=incident.sentence,
        started_at_ms=incident.started_at_ms,
        detected_at_ms=incident.detected_at_ms,
        ended_at_ms=incident.ended_at_ms,
        is_counted=incident.started_at_ms >= period.start_ms and not is_planned,
        is_planned=is_planned,
        official_lag_s=None if lag_ms is None else round(lag_ms / 1000),
        official_title=None if told is None else told.incident.title,
    )


def incident_figures(
    those: Sequence[Listed], period: Period, coverage: float, *, is_page_read: bool
) -> list[Figure]:
    """Return counts and means of the incidents that are counted, and the lag of their page."""
    own = [each for each in those if not each.is_planned]
    planned = [each for each in those if each.is_planned and each.started_at_ms >= period.start_ms]
    found = reliability_figures(own, period, coverage)
    if planned:
        made = figure("incidents_in_maintenance", len(planned), coverage=coverage)
        found.insert(1, made)
    if is_page_read:
        counted = [each for each in own if each.is_counted]
        lags = [each.official_lag_s for each in counted if each.official_lag_s is not None]
        is_unseen = coverage == 0 and not counted
        lag_s = fmean(lags) if lags else None
        silent = None if is_unseen else len(counted) - len(lags)
        found += [
            figure("official_lag", lag_s, of=None if is_unseen else len(lags), coverage=coverage),
            figure("official_silent", silent, of=len(counted), coverage=coverage),
        ]
    return found


def reliability_figures(
    those: Sequence[Listed], period: Period, coverage: float | None
) -> list[Figure]:
    """Return how many incidents there were, their means, and how long they lasted."""
    found = reliability(
        (
            Stretch(
                started_at_ms=each.started_at_ms,
                detected_at_ms=each.detected_at_ms,
                ended_at_ms=each.ended_at_ms,
            )
            for each in those
        ),
        period.start_ms,
        period.end_ms,
    )
    many = found.incidents
    # Nobody looked: that there was no incident is not known then.
    is_unseen = coverage == 0 and not many
    if is_unseen:
        names = ("incidents", "incident_time", "mttr", "mtbf", "longest")
        return [figure(name, None, coverage=coverage) for name in names]
    figures = [
        figure("incidents", many, coverage=coverage),
        figure("incident_time", found.time_ms / 1000, of=many, coverage=coverage),
        figure("mttr", _s(found.mttr_ms), of=found.ended, coverage=coverage),
        figure("mtbf", _s(found.mtbf_ms), of=max(0, many - 1), coverage=coverage),
        figure("longest", _s(found.longest_ms), of=many, coverage=coverage),
    ]
    if any(each.detected_at_ms is not None for each in those):
        figures.insert(2, figure("mttd", _s(found.mttd_ms), of=many, coverage=coverage))
    return figures


def _s(value_ms: float | None) -> float | None:
    return None if value_ms is None else value_ms / 1000
