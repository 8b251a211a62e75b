"""What is learned as usual, and what results say against it."""

import math

import pytest

from incidents.baselines import Typical, Usual
from incidents.rules import Rules
from probes.result import Outcome, Timings

RULES = Rules(warm_up_results=20)


def learned(timings, times=40):
    typical = Typical()
    for _ in range(times):
        typical.learn(timings, 0, 60.0)
    return typical


@pytest.mark.parametrize(
    ("timings", "signal"),
    [
        (Timings(ttft_ms=700, ttfb_ms=100, total_ms=900), "ttft"),
        (Timings(ttfb_ms=100, total_ms=900), "ttfb"),
        (Timings(total_ms=900), "total"),
    ],
)
def test_latency_is_that_of_the_first_token_or_what_comes_nearest(timings, signal):
    assert learned(timings).signal == signal


def test_an_answer_without_the_learned_timing_says_nothing_of_speed(kit):
    typical = learned(Timings(ttft_ms=700, tokens_per_s=60))
    bare = kit.results(".")[0]
    bare = type(bare)(
        probe=bare.probe,
        provider=bare.provider,
        surface=bare.surface,
        vantage=bare.vantage,
        started_at_ms=bare.started_at_ms,
        outcome=Outcome.OK,
        timings=Timings(total_ms=90_000),
    )
    seen = typical.weigh(bare, "canary", RULES)
    assert (seen.slowness, seen.slow_stream) == (None, None)


@pytest.mark.parametrize("odd", [0.0, -5.0, math.inf, math.nan])
def test_impossible_timings_teach_nothing(odd):
    assert learned(Timings(ttft_ms=odd, total_ms=odd)).latency.results == 0


@pytest.mark.parametrize(("usual_ms", "slowness"), [(700, 0), (350, 1), (200, 2), (100, 3)])
def test_slowness_is_classed_by_the_ratio_to_usual(kit, usual_ms, slowness):
    typical = learned(Timings(ttft_ms=usual_ms))
    seen = typical.weigh(kit.result(".", 0), "canary", RULES)
    assert seen.slowness == slowness


def test_a_broken_limit_is_the_worst_slowness_even_where_it_is_usual(kit):
    typical = learned(Timings(ttft_ms=2800))
    assert typical.weigh(kit.result("s", 0), "canary", RULES).slowness == 3


def test_usual_shares_forget_what_is_long_ago(kit):
    usual = Usual.prior(200)
    typical = Typical()
    bad, good = (typical.weigh(kit.result(char, 0), "c", RULES) for char in "x.")
    for _ in range(300):
        usual.learn(bad, 1000)
    high = usual.failures.value
    for _ in range(6000):
        usual.learn(good, 1000)
    assert high > 0.4
    assert usual.failures.value < 0.01
