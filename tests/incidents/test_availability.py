"""Availability from counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.availability import coverage, decisive, good_share, uptime, uptime_interval, wilson
from probes.result import Fault, Outcome

counts = st.dictionaries(st.sampled_from(list(Outcome)), st.integers(0, 10**6))


def test_wrong_and_slow_answers_are_up_but_not_good():
    seen = {Outcome.OK: 90, Outcome.WRONG_ANSWER: 4, Outcome.TOO_SLOW: 4, Outcome.TIMEOUT: 2}
    assert uptime(seen) == pytest.approx(0.98)
    assert good_share(seen) == pytest.approx(0.90)
    assert good_share({Outcome.TIMEOUT: 2}) == 0.0


def test_nothing_decisive_is_unknown_and_not_down():
    ours = {Outcome.QUOTA: 5, Outcome.BLIND: 7, Outcome.INTERNAL: 1, Outcome.SKIPPED: 3}
    assert uptime(ours) is None
    assert good_share(ours) is None
    assert uptime_interval(ours) is None


@given(seen=counts, ours=counts)
def test_faults_that_are_ours_never_move_the_uptime(seen, ours):
    neutral = (Fault.ACCOUNT, Fault.NETWORK, Fault.MONITOR)
    more = dict(seen)
    for outcome, count in ours.items():
        if outcome.fault in neutral:
            more[outcome] = more.get(outcome, 0) + count
    assert uptime(more) == uptime(seen)
    assert decisive(more) == decisive(seen)


@given(total=st.integers(1, 10**6), part=st.floats(0, 1))
def test_the_interval_holds_the_share_and_stays_within_bounds(total, part):
    successes = round(part * total)
    low, high = wilson(successes, total)
    assert 0 <= low <= successes / total <= high <= 1
    assert low < high


def test_all_or_nothing_reaches_the_end_exactly():
    for total in range(1, 200):
        assert wilson(0, total)[0] == 0.0
        assert wilson(total, total)[1] == 1.0


def test_the_interval_agrees_with_the_published_example():
    # 81 of 263: the worked example of Newcombe, Statistics in Medicine 17 (1998).
    low, high = wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


def test_the_interval_of_the_uptime_is_that_of_answers_among_decisive_runs():
    seen = {Outcome.OK: 80, Outcome.TOO_SLOW: 1, Outcome.TIMEOUT: 182, Outcome.QUOTA: 40}

    assert uptime_interval(seen) == wilson(81, 263)


def test_nothing_seen_may_be_anything_and_one_run_tells_little():
    assert wilson(0, 0) == (0.0, 1.0)
    # z²/(1 + z²), as (p + z²/2n - z·sqrt(z²/4n²)) / (1 + z²/n) is for one that succeeded.
    assert wilson(1, 1) == (pytest.approx(0.2065, abs=1e-4), 1.0)
    assert wilson(0, 1) == (0.0, pytest.approx(0.7935, abs=1e-4))


def test_impossible_counts_are_refused():
    with pytest.raises(ValueError, match="5 successes out of 3"):
        wilson(5, 3)


def test_coverage_is_the_share_of_due_runs_that_decided_something():
    seen = {Outcome.OK: 700, Outcome.TIMEOUT: 20, Outcome.BLIND: 720}
    assert coverage(seen, 86_400, 60) == 0.5
    assert coverage({Outcome.OK: 9999}, 86_400, 60) == 1.0
    for span_s, every_s in ((0, 60), (60, 0)):
        with pytest.raises(ValueError, match="must be positive"):
            coverage(seen, span_s, every_s)


def test_a_cadence_that_does_not_divide_the_span_leaves_no_gap():
    runs = {number: coverage({Outcome.OK: number}, 300, 120) for number in (1, 2, 3)}

    assert runs == {1: 0.5, 2: 1.0, 3: 1.0}
    assert coverage({Outcome.OK: 2}, 0.3, 0.1) == pytest.approx(2 / 3)
    assert coverage({Outcome.OK: 1}, 300, 3600) == 1.0
