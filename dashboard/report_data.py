"""What the Reports page reads: the question that its controls ask, and the report on it."""

import importlib.util
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import publish.formats
from dashboard import data
from probes import plugins
from publish.card import DAY_MS, HOUR_MS, MINUTE_MS
from publish.kept import Kept
from publish.report import Question, Report, gather_report
from storage.probes import titles

_LENGTHS_MS = {
    "1h": HOUR_MS,
    "24h": DAY_MS,
    "7d": 7 * DAY_MS,
    "30d": 30 * DAY_MS,
    "90d": 90 * DAY_MS,
}
THIS_MONTH, LAST_MONTH, DAYS = "this month", "last month", "days"
PERIODS = (*_LENGTHS_MS, THIS_MONTH, LAST_MONTH, DAYS)
"""The periods that the page offers, as they stand in its address too."""


def window(period: str, days: tuple[date, date], timezone: str, now_ms: int) -> tuple[int, int]:
    """Return what one of `PERIODS` stands for, as [from, to) in epoch ms.

    `days` are the first and the last day, for the period that they are chosen for. The other
    periods end with the last whole minute, so that viewers of one minute share a report.
    """
    where = ZoneInfo(timezone)
    end_ms = now_ms // MINUTE_MS * MINUTE_MS
    if period in _LENGTHS_MS:
        return end_ms - _LENGTHS_MS[period], end_ms
    first = datetime.fromtimestamp(now_ms / 1000, where).date().replace(day=1)
    if period == THIS_MONTH:
        return _midnight_ms(first, where), end_ms
    if period == LAST_MONTH:
        before = (first - timedelta(days=1)).replace(day=1)
        return _midnight_ms(before, where), _midnight_ms(first, where)
    return _midnight_ms(days[0], where), _midnight_ms(days[1] + timedelta(days=1), where)


def asked_by(question: Question, period: str) -> dict[str, str | tuple[str, ...]]:
    """Return what the address says that asks a question; `period` is one of `PERIODS`.

    Days are named where the period is made of whole ones, so that the link stays true.
    """
    where = ZoneInfo(question.timezone)
    first, after = (
        datetime.fromtimestamp(at_ms / 1000, where) for at_ms in (question.from_ms, question.to_ms)
    )
    days: dict[str, str | tuple[str, ...]] = {"period": period}
    if _midnight_ms(after.date(), where) == question.to_ms and period in (LAST_MONTH, DAYS):
        last = after.date() - timedelta(days=1)
        days = {"period": DAYS, "from": f"{first:%Y-%m-%d}", "to": f"{last:%Y-%m-%d}"}
    return {
        **days,
        "providers": question.providers,
        "tz": question.timezone,
        "slo": f"{question.slo * 100:.7g}",
        "source": "official" if question.is_official else "seen",
    }


def _midnight_ms(day: date, where: ZoneInfo) -> int:
    return round(datetime(day.year, day.month, day.day, tzinfo=where).timestamp() * 1000)


def providers() -> list[str]:
    """Return the ids of all providers of which anything may be kept, the watched ones first."""
    return _PROVIDERS.get(data.database_url())


def report(question: Question) -> Report:
    """Return the report on a question. Raises `WrongQuestion` and `DatabaseError`."""
    return _REPORTS.get((data.database_url(), question))


def formats() -> dict[str, bool]:
    """Return the formats to download, each with whether it can be written here."""
    words = plugins.names(publish.formats)
    return {word: word != "pdf" or _has_typst() for word in words}


def _has_typst() -> bool:
    return importlib.util.find_spec("typst") is not None


def written(report: Report, word: str) -> bytes:
    """Return a report as the content of a file of one format."""
    content: bytes = plugins.load(publish.formats, word).render(report)
    return content


def file_name(report: Report, word: str) -> str:
    """Return what such a file is called."""
    where = ZoneInfo(report.timezone)
    first, last = (
        datetime.fromtimestamp(at_ms / 1000, where) for at_ms in (report.from_ms, report.to_ms - 1)
    )
    suffix = plugins.load(publish.formats, word).SUFFIX
    return f"brownout-{first:%Y-%m-%d}-to-{last:%Y-%m-%d}{suffix}"


def _read(asked: tuple[str, Question]) -> Report:
    url, question = asked
    with data.database(url).read() as connection:
        return gather_report(connection, question, data.now_ms())


def _read_providers(url: str) -> list[str]:
    with data.database(url).read() as connection:
        return list(titles(connection))


_REPORTS = Kept(_read, least_s=60, most_s=600, limit=16)
_PROVIDERS = Kept(_read_providers, most_s=30)
