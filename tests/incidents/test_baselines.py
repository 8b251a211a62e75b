"""What is learned as usual, and what results say against it."""

import math

import pytest

from incidents.baselines import Share, Typical, Usual
from incidents.evidence import Evidence
from incidents.rules import Rules
from incidents.seasons import Level, Median
from probes.result import Outcome, Surface, Timings

RULES = Rules(warm_up_results=20)


def learned(timings, times=40):
    typical = Typical()
    for _ in range(times):
        typical.learn(timings, 0, 60.0)
    return typical


@pytest.mark.parametrize(
    ("timings", "signal", "usual_ms"),
    [
        (Timings(ttft_ms=700, ttfb_ms=100, total_ms=900), "ttft", 700),
        (Timings(ttfb_ms=100, total_ms=900), "ttfb", 100),
        (Timings(total_ms=900), "total", 900),
    ],
)
def test_latency_is_that_of_the_first_token_or_what_comes_nearest(timings, signal, usual_ms):
    typical = learned(timings)
    assert (typical.signal, typical.latency.results) == (signal, 40)
    assert typical.latency.at(0) == math.log(usual_ms)


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


def known(latency_ms=700.0, tokens_per_s=60.0, results=20):
    return Typical(
        "ttft",
        Level(Median(math.log(latency_ms), results)),
        Level(Median(math.log(tokens_per_s), results)),
    )


@pytest.mark.parametrize(
    ("char", "says"),
    [
        (".", {"wrong": False, "slowness": 0, "slow_stream": False}),
        ("w", {"wrong": True, "slowness": 0, "slow_stream": False}),
        ("l", {"wrong": False, "slowness": 2, "slow_stream": False, "log_slowness": math.log(4)}),
        ("h", {"wrong": False, "slowness": 0, "slow_stream": True, "log_speed": -math.log(3)}),
        ("x", {}),
    ],
)
def test_a_result_says_all_that_it_shows_and_nothing_more(kit, char, says):
    seen = known().weigh(kit.result(char, 9), "canary\thome", RULES)

    logs = {name: pytest.approx(says.pop(name, 0.0)) for name in ("log_slowness", "log_speed")}
    outcome = kit.result(char, 9).outcome
    assert seen == Evidence(
        "canary\thome", Surface.API, outcome, kit.start_ms + 9_000, char == "x", **says, **logs
    )


def test_speeds_count_from_the_very_answer_that_the_rules_name(kit):
    for results, slowness, slow_stream in ((19, None, None), (20, 2, False)):
        seen = known(results=results).weigh(kit.result("l", 0), "canary", RULES)
        assert (seen.slowness, seen.slow_stream) == (slowness, slow_stream)


@pytest.mark.parametrize(("ttft_ms", "slowness"), [(149.0, 0), (151.0, 2)])
def test_slower_by_less_than_a_tenth_of_a_second_is_not_slow(kit, ttft_ms, slowness):
    seen = known(50).weigh(kit.result(".", 0, usual_ms=ttft_ms), "canary", RULES)
    assert seen.slowness == slowness


def test_a_probe_that_comes_to_time_first_tokens_is_compared_by_them_from_then_on():
    typical = learned(Timings(total_ms=900), times=5)
    typical.learn(Timings(ttft_ms=700, total_ms=900), 0, 60.0)
    assert (typical.signal, typical.latency.results) == ("ttft", 1)
    typical.learn(Timings(ttfb_ms=90, total_ms=900), 0, 60.0)
    assert (typical.signal, typical.latency.results) == ("ttft", 1)


def test_half_a_token_a_second_and_half_a_millisecond_are_speeds_too():
    typical = learned(Timings(ttft_ms=0.5, tokens_per_s=0.5), times=1)
    assert typical.latency.at(0) == typical.speed.at(0) == math.log(0.5)


def test_before_anything_was_seen_rates_are_usual_that_weigh_as_so_many_results():
    usual = Usual.prior(200)

    shares = usual.failures, usual.wrong, usual.slow_streams
    assert [share.value for share in shares] == pytest.approx([0.005, 0.03, 0.02])
    assert [share.seen for share in shares] == [200] * 3
    assert usual.slowness == pytest.approx([176, 16, 6, 2])


def test_each_result_counts_for_one_and_those_before_it_for_a_little_less():
    usual = Usual(Share(4, 100), Share(8, 100), Share(6, 100), [70, 20, 8, 2])

    usual.learn(Evidence("c", Surface.API, Outcome.WRONG_ANSWER, 0, False, True, 1, True), 50)

    assert (usual.failures.bad, usual.failures.seen) == pytest.approx((3.92, 99))
    assert (usual.wrong.bad, usual.wrong.seen) == pytest.approx((8.84, 99))
    assert (usual.slow_streams.bad, usual.slow_streams.seen) == pytest.approx((6.88, 99))
    assert usual.slowness == pytest.approx([68.6, 20.6, 7.84, 1.96])


def test_a_failure_says_nothing_of_how_answers_usually_are():
    usual, before = Usual.prior(200), Usual.prior(200)
    usual.learn(Evidence("c", Surface.API, Outcome.TIMEOUT, 0, True), 50)
    assert usual.failures.value > before.failures.value
    assert (usual.wrong, usual.slow_streams, usual.slowness) == (
        before.wrong, before.slow_streams, before.slowness,
    )  # fmt: skip


@pytest.mark.parametrize(("share", "ceiling"), [(0.02, 0.08), (0.4, 0.4), (0.97, 0.9)])
def test_wrong_answers_that_are_accepted_are_usual_and_never_all_of_them(share, ceiling):
    usual = Usual.prior(200)
    usual.accept_wrong(share)
    assert (usual.wrong.value, usual.wrong.seen) == pytest.approx((share, 200))
    assert usual.wrong_ceiling == ceiling
