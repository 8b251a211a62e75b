"""Days and months of a time zone, among them days of 23 and 25 hours and a missing midnight."""

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish import calendar_parts

BERLIN = ZoneInfo("Europe/Berlin")
HOUR_MS = 3_600_000
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe",
         "America/Sao_Paulo", "Pacific/Apia", "Asia/Kathmandu")  # fmt: skip


def _ms(*when: int, where: ZoneInfo = BERLIN) -> int:
    return round(datetime(*when, tzinfo=where).timestamp() * 1000)


@pytest.mark.parametrize(
    ("day", "hours"), [((2026, 3, 29), 23), ((2026, 10, 25), 25), ((2026, 10, 26), 24)]
)
def test_a_day_is_as_long_as_its_clocks_make_it(day: tuple[int, int, int], hours: int) -> None:
    year, month, date = day
    (part,) = calendar_parts.parts(_ms(*day), _ms(year, month, date + 1), BERLIN)

    assert part.label == f"{year}-{month:02}-{date:02}"
    assert part.end_ms - part.start_ms == hours * HOUR_MS


def test_a_month_with_a_change_of_clocks_has_all_of_its_days() -> None:
    found = calendar_parts.parts(_ms(2026, 10, 1), _ms(2026, 11, 1), BERLIN)

    assert len(found) == 31
    assert (found[-1].end_ms - found[0].start_ms) / HOUR_MS == 31 * 24 + 1


def test_the_first_and_last_day_may_be_cut() -> None:
    found = calendar_parts.parts(_ms(2026, 6, 1, 18), _ms(2026, 6, 3, 6), BERLIN)

    assert [(each.label, (each.end_ms - each.start_ms) // HOUR_MS) for each in found] == [
        ("2026-06-01", 6),
        ("2026-06-02", 24),
        ("2026-06-03", 6),
    ]


def test_ten_years_are_told_by_month() -> None:
    found = calendar_parts.parts(_ms(2016, 1, 1), _ms(2026, 1, 1), BERLIN)

    assert len(found) == 120
    assert (found[0].label, found[-1].label) == ("2016-01", "2025-12")


def test_a_day_whose_midnight_does_not_exist_begins_when_clocks_jump() -> None:
    where = ZoneInfo("America/Sao_Paulo")  # on 2018-11-04 clocks went from 00:00 to 01:00
    (part,) = calendar_parts.parts(
        _ms(2018, 11, 4, 1, where=where), _ms(2018, 11, 5, where=where), where
    )

    assert (part.end_ms - part.start_ms) / HOUR_MS == 23


@pytest.mark.parametrize(
    ("window", "before"),
    [
        (((2026, 3, 1), (2026, 4, 1)), (2026, 2, 1)),
        (((2026, 1, 1), (2026, 4, 1)), (2025, 10, 1)),
        (((2026, 3, 23), (2026, 3, 30)), (2026, 3, 16)),
        (((2026, 6, 1, 12), (2026, 6, 1, 18)), (2026, 6, 1, 6)),
    ],
)
def test_the_window_before_is_of_the_same_kind(
    window: tuple[tuple[int, ...], tuple[int, ...]], before: tuple[int, ...]
) -> None:
    start_ms, end_ms = (_ms(*when) for when in window)

    assert calendar_parts.previous(start_ms, end_ms, BERLIN) == (_ms(*before), start_ms)


@given(
    st.integers(1_400_000_000, 1_900_000_000),
    st.integers(1, 400 * 86_400),
    st.sampled_from(ZONES),
)
def test_parts_make_up_the_window_without_gap_or_overlap(
    start_s: int, length_s: int, name: str
) -> None:
    start_ms, end_ms = start_s * 1000, (start_s + length_s) * 1000

    found = calendar_parts.parts(start_ms, end_ms, ZoneInfo(name))

    assert found[0].start_ms == start_ms
    assert found[-1].end_ms == end_ms
    assert all(each.start_ms < each.end_ms for each in found)
    assert all(one.end_ms == other.start_ms for one, other in pairwise(found))


def test_a_zone_that_is_none_is_told_so() -> None:
    with pytest.raises(ValueError, match="`Mars/Olympus` is no time zone"):
        calendar_parts.zone("Mars/Olympus")
    with pytest.raises(ValueError, match="is no time zone"):
        calendar_parts.zone("../../etc/passwd")
