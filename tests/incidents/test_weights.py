"""What single results weigh."""

import math

import pytest

from incidents.baselines import Usual
from incidents.evidence import Dimension
from incidents.rules import ONE_FAILURE_NATS
from incidents.weights import Weights


def test_a_bad_result_is_evidence_for_and_a_good_one_against_trouble():
    weights = Weights.of(Usual.prior(200))
    for index in (0, 1, 2, 3, 5):
        assert weights.bad[index] > 0 > weights.good[index]
    assert weights.slowness[0] < 0 < weights.slowness[3]


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
    assert 0.9 * weights.bad[3] + 0.1 * weights.good[3] > 0
