"""What a report tells of one provider from what its probes saw."""

from collections.abc import Iterator

from probes.result import Surface
from publish.card import total
from publish.corrections import left_out_of
from publish.figures import METHODS, rounded
from publish.incident_figures import incident_figures, is_page_read, listed
from publish.latency_figures import latency_courses, latency_figures, read_latencies
from publish.report_records import Account, Course, Row
from publish.run_figures import quality_figures, time_figures
from publish.timeline import Period, Timeline, Timelines, segments
from storage import names
from storage.database import Connection
from storage.vantages import reporting

_GAPS_TOLD = 10


def provider_account(connection: Connection, provider: str, title: str, period: Period) -> Account:
    """Return what was seen of a provider in the period."""
    judged = {
        id_: each
        for id_, each in names.series(connection, provider=provider).items()
        if each.surface.is_judged
    }
    series = list(judged.values())
    lines = Timelines(segments(connection, provider, period), period.step_ms)
    left_out, corrections = left_out_of(connection, provider, period)
    corrected = lines
    if left_out:
        # Read anew: an edge of what was left out must not move a slice of what was measured.
        apart = segments(connection, provider, period, left_out)
        corrected = Timelines(apart, period.step_ms)
    whole, surfaces = (
        lines.of(),
        [surface for surface in Surface if any(each.surface is surface for each in series)],
    )
    incidents = listed(connection, provider, period)
    told = incident_figures(
        incidents, period, whole.lapse.coverage, is_page_read=is_page_read(connection, provider)
    )
    timed = time_figures(whole, period.slo, corrected.corrected())
    rows = [Row(kind="provider", name=provider, figures=(*timed, *told, *quality_figures(whole)))]
    for surface in surfaces:
        line = lines.of(surface=surface)
        timed = time_figures(line, period.slo, corrected.corrected(surface=surface))
        figures = (*timed, *quality_figures(line))
        rows.append(Row(kind="surface", name=str(surface), figures=figures))
    took = read_latencies(connection, provider, period)
    for each in series:
        line = lines.of(probe=each.probe)
        if line.buckets:
            latency = latency_figures(took[each.probe], line.lapse.coverage)
            figures = (*time_figures(line, None), *latency, *quality_figures(line))
            rows.append(Row(kind="probe", name=each.probe, figures=figures))
    courses = [*_uptimes("provider", provider, whole, period)]
    for surface in surfaces:
        courses += _uptimes("surface", str(surface), lines.of(surface=surface), period)
    outcomes, gaps = total(whole.buckets), whole.lapse.gaps
    return Account(
        provider=provider,
        title=title,
        rows=tuple(rows),
        courses=(*courses, *latency_courses(took)),
        incidents=tuple(incidents),
        outcomes={str(outcome): count for outcome, count in sorted(outcomes.items())},
        unknown_s={why: round(ms / 1000) for why, ms in sorted(whole.lapse.unknown_ms.items())},
        gaps=tuple(sorted(gaps, key=lambda gap: gap[0] - gap[1])[:_GAPS_TOLD]),
        gap_count=len(gaps),
        corrections=corrections,
        vantages=tuple(
            reporting(connection, [*judged], start_ms=period.start_ms, end_ms=period.end_ms)
        ),
        every_s={
            row.name: period.cadences[row.name]
            for row in rows
            if row.kind == "probe" and row.name in period.cadences
        },
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
