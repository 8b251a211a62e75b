"""Times, durations and numbers as people read them; every time is UTC and says so."""

import math
from datetime import UTC, datetime

_SECOND_MS = 1_000
_MINUTE_MS = 60 * _SECOND_MS
_HOUR_MS = 60 * _MINUTE_MS
_DAY_MS = 24 * _HOUR_MS
NOTHING = "\N{EN DASH}"


def moment(at_ms: int) -> datetime:
    """Return an epoch time in milliseconds as an aware datetime in UTC."""
    return datetime.fromtimestamp(at_ms / 1000, UTC)


def utc(at_ms: int) -> str:
    """Return "2026-11-20 14:02:10 UTC"."""
    return f"{moment(at_ms):%Y-%m-%d %H:%M:%S} UTC"


def clock(at_ms: int, now_ms: int) -> str:
    """Return "14:02:10 UTC" for today, else with the date in front."""
    return f"{moment(at_ms):%H:%M:%S} UTC" if _is_today(at_ms, now_ms) else utc(at_ms)


def _is_today(at_ms: int, now_ms: int) -> bool:
    return moment(at_ms).date() == moment(now_ms).date()


def duration(length_ms: int) -> str:
    """Return a length of time by its two largest units: "42 s", "3 min 5 s", "2 d 4 h"."""
    parts = []
    rest = max(0, length_ms)
    for unit_ms, name in ((_DAY_MS, "d"), (_HOUR_MS, "h"), (_MINUTE_MS, "min"), (_SECOND_MS, "s")):
        count, rest = divmod(rest, unit_ms)
        if count:
            parts.append(f"{count} {name}")
        if len(parts) == 2 or (parts and not count):
            break
    return " ".join(parts) or "0 s"


def age(at_ms: int, now_ms: int) -> str:
    """Return how long ago in one unit: "just now", "8 s ago", "3 min ago"."""
    passed = now_ms - at_ms
    for unit_ms, name in ((_DAY_MS, "d"), (_HOUR_MS, "h"), (_MINUTE_MS, "min"), (_SECOND_MS, "s")):
        if passed >= unit_ms:
            return f"{passed // unit_ms} {name} ago"
    return "just now"


def percent(share: float | None, digits: int = 2) -> str:
    """Return a share in [0, 1] as per cent, cut rather than rounded: 99.999 % is not 100 %."""
    if share is None:
        return NOTHING
    scale = 10**digits
    # Binary fractions: 0.9995 * 10000 is 9994.999…, which cutting would turn into 99.94.
    cut = math.floor(share * 100 * scale + 1e-6) / scale
    return f"{cut:.0f} %" if cut in {0.0, 100.0} else f"{cut:.{digits}f} %"


def millis(value_ms: float | None) -> str:
    """Return a latency: "84 ms", "1.24 s"."""
    if value_ms is None:
        return NOTHING
    return f"{value_ms:.0f} ms" if value_ms < 999.5 else f"{value_ms / 1000:.2f} s"


def count(number: int, noun: str) -> str:
    """Return "1 probe", "12 probes", "3,450 results"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def sentence_case(clause: str) -> str:
    """Return `clause` with a capital at its start."""
    return clause[:1].upper() + clause[1:]
