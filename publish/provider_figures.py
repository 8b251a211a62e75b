"""What a report tells of one provider from what its probes saw."""

from collections.abc import Iterator

from probes.result import Surface
from publish.card import total
from publish.figures import METHODS, Unit, rounded
from publish.incident_figures import incident_figures, is_page_read, listed
from publish.report_records import Account, Course, Row
from publish.run_figures import latency_figures, quality_figures, time_figures
from publish.timeline import Period, Timeline, segments
from storage import names
from storage.database import Connection
from storage.history import Bucket, buckets

_GAPS_TOLD = 10


def provider_account(connection: Connection, provider: str, title: str, period: Period) -> Account:
    """Return what was seen of a provider in the period."""
    series = [
        each
        for each in names.series(connection, provider=provider).values()
        if each.surface.is_judged
    ]
    read = segments(connection, provider, period)
    whole = Timeline(read, period.step_ms)
    surfaces = {
        surface: Timeline(read, period.step_ms, surface=surface)
        for surface in Surface
        if any(each.surface is surface for each in series)
    }
    incidents = listed(connection, provider, period)
    coverage = whole.lapse.coverage
    told = incident_figures(
        incidents, period, coverage, is_page_read=is_page_read(connection, provider)
    )
    of_provider = (*time_figures(whole, period.slo), *told, *quality_figures(whole))
    rows = [Row(kind="provider", name=provider, figures=of_provider)]
    for surface, line in surfaces.items():
        figures = (*time_figures(line, period.slo), *quality_figures(line))
        rows.append(Row(kind="surface", name=str(surface), figures=figures))
    percentiles = _percentiles(connection, provider, period.start_ms, period.end_ms)
    for each in series:
        line = Timeline(read, period.step_ms, probe=each.probe)
        if each.probe in percentiles:
            timed = latency_figures(percentiles[each.probe], line.lapse.coverage)
            figures = (*time_figures(line, None), *timed, *quality_figures(line))
            rows.append(Row(kind="probe", name=each.probe, figures=figures))
    courses = [*_uptimes("provider", provider, whole, period)]
    for surface, line in surfaces.items():
        courses += _uptimes("surface", str(surface), line, period)
    outcomes, gaps = total(whole.buckets), whole.lapse.gaps
    return Account(
        provider=provider,
        title=title,
        rows=tuple(rows),
        courses=(*courses, *_latencies(connection, provider, period)),
        incidents=tuple(incidents),
        outcomes={str(outcome): count for outcome, count in sorted(outcomes.items())},
        unknown_s={why: round(ms / 1000) for why, ms in sorted(whole.lapse.unknown_ms.items())},
        gaps=tuple(sorted(gaps, key=lambda gap: gap[0] - gap[1])[:_GAPS_TOLD]),
        gap_count=len(gaps),
    )


def _uptimes(kind: str, name: str, line: Timeline, period: Period) -> Iterator[Course]:
    lapses = line.by_part(len(period.parts))
    for figure, values in (
        ("uptime_by_time", [each.uptime for each in lapses]),
        ("coverage", [each.coverage for each in lapses]),
        ("downtime", [each.down_ms / 1000 if each.seen_ms else None for each in lapses]),
    ):
        kept = tuple(rounded(value, METHODS[figure].unit) for value in values)
        yield Course(kind=kind, name=name, figure=figure, values=kept)


def _latencies(connection: Connection, provider: str, period: Period) -> Iterator[Course]:
    if len(period.parts) == 1:
        return  # the whole is all there is
    by_part = [
        _percentiles(connection, provider, part.start_ms, part.end_ms) for part in period.parts
    ]
    probes = dict.fromkeys(
        probe for part in by_part for probe, bucket in part.items() if bucket.ttft_count
    )
    for probe in probes:
        for figure in ("ttft_p50", "ttft_p95"):
            values = (
                getattr(part[probe], f"{figure}_ms") if probe in part else None for part in by_part
            )
            kept = tuple(rounded(value, Unit.MILLISECONDS) for value in values)
            yield Course(kind="probe", name=probe, figure=figure, values=kept)


def _percentiles(
    connection: Connection, provider: str, start_ms: int, end_ms: int
) -> dict[str, Bucket]:
    """Return what each probe saw in [start_ms, end_ms), as one bucket, by its name."""
    found = buckets(
        connection,
        start_ms=start_ms,
        end_ms=end_ms,
        step_ms=end_ms - start_ms,
        provider=provider,
    )
    return {bucket.probe: bucket for bucket in found if bucket.surface.is_judged}
