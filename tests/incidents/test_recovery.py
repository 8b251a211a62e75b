"""When an incident is over."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.evidence import Dimension
from incidents.recovery import Recovery
from incidents.rules import Rules

RULES = Rules()


def after(line, every_ms=30_000):
    recovery = Recovery.begin(4, 4)
    for index, char in enumerate(line):
        at_ms = index * every_ms
        recovery.observe(Dimension.FAILURE, char == "x", 0.005, at_ms - every_ms // 2)
    return recovery, (len(line) - 1) * every_ms


def test_it_is_over_after_enough_good_results_and_the_quiet_time():
    recovery, now_ms = after("xxx" + "." * 9)
    assert recovery.is_over(now_ms, RULES)
    assert recovery.since_ms == 75_000


def test_good_results_are_not_enough_before_the_quiet_time():
    recovery, now_ms = after("xxx" + "." * 20, every_ms=5_000)
    assert recovery.nats >= RULES.evidence_recovery
    assert not recovery.is_over(now_ms, RULES)


def test_one_relapse_starts_the_quiet_time_anew():
    recovery, now_ms = after("xxx" + "." * 7 + "x" + "...")
    assert not recovery.is_over(now_ms, RULES)


def test_the_rarer_the_failures_were_the_more_good_results_it_takes():
    often, rare = Recovery.begin(9, 10), Recovery.begin(3, 30)
    for _ in range(5):
        often.observe(Dimension.FAILURE, False, 0.005, 0)
        rare.observe(Dimension.FAILURE, False, 0.005, 0)
    assert often.nats > RULES.evidence_recovery > rare.nats


@pytest.mark.parametrize(
    ("bad", "share", "gain"),
    [
        # Nine bad of ten, faded by 0.96 and one more, with half a result of either kind added.
        (False, 9.14 / 11.6, math.log(0.995 / (1 - 9.14 / 11.6))),
        (True, 10.14 / 11.6, math.log(0.005 / (10.14 / 11.6))),
    ],
)
def test_a_result_weighs_as_much_as_it_is_likelier_in_good_times_than_in_the_incident(
    bad, share, gain
):
    recovery = Recovery(bad=9, seen=10, nats=8.0, since_ms=7)

    recovery.observe(Dimension.FAILURE, bad, 0.005, 60_000)

    assert recovery.bad_share == pytest.approx(share)
    assert recovery.nats == pytest.approx(8 + gain)
    assert recovery.since_ms == 7


@given(
    dimension=st.sampled_from(Dimension),
    usual=st.floats(0, 1),
    bad=st.integers(0, 60),
    good=st.integers(0, 60),
)
def test_good_results_speak_for_it_and_bad_ones_against_it_whatever_is_usual(
    dimension, usual, bad, good
):
    for is_bad in (False, True):
        recovery = Recovery.begin(bad, bad + good)
        recovery.nats = 99.0
        recovery.observe(dimension, is_bad, usual, 0)
        assert (recovery.nats < 99) is is_bad


@pytest.mark.parametrize(
    ("dimension", "results"),
    [
        (Dimension.FAILURE, 64),
        (Dimension.QUALITY, 32),
        (Dimension.LATENCY, 10),
        (Dimension.THROUGHPUT, 10),
    ],
)
def test_however_rarely_it_showed_so_many_good_results_are_its_end(dimension, results):
    recovery = Recovery.begin(1, 30)
    for number in range(results):
        assert not recovery.is_over(10**9, RULES)
        recovery.observe(dimension, False, 0.005, 5_000 + number)
    assert recovery.is_over(10**9, RULES)
    assert recovery.since_ms == 5_000


def test_of_a_long_excursion_no_more_than_thirty_results_are_held_against_the_end():
    assert Recovery.begin(20, 25) == Recovery(bad=20, seen=25)
    assert Recovery.begin(20, 900) == Recovery(bad=20, seen=30)
    assert Recovery.begin(900, 900) == Recovery(bad=30, seen=30)


@pytest.mark.parametrize(
    ("nats", "well_ms", "over"),
    [(5.0, 240_000, True), (5.0, 239_999, False), (4.999, 10**9, False)],
)
def test_it_is_over_at_the_very_evidence_and_quiet_time_that_the_rules_name(nats, well_ms, over):
    recovery = Recovery(bad=1, seen=9, nats=nats, since_ms=1_000)
    assert recovery.is_over(1_000 + well_ms, RULES) is over
