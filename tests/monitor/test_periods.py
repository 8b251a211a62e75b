import argparse
import time
from zoneinfo import ZoneInfo

import pytest

from monitor.periods import moment_ms


@pytest.mark.parametrize(
    ("text", "at_ms"),
    [
        ("2026-11-20", 1_795_132_800_000),
        ("2026-11-20T14:30Z", 1_795_185_000_000),
        ("2026-11-20T14:30", 1_795_185_000_000),
        ("2026-11-20T14:30+01:00", 1_795_181_400_000),
    ],
)
def test_a_time_is_utc_unless_it_says_otherwise(text: str, at_ms: int) -> None:
    assert moment_ms(text) == at_ms


def test_a_duration_is_how_long_ago() -> None:
    assert abs(moment_ms("7d") - (time.time() - 7 * 86_400) * 1000) < 5_000


@pytest.mark.parametrize("text", ["yesterday", "", "2026-13-01", "-3d"])
def test_what_is_no_time_is_answered_with_the_forms(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="write `2026-11-20`"):
        moment_ms(text)


def test_a_time_without_a_zone_is_in_the_one_that_is_asked_for() -> None:
    assert moment_ms("2026-11-20", ZoneInfo("Europe/Berlin")) == 1_795_132_800_000 - 3_600_000
