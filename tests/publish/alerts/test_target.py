"""Hours by the clock on the wall, over days of 23 and 25 hours too."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.alerts.target import Hours

BERLIN = ZoneInfo("Europe/Berlin")


def at_ms(text: str, zone: ZoneInfo = BERLIN) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp() * 1000)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-25T12:00", "2026-11-25T12:00"),
        ("2026-11-25T07:59", "2026-11-25T08:00"),
        ("2026-11-25T18:00", "2026-11-26T08:00"),
        ("2026-11-27T18:00", "2026-11-30T08:00"),
        # The clock is put back on the 25th of October and forward on the 29th of March.
        ("2026-10-23T19:00", "2026-10-26T08:00"),
        ("2026-03-27T19:00", "2026-03-30T08:00"),
    ],
)
def test_working_hours(now: str, opens: str) -> None:
    hours = Hours(8 * 60, 18 * 60, frozenset(range(5)), BERLIN)

    assert hours.next_open_ms(at_ms(now)) == at_ms(opens)


def test_hours_over_midnight_belong_to_the_day_they_begin_on() -> None:
    hours = Hours(22 * 60, 6 * 60, frozenset({4}), BERLIN)

    assert hours.next_open_ms(at_ms("2026-11-28T05:59")) == at_ms("2026-11-28T05:59")
    assert hours.next_open_ms(at_ms("2026-11-28T06:00")) == at_ms("2026-12-04T22:00")


@given(
    st.integers(0, 24 * 60 - 1),
    st.integers(0, 24 * 60),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.integers(1_790_000_000_000, 1_790_000_000_000 + 366 * 86_400_000),
)
def test_they_open_within_eight_days_and_stay_as_told(
    start: int, end: int, days: frozenset[int], now_ms: int
) -> None:
    hours = Hours(start, end, days, BERLIN)
    opens_ms = hours.next_open_ms(now_ms)

    assert 0 <= opens_ms - now_ms <= 8 * 86_400_000
    assert hours.next_open_ms(opens_ms) == opens_ms
    if opens_ms > now_ms:
        assert hours.next_open_ms(opens_ms - 1) == opens_ms
        assert datetime.fromtimestamp(opens_ms / 1000, UTC).astimezone(BERLIN).weekday() in days
