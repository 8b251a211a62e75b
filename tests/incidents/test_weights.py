"""What single results weigh."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.baselines import Share, Usual
from incidents.evidence import Dimension
from incidents.rows import ROWS
from incidents.rules import ONE_FAILURE_NATS
from incidents.weights import Weights


def test_a_bad_result_is_evidence_for_and_a_good_one_against_trouble():
    weights = Weights.of(Usual.prior(200))
    for index in (0, 1, 2, 3, 5):
        assert weights.bad[index] > 0 > weights.good[index]
    assert weights.slowness[0] < 0 < weights.slowness[3]


SHARES = st.floats(0, 1)


@settings(max_examples=50)
@given(SHARES, SHARES, SHARES)
def test_what_is_usual_speaks_against_trouble_and_what_is_bad_for_it(
    fails: float, wrong: float, slow_streams: float
) -> None:
    learned = [Share(200 * share, 200) for share in (fails, wrong, slow_streams)]

    weights = Weights.of(Usual(*learned, slowness=[176, 16, 6, 2], wrong_ceiling=0.9))

    for dimension, bad, good in zip(ROWS, weights.bad, weights.good, strict=True):
        if dimension is Dimension.LATENCY:
            continue
        share = weights.usual[dimension]
        assert bad > 0 > good
        assert share * bad + (1 - share) * good < 0
        # A likelihood ratio of two distributions has the mean 1 under the one below.
        assert share * math.exp(bad) + (1 - share) * math.exp(good) == pytest.approx(1)


@pytest.mark.parametrize(
    ("share", "fails", "wrong", "slow_streams"),
    [(0.0, 0.002, 0.01, 0.005), (0.015, 0.015, 0.015, 0.015), (1.0, 0.02, 0.08, 0.15)],
)
def test_learned_shares_count_within_sane_bounds(share, fails, wrong, slow_streams):
    known = Share(200 * share, 200)
    usual = Usual(known, known, known, [176, 16, 6, 2])

    assert Weights.of(usual).usual == pytest.approx(
        {
            Dimension.FAILURE: fails,
            Dimension.QUALITY: wrong,
            Dimension.LATENCY: 0.12,
            Dimension.THROUGHPUT: slow_streams,
        }
    )


def test_a_class_of_slowness_that_never_was_is_rare_and_not_impossible():
    usual = Usual.prior(200)
    usual.slowness = [200.0, 0.0, 0.0, 0.0]

    weights = Weights.of(usual)

    assert weights.usual[Dimension.LATENCY] == pytest.approx(0.012 / 1.012)
    assert weights.slowness == pytest.approx([math.log(0.28 * 1.012), 2.5, 2.5, 2.5])


def test_one_failure_weighs_what_the_textbook_says():
    assert Weights.of(Usual.prior(200)).bad[0] == pytest.approx(math.log(0.9 / 0.005))


def test_no_single_failure_outweighs_the_lowest_bar_that_rules_allow():
    flawless = Usual.prior(200)
    flawless.failures.bad = 0.0
    assert max(Weights.of(flawless).bad[:3]) < ONE_FAILURE_NATS


def test_a_provider_that_always_fails_a_little_is_not_taken_for_healthy_nor_for_hopeless():
    poor = Usual.prior(200)
    poor.failures.bad = 150.0
    assert Weights.of(poor).usual[Dimension.FAILURE] == 0.02


def test_accepted_wrong_answers_weigh_next_to_nothing_but_more_of_them_do():
    usual = Usual.prior(200)
    usual.accept_wrong(0.5)
    weights = Weights.of(usual)
    assert 0.5 * weights.bad[3] + 0.5 * weights.good[3] < 0
    assert 0.75 * weights.bad[3] + 0.25 * weights.good[3] > 0
