"""A report as one table with a line per figure, for programs that read tables."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from publish.calendar_parts import local
from publish.figures import METHODS, text
from publish.report_records import Account, Report

COLUMNS: dict[str, type] = {
    "source": str,
    "from": str,
    "to": str,
    "timezone": str,
    "objective": float,
    "provider": str,
    "kind": str,
    "name": str,
    "part": str,
    "figure": str,
    "value": float,
    "unit": str,
    "text": str,
    "low": float,
    "high": float,
    "of": int,
    "probes": int,
    "coverage": float,
    "previous": float,
    "method": str,
}
"""The columns, in their order, with what their cells hold."""

_INCIDENT = "From its start to its end, or to the period's end where it goes on."


def lines(report: Report) -> Iterator[dict[str, Any]]:
    """Yield the figures of the period, those of its parts, the incidents, what was left out.

    `part` is empty for the whole period and a date or a month within it. An incident is a line
    of the kind `incident`, its `part` its start and its `text` its sentence.
    """
    where = ZoneInfo(report.timezone)
    shared = {
        "source": report.source,
        "from": local(report.from_ms, where).isoformat(),
        "to": local(report.to_ms, where).isoformat(),
        "timezone": report.timezone,
        "objective": report.slo,
    }
    for account in report.accounts:
        of_provider = {**dict.fromkeys(COLUMNS), **shared, "provider": account.provider}
        for each in _of(account, report):
            yield {**of_provider, **each}


def _of(account: Account, report: Report) -> Iterator[dict[str, Any]]:
    yield from _whole(account)
    yield from _parts(account, report)
    yield from _incidents(account, report)
    yield from _corrections(account, report)


def _whole(account: Account) -> Iterator[dict[str, Any]]:
    for row in account.rows:
        for each in row.figures:
            yield {
                "kind": row.kind,
                "name": row.name,
                "part": "",
                "figure": each.name,
                "value": each.value,
                "unit": str(each.unit),
                "text": each.text,
                "low": each.low,
                "high": each.high,
                "of": each.of,
                "probes": each.probes,
                "coverage": each.coverage,
                "previous": each.previous,
                "method": METHODS[each.name].method,
            }


def _parts(account: Account, report: Report) -> Iterator[dict[str, Any]]:
    for course in account.courses:
        method = METHODS[course.figure]
        for part, value in zip(report.parts, course.values, strict=True):
            yield {
                "kind": course.kind,
                "name": course.name,
                "part": part.label,
                "figure": course.figure,
                "value": value,
                "unit": str(method.unit),
                "text": text(value, method.unit),
                "method": method.method,
            }


def _incidents(account: Account, report: Report) -> Iterator[dict[str, Any]]:
    where = ZoneInfo(report.timezone)
    for each in account.incidents:
        end_ms = report.to_ms if each.ended_at_ms is None else each.ended_at_ms
        yield {
            "kind": "incident",
            "name": each.id,
            "part": local(each.started_at_ms, where).isoformat(),
            "figure": each.severity,
            "value": round((end_ms - each.started_at_ms) / 1000),
            "unit": "s",
            "text": each.sentence,
            "method": _INCIDENT,
        }


def _corrections(account: Account, report: Report) -> Iterator[dict[str, Any]]:
    where = ZoneInfo(report.timezone)
    for each in account.corrections:
        end_ms = report.to_ms if each.ended_at_ms is None else each.ended_at_ms
        yield {
            "kind": "correction",
            "name": each.incident,
            "part": local(each.started_at_ms, where).isoformat(),
            "figure": each.said,
            "value": round((end_ms - each.started_at_ms) / 1000),
            "unit": "s",
            "text": ": ".join(said for said in (each.by, each.reason) if said),
            "method": _INCIDENT,
        }
