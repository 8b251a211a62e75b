"""The sentences people read."""

import pytest

from incidents import wording
from probes.result import Outcome, Surface

AT_MS = 1_790_000_000_000  # 2026-09-21 14:13:20 UTC
SEEN = wording.Stretch(since_ms=AT_MS, first_ms=AT_MS + 5_000, last_ms=AT_MS + 120_000)


@pytest.mark.parametrize(
    ("share", "said"), [(0.003, "0.3 %"), (0.0, "0.0 %"), (0.12, "12 %"), (1.0, "100 %")]
)
def test_shares_are_said_in_per_cent(share, said):
    assert wording.percent(share) == said


@pytest.mark.parametrize(
    ("milliseconds", "said"),
    [(12.3, "12 ms"), (700.0, "0.70 s"), (3900.0, "3.9 s"), (42_000.0, "42 s")],
)
def test_speeds_are_said_with_the_digits_they_are_worth(milliseconds, said):
    assert wording.seconds(milliseconds) == said


@pytest.mark.parametrize(
    ("milliseconds", "said"),
    [
        (400, "0 s"),
        (59_000, "59 s"),
        (60_000, "1 min"),
        (3_690_000, "1 h 1 min"),
        (90_000_000, "1 d 1 h"),
    ],
)
def test_durations_are_said_in_their_two_largest_units(milliseconds, said):
    assert wording.span(milliseconds) == said


def test_failures_are_counted_named_and_compared_with_usual():
    subject = wording.runs([Surface.API])
    clause = wording.failures(7, 12, subject, Outcome.OVERLOADED, 0.003)
    assert wording.incident([clause], SEEN) == (
        "7 of the last 12 canaries failed with overloaded (usually 0.3 %), since 14:13:20 UTC "
        "(seen 14:13:25 to 14:15:20)"
    )


def test_an_incident_says_how_much_is_hit_and_what_is_still_well():
    working = ["gpt-6-terra", "key checks", "login", "edge", "eu"]
    said = wording.incident(["it fails"], SEEN, wording.one_model("gpt-6-luna"), working)
    assert said == (
        "it fails, with model gpt-6-luna alone, since 14:13:20 UTC (seen 14:13:25 to 14:15:20); "
        "still well: gpt-6-terra, key checks, login and 2 more"
    )


def test_mixed_failures_are_said_to_be_mixed():
    assert "failed in various ways" in wording.failures(3, 4, "checks", None, 0.01)


def test_slowness_is_said_in_seconds_for_one_probe_and_as_a_ratio_for_several():
    one = wording.Speed(ratio=5.5, usual=710.0)
    assert wording.slow_answers("canaries", one) == "first token takes 3.9 s (usually 0.71 s)"
    several = wording.Speed(ratio=5.5)
    said = "first token takes 5.5 times as long as usual (canaries)"
    assert wording.slow_answers("canaries", several) == said


def test_throughput_is_said_in_tokens_a_second():
    speed = wording.Speed(ratio=0.3, usual=60.0)
    assert wording.slow_streams("canaries", speed) == "tokens come at 18 a second (usually 60)"


def test_a_recovery_says_since_when_after_how_long_and_what_it_was():
    said = wording.closed(wording.Ending.RECOVERED, "it broke", AT_MS - 1_680_000, AT_MS)
    assert said == "well again since 14:13:20 UTC, after 28 min; it was: it broke"


@pytest.mark.parametrize("outcome", list(Outcome))
def test_no_outcome_leaves_people_with_a_bare_code(outcome):
    said = wording.failures(2, 3, "checks", outcome, 0.01) + wording.account(outcome, "canary")
    assert "_" not in said


def test_several_surfaces_are_just_checks_and_a_lone_probe_is_named():
    assert wording.runs([Surface.API, Surface.EDGE]) == "checks"
    assert wording.runs([Surface.API], "gpt canary") == 'runs of "gpt canary"'
