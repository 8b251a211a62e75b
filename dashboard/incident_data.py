"""What the page of incidents reads: one of them with its charts, or all of them as a list."""

from dataclasses import dataclass, replace

from dashboard import access, data
from incidents.amended import Amended
from incidents.incident import Incident, Scope
from publish.card import DAY_MS, HOUR_MS, MINUTE_MS
from publish.incident_report import IncidentReport, gather_incident_report
from publish.incident_timeline import Source
from publish.kept import Kept
from publish.site.public import public_amended, public_results, public_window
from storage.amendments import amended
from storage.database import Connection
from storage.history import Bucket, buckets
from storage.points import Point, points

LISTED = 200
"""How many incidents the list shows, the newest."""

_STEPS_MS = (
    5_000, 10_000, 30_000, MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS,
    4 * HOUR_MS, DAY_MS, 7 * DAY_MS,
)  # fmt: skip
_BARS = 80
_POINTS_UP_TO_MS = DAY_MS
_LEAST_BESIDE_MS, _MOST_BESIDE_MS = 3 * MINUTE_MS, 12 * HOUR_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentView:
    """One incident and the runs around it: [start_ms, end_ms) in buckets of `step_ms`."""

    report: IncidentReport
    start_ms: int
    end_ms: int
    step_ms: int
    buckets: tuple[Bucket, ...]
    points: tuple[Point, ...]


def incident_view(incident_id: str) -> IncidentView | None:
    """Return what an id stands for now, as far as this viewer may know it; None for nothing."""
    return view_with(incident_id, evidence=access.may_see_evidence())


def view_with(incident_id: str, *, evidence: bool) -> IncidentView | None:
    """Return the same for a viewer who may see `evidence`, or may not."""
    view = _VIEW.get((data.database_url(), incident_id))
    if view is None or evidence:
        return view
    report = replace(
        view.report,
        shown=public_amended(view.report.shown),
        moments=tuple(each for each in view.report.moments if each.source is not Source.PEOPLE),
        failures=tuple(public_results(view.report.failures)),
        slow=tuple(public_results(view.report.slow)),
        planned=view.report.planned and public_window(view.report.planned),
    )
    return replace(view, report=report)


def _read_view(asked: tuple[str, str]) -> IncidentView | None:
    url, incident_id = asked
    now_ms = data.now_ms()
    with data.database(url).read() as connection:
        report = gather_incident_report(connection, incident_id, now_ms)
        if report is None:
            return None
        start_ms, end_ms, step_ms = _around(report.start_ms, report.end_ms, now_ms)
        provider = report.incident.provider
        found = buckets(
            connection, start_ms=start_ms, end_ms=end_ms, step_ms=step_ms, provider=provider
        )
        return IncidentView(
            report=report,
            start_ms=start_ms,
            end_ms=end_ms,
            step_ms=step_ms,
            buckets=_of_scope(found, report.incident),
            points=_points(connection, start_ms, end_ms, provider),
        )


def _around(start_ms: int, end_ms: int, now_ms: int) -> tuple[int, int, int]:
    """Return the span to draw, with some time before and after, on whole steps of the clock."""
    beside_ms = min(_MOST_BESIDE_MS, max(_LEAST_BESIDE_MS, (end_ms - start_ms) // 2))
    first_ms, last_ms = start_ms - beside_ms, min(now_ms, end_ms + beside_ms)
    wanted_ms = (last_ms - first_ms) / _BARS
    step_ms = next((step for step in _STEPS_MS if step >= wanted_ms), _STEPS_MS[-1])
    return first_ms // step_ms * step_ms, (last_ms // step_ms + 1) * step_ms, step_ms


def _of_scope(found: list[Bucket], incident: Incident) -> tuple[Bucket, ...]:
    return tuple(
        each
        for each in found
        if each.surface.is_judged and Scope.of(each.surface) is incident.scope
    )


def _points(connection: Connection, start_ms: int, end_ms: int, provider: str) -> tuple[Point, ...]:
    if end_ms - start_ms > _POINTS_UP_TO_MS:
        return ()
    found = points(connection, start_ms=start_ms, end_ms=end_ms, provider=provider, limit=1_000)
    return tuple(found)


def incident_list() -> tuple[Amended, ...]:
    """Return the incidents as they are shown: those that go on first, then the newest."""
    found = _LIST.get(data.database_url())
    return found if access.may_see_evidence() else tuple(map(public_amended, found))


def _read_list(url: str) -> tuple[Amended, ...]:
    with data.database(url).read() as connection:
        found = amended(connection, limit=LISTED)
    return tuple(sorted(found, key=lambda each: not each.incident.is_open))


def read_anew() -> None:
    """Forget what was read: somebody has written."""
    _VIEW.clear()
    _LIST.clear()


_VIEW = Kept(_read_view, most_s=10)
_LIST = Kept(_read_list, most_s=10)
