"""Times, durations and shares read as people say them, and never better than they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish import words


@pytest.mark.parametrize(
    ("length_ms", "said"),
    [
        (0, "0 s"),
        (999, "0 s"),
        (42_000, "42 s"),
        (185_000, "3 min 5 s"),
        (180_000, "3 min"),
        (3_600_000, "1 h"),
        (3_605_000, "1 h"),
        (4_320_000, "1 h 12 min"),
        (2 * 86_400_000 + 4 * 3_600_000 + 59_000, "2 d 4 h"),
        (-5, "0 s"),
    ],
)
def test_a_duration_is_told_by_its_two_largest_units(length_ms: int, said: str) -> None:
    assert words.duration(length_ms) == said


@pytest.mark.parametrize(
    ("passed_ms", "said"),
    [(400, "just now"), (-3_000, "just now"), (8_000, "8 s ago"), (200_000, "3 min ago"),
     (7_300_000, "2 h ago"), (90_000_000, "1 d ago")],
)  # fmt: skip
def test_an_age_is_told_in_one_unit(passed_ms: int, said: str) -> None:
    now_ms = 1_790_000_000_000

    assert words.age(now_ms - passed_ms, now_ms) == said


@given(st.floats(min_value=0, max_value=1, exclude_max=True))
def test_only_a_whole_is_a_hundred_per_cent(share: float) -> None:
    if share < 1 - 1e-9:
        assert words.percent(share) != "100 %"
    assert words.percent(1.0) == "100 %"


@pytest.mark.parametrize(
    ("share", "said"),
    [(None, "\N{EN DASH}"), (0.0, "0 %"), (0.9995, "99.95 %"), (0.99999, "99.99 %"),
     (0.5, "50.00 %")],
)  # fmt: skip
def test_a_share_is_cut_and_never_rounded_up(share: float | None, said: str) -> None:
    assert words.percent(share) == said


@pytest.mark.parametrize(
    ("value_ms", "said"),
    [(None, "\N{EN DASH}"), (84.4, "84 ms"), (999.4, "999 ms"), (999.6, "1.00 s"),
     (1_240.0, "1.24 s")],
)  # fmt: skip
def test_a_latency_changes_unit_at_a_second(value_ms: float | None, said: str) -> None:
    assert words.millis(value_ms) == said


def test_a_time_of_another_day_carries_its_date_and_every_time_its_zone() -> None:
    now_ms = 1_790_000_000_000

    assert words.clock(now_ms, now_ms) == "14:13:20 UTC"
    assert words.clock(now_ms - 86_400_000, now_ms) == "2026-09-20 14:13:20 UTC"
    assert words.utc(now_ms) == "2026-09-21 14:13:20 UTC"
