"""Durations read and written as people do."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.duration import LONGEST_S, PATTERN, SHORTEST_S, render_duration
from probes.expect import parse_duration_s


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.25, "250ms"), (30, "30s"), (90, "1m30s"), (5400, "1h30m"), (604_800, "7d"), (0, "0s")],
)
def test_durations_are_written_shortest(seconds: float, text: str) -> None:
    assert render_duration(seconds) == text


@given(milliseconds=st.integers(int(SHORTEST_S * 1000), int(LONGEST_S * 1000)))
def test_what_is_written_is_read_back_and_suits_the_schema(milliseconds: int) -> None:
    text = render_duration(milliseconds / 1000)
    assert parse_duration_s(text) == pytest.approx(milliseconds / 1000)
    assert re.search(PATTERN, text)
