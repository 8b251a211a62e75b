"""A window of time in a time zone: its days or months, and the window before it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

_DAYS_UP_TO = 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A day or a month of a window, as far as it lies in it: [start_ms, end_ms), epoch ms.

    `label` is its date, such as `2026-10-25` or `2026-10`. A day on which clocks are put forward
    has 23 hours, and one on which they are put back has 25.
    """

    label: str
    start_ms: int
    end_ms: int


def zone(name: str) -> ZoneInfo:
    """Return a time zone by its IANA name. Raises ValueError where there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"`{name}` is no time zone; write it like `Europe/Berlin`") from None


def local(at_ms: int, where: tzinfo) -> datetime:
    """Return an epoch time in milliseconds as wall clocks show it there."""
    return (_EPOCH + timedelta(milliseconds=at_ms)).astimezone(where)


def parts(start_ms: int, end_ms: int, where: tzinfo, *, by_month: bool = False) -> list[Part]:
    """Return the days of [start_ms, end_ms), or its months where there are over a hundred days."""
    first, last = local(start_ms, where).date(), local(end_ms - 1, where).date()
    are_days = not by_month and (last - first).days < _DAYS_UP_TO
    return [
        Part(
            label=f"{begins:%Y-%m-%d}" if are_days else f"{begins:%Y-%m}",
            start_ms=max(start_ms, _midnight_ms(begins, where)),
            end_ms=min(end_ms, _midnight_ms(ends, where)),
        )
        for begins, ends in (_days(first, last) if are_days else _months(first, last))
    ]


def previous(start_ms: int, end_ms: int, where: tzinfo) -> tuple[int, int]:
    """Return the window before: as many months where it is whole months, or days, else as long."""
    first, last = local(start_ms, where), local(end_ms, where)
    if not (_is_midnight(first) and _is_midnight(last)):
        return start_ms - (end_ms - start_ms), start_ms
    if first.day == last.day == 1:
        months = (last.year - first.year) * 12 + last.month - first.month
        before = _month(first.year * 12 + first.month - 1 - months)
    else:
        before = first.date() - (last.date() - first.date())
    return _midnight_ms(before, where), start_ms


def _days(first: date, last: date) -> Iterator[tuple[date, date]]:
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        yield day, day + timedelta(days=1)


def _months(first: date, last: date) -> Iterator[tuple[date, date]]:
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    for number in numbers:
        yield _month(number), _month(number + 1)


def _month(number: int) -> date:
    year, month = divmod(number, 12)
    return date(year, month + 1, 1)


def _is_midnight(at: datetime) -> bool:
    return at == datetime(at.year, at.month, at.day, tzinfo=at.tzinfo)


def _midnight_ms(day: date, where: tzinfo) -> int:
    # Where clocks jump over midnight, this is the moment of the jump; where they strike it
    # twice, the first.
    return round(datetime(day.year, day.month, day.day, tzinfo=where).timestamp() * 1000)
