"""What is usual follows the hour, and does not learn an incident."""

import math
import random
import statistics

import pytest

from incidents.seasons import Level, Median

DAY_MS, MINUTE_MS = 86_400_000, 60_000


def test_the_median_settles_near_the_true_one_despite_a_heavy_tail():
    draw = random.Random(7)
    logs = [draw.gauss(6.5, 0.3) + (1.4 if draw.random() < 0.05 else 0) for _ in range(3000)]
    median = Median()
    for log in logs:
        median.learn(log, 60.0)
    assert median.log == pytest.approx(statistics.median(logs), abs=0.12)


def test_a_median_follows_slower_the_more_often_it_is_asked():
    often, seldom = Median(0.0, 10**6), Median(0.0, 10**6)
    often.learn(1.0, 2.0)
    seldom.learn(1.0, 60.0)
    assert seldom.log == pytest.approx(30 * often.log)


def test_the_first_values_move_a_median_most_and_each_by_less_whichever_side_it_falls() -> None:
    median, seen = Median(), []
    for log in (6.0, 9.0, 1.0, 9.0):
        median.learn(log, 60.0)
        seen.append(median.log)
    # The first is taken as it is; then steps of a half by 1 + 0.3 n (Robbins and Monro, 1951).
    assert seen == pytest.approx([6.0, 6 + 0.5 / 1.3, 6 + 0.5 / 1.3 - 0.5 / 1.6,
                                  6 + 0.5 / 1.3 - 0.5 / 1.6 + 0.5 / 1.9])  # fmt: skip
    assert median.results == 4


def test_a_value_that_is_the_usual_one_moves_nothing() -> None:
    level = Level(Median(6.0, 9), Median(6.0, 9))
    level.learn(6.0, 0, 60.0)
    assert (level.at(0), level.results, level.shape) == (6.0, 10, [0.0] * 4)


@pytest.mark.parametrize("day", [0, 20_000])
def test_what_is_usual_is_the_median_under_the_first_two_waves_of_the_day(day: int) -> None:
    level = Level(Median(6.0, 1), shape=[0.1, 0.2, 0.3, 0.4])
    half = math.sqrt(0.5)
    for hour, usual in (
        (0, 6 + 0.1 + 0.3),
        (3, 6 + 0.1 * half + 0.2 * half + 0.4),
        (6, 6 + 0.2 - 0.3),
        (12, 6 - 0.1 + 0.3),
        (21, 6 + 0.1 * half - 0.2 * half - 0.4),
    ):
        assert level.at(day * DAY_MS + hour * 3_600_000) == pytest.approx(usual)


@pytest.mark.parametrize(("log", "side"), [(8.0, 1), (4.0, -1)])
def test_a_day_long_known_moves_by_what_its_floors_allow_in_a_minute(log: float, side: int) -> None:
    level = Level(Median(6.0, 10**6), Median(5.8, 10**6))

    level.learn(log, 6 * 3_600_000, 60.0)

    assert level.median.log == pytest.approx(6.0 + side * 0.008)
    assert level.anchor.log == pytest.approx(5.8 + side * 0.008 * 0.05)
    assert level.shape == pytest.approx([0, side * 0.0004, -side * 0.0004, 0])


def swing(at_ms: int) -> float:
    """The logarithm of a load that is two and a half times as high by day as by night."""
    return 0.45 * math.cos(2 * math.pi * at_ms / DAY_MS)


def days(level: Level, of: int, noise: float = 0.25) -> list[float]:
    """Let a level learn a swinging load for so many days; how far off it was on the last."""
    draw = random.Random(3)
    off = []
    for at_ms in range(0, of * DAY_MS, MINUTE_MS):
        if at_ms >= (of - 1) * DAY_MS:
            off.append(abs(level.at(at_ms) - 6.5 - swing(at_ms)))
        level.learn(6.5 + swing(at_ms) + draw.gauss(0, noise), at_ms, 60.0)
    return off


def test_the_shape_of_a_day_is_known_after_some() -> None:
    level = Level()
    assert statistics.mean(days(level, 12)) < 0.75 * statistics.mean(days(Level(), 1))
    assert level.shape == pytest.approx([0.45, 0, 0, 0], abs=0.08)


def test_where_there_is_no_season_none_is_imagined() -> None:
    level, draw = Level(), random.Random(5)
    for at_ms in range(0, 5 * DAY_MS, MINUTE_MS):
        level.learn(6.5 + draw.gauss(0, 0.25), at_ms, 60.0)
    assert max(abs(level.at(hour * 3_600_000) - level.median.log) for hour in range(24)) < 0.08


def test_two_slow_hours_do_not_teach_a_season() -> None:
    level = Level()
    days(level, 5)
    before = list(level.shape)
    for at_ms in range(5 * DAY_MS, 5 * DAY_MS + 120 * MINUTE_MS, MINUTE_MS):
        level.learn(8.0, at_ms, 60.0)
    assert max(abs(a - b) for a, b in zip(level.shape, before, strict=True)) < 0.15


@pytest.mark.parametrize("at_ms", [-1, 0, 2**62])
def test_any_moment_has_its_usual(at_ms: int) -> None:
    level = Level()
    level.learn(6.5, at_ms, 60.0)
    assert level.at(at_ms) == pytest.approx(6.5)
