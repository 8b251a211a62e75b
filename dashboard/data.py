"""The only reader: what the pages show, read once for all viewers and kept for a moment."""

import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from dashboard import access
from dashboard.details import SurfaceRow
from dashboard.server import DATABASE_VARIABLE
from incidents.amended import Amended
from incidents.incident import Incident
from incidents.maintenance import Window
from probes.result import ProbeResult, Surface
from publish.card import DAY_MS, HOUR_MS, MINUTE_MS, Card, total
from publish.kept import Kept
from publish.long_view import LongView, gather_long_view
from publish.site.public import public, public_amended, public_results, public_window
from publish.status import Status, gather_status
from publish.waiting import sentence
from storage.amendments import amended
from storage.database import Database, default_database_path, open_database
from storage.history import Bucket, buckets
from storage.location import spool_folder
from storage.maintenance import windows
from storage.points import Point, points
from storage.probes import WatchedProbe, WatchedProvider, watched
from storage.results import latest, recent
from storage.spool_state import SpoolState, states

WINDOWS = {
    "10m": (10 * MINUTE_MS, 10_000),
    "30m": (30 * MINUTE_MS, 30_000),
    "3h": (3 * HOUR_MS, 2 * MINUTE_MS),
    "24h": (DAY_MS, 15 * MINUTE_MS),
    "7d": (7 * DAY_MS, 2 * HOUR_MS),
    "30d": (30 * DAY_MS, 8 * HOUR_MS),
    "90d": (90 * DAY_MS, DAY_MS),
    "1y": (364 * DAY_MS, 7 * DAY_MS),
}
"""The windows of the provider page: how long, and how long a bucket in it."""

_POINTS_UP_TO_MS = DAY_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderView:
    """One provider over one window: [start_ms, end_ms) in buckets of `step_ms`."""

    start_ms: int
    end_ms: int
    step_ms: int
    surfaces: tuple[SurfaceRow, ...]
    buckets: tuple[Bucket, ...]
    points: tuple[Point, ...]
    incidents: tuple[Amended, ...]
    planned: tuple[Window, ...]
    usual_ttft_ms: float | None

    @property
    def shaded(self) -> list[Incident]:
        """The incidents that charts mark: all but false alarms."""
        return [each.incident for each in self.incidents if each.false_alarm is None]


def database_url() -> str:
    """Return where the database is: as the server was told, else where it is by default."""
    return os.environ.get(DATABASE_VARIABLE) or str(default_database_path())


def now_ms() -> int:
    """Return the time, in epoch milliseconds UTC."""
    return time.time_ns() // 1_000_000


# Records are frozen, so all viewers share them: a copy for each would cost more than reading.


@lru_cache(maxsize=4)
def database(url: str) -> Database:
    """Return the open database at `url`. Raises `DatabaseError` where it cannot be opened."""
    return open_database(url)


def status() -> Status:
    """Return how every provider is, as far as this viewer may know it.

    Raises `DatabaseError` where the database cannot be read.
    """
    found = whole_status()
    return found if access.may_see_evidence() else public(found)


def whole_status() -> Status:
    """Return how every provider is, with what is nobody's business but ours."""
    return _STATUS.get(database_url())


def _read_status(url: str) -> Status:
    view = _LONG_VIEW.get(url)
    with database(url).read() as connection:
        return gather_status(connection, now_ms(), view, spools(url))


def spools(url: str) -> list[SpoolState]:
    """Return what the workers of this machine tell of results that wait for that database."""
    return states(spool_folder(url))


def waiting() -> str | None:
    """Return what is said of results that wait for the database, None where none does."""
    return sentence(spools(database_url()))


def _read_long_view(url: str) -> LongView:
    with database(url).read() as connection:
        return gather_long_view(connection, now_ms())


def read_anew() -> None:
    """Forget what was read: somebody has written."""
    for kept in (_STATUS, _LONG_VIEW, _VIEW, _PLANNED):
        kept.clear()


def card(provider: str) -> Card | None:
    """Return one provider's card, None where nobody watches a provider of that name."""
    return next((card for card in status().cards if card.provider == provider), None)


def span(window: str) -> tuple[int, int, int]:
    """Return start, end and step, in ms, of one of `WINDOWS` that ends now."""
    length_ms, step_ms = WINDOWS[window]
    # Buckets stand on whole steps of the clock, so that they do not shift with every look.
    end_ms = (now_ms() // step_ms + 1) * step_ms
    return end_ms - length_ms, end_ms, step_ms


def provider_view(provider: str, window: str) -> ProviderView:
    """Return one provider over one of `WINDOWS`, as far as this viewer may know it."""
    view = _VIEW.get((database_url(), provider, window))
    if access.may_see_evidence():
        return view
    return replace(
        view,
        surfaces=tuple(map(_public_surface, view.surfaces)),
        incidents=tuple(map(public_amended, view.incidents)),
        planned=tuple(map(public_window, view.planned)),
    )


def _public_surface(row: SurfaceRow) -> SurfaceRow:
    last = None if row.last is None else next(iter(public_results([row.last])), None)
    if row.surface is Surface.OFFICIAL and last is not None and row.last is not None:
        last = replace(last, detail=row.last.detail)
    return replace(
        row, last=last, probes=tuple(replace(each, waiting_for=None) for each in row.probes)
    )


def _read_view(asked: tuple[str, str, str]) -> ProviderView:
    url, provider, window = asked
    start_ms, end_ms, step_ms = span(window)
    usual = _LONG_VIEW.get(url).usual_ttft_ms.get(provider)
    with database(url).read() as connection:
        found = buckets(
            connection,
            start_ms=start_ms,
            end_ms=end_ms,
            step_ms=step_ms,
            provider=provider,
        )
        whole = buckets(
            connection,
            start_ms=start_ms,
            end_ms=end_ms,
            step_ms=end_ms - start_ms,
            provider=provider,
        )
        scattered = (
            points(connection, start_ms=start_ms, end_ms=end_ms, provider=provider, limit=1_500)
            if end_ms - start_ms <= _POINTS_UP_TO_MS
            else []
        )
        newest = latest(connection)
        known = {p.name: p for p in watched(connection)}
        going = amended(connection, provider=provider, start_ms=start_ms, end_ms=end_ms, limit=50)
        planned = windows(connection, start_ms, end_ms)
    return ProviderView(
        start_ms=start_ms,
        end_ms=end_ms,
        step_ms=step_ms,
        surfaces=_surfaces(known.get(provider), whole, newest),
        buckets=tuple(bucket for bucket in found if bucket.surface.is_judged),
        points=tuple(scattered),
        incidents=tuple(going),
        planned=tuple(each for each in planned if each.is_of(provider)),
        usual_ttft_ms=usual,
    )


def _surfaces(
    provider: WatchedProvider | None, whole: Sequence[Bucket], newest: dict[str, ProbeResult]
) -> tuple[SurfaceRow, ...]:
    rows = []
    probes = () if provider is None else provider.probes
    for asked in dict.fromkeys(map(_asked, probes)):
        own = [probe for probe in probes if _asked(probe) == asked]
        names = {probe.name for probe in own}
        those = [bucket for bucket in whole if bucket.probe in names]
        lasts = [newest[name] for name in names if name in newest]
        rows.append(
            SurfaceRow(
                surface=own[0].surface,
                probes=tuple(own),
                counts=total(those),
                ttft_p50_ms=_worst(bucket.ttft_p50_ms for bucket in those),
                total_p50_ms=_worst(bucket.total_p50_ms for bucket in those),
                total_p95_ms=_worst(bucket.total_p95_ms for bucket in those),
                last=max(lasts, key=lambda result: result.started_at_ms, default=None),
            )
        )
    return tuple(rows)


def _asked(probe: WatchedProbe) -> tuple[Surface, str | None, str | None]:
    return probe.surface, probe.model, probe.region


def _worst(values: Iterable[float | None]) -> float | None:
    return max((value for value in values if value is not None), default=None)


def last_results(provider: str, *, only_failures: bool) -> list[ProbeResult]:
    """Return the newest results of a provider, newest first, as far as this viewer may know."""
    found = _RESULTS.get((database_url(), provider, only_failures))
    return found if access.may_see_evidence() else public_results(found)


def _read_results(asked: tuple[str, str, bool]) -> list[ProbeResult]:
    url, provider, only_failures = asked
    with database(url).read() as connection:
        return recent(connection, provider=provider, limit=20, only_failures=only_failures)


def planned(provider: str) -> tuple[Window, ...]:
    """Return the windows of planned work on a provider that go on or are to come."""
    found = tuple(each for each in _PLANNED.get(database_url()) if each.is_of(provider))
    return found if access.may_see_evidence() else tuple(map(public_window, found))


def _read_planned(url: str) -> list[Window]:
    with database(url).read() as connection:
        return windows(connection, now_ms(), 2**62)


_PLANNED = Kept(_read_planned, most_s=10)
_STATUS = Kept(_read_status, least_s=1, most_s=5)
_LONG_VIEW = Kept(_read_long_view)
_VIEW = Kept(_read_view, least_s=1)
_RESULTS = Kept(_read_results, least_s=1, most_s=10)
