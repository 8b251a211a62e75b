"""Minutes, hours and days of the clock (UTC): the tables that sum runs up by them."""

from collections.abc import Mapping

from sqlalchemy import Table

from storage.models import ROLLUP_DAY, ROLLUP_HOUR, ROLLUP_MINUTE

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS

ROLLUPS: Mapping[int, Table] = {
    MINUTE_MS: ROLLUP_MINUTE,
    HOUR_MS: ROLLUP_HOUR,
    DAY_MS: ROLLUP_DAY,
}
"""The tables by the length of their spans in ms."""


def floor(at_ms: int, span_ms: int) -> int:
    """Return the beginning of the span that a moment lies in."""
    return at_ms // span_ms * span_ms


def ceiling(at_ms: int, span_ms: int) -> int:
    """Return the first beginning of a span that is not before a moment."""
    return -(-at_ms // span_ms) * span_ms
