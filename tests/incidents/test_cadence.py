"""How soon to look again, and what that may cost."""

import pytest

from incidents.cadence import Budget, Concern, look_again_blind_s, look_again_s
from incidents.rules import Rules

RULES = Rules()


def ask(every_s=60.0, budget=None, now_ms=0, **traits):
    concern = Concern(
        **{
            "incident_age_s": None,
            "has_siblings": False,
            "is_throttled": False,
            **traits,
        }
    )
    return look_again_s(concern, budget or Budget(90), now_ms, every_s, RULES)


@pytest.mark.parametrize(
    ("traits", "again_s"),
    [
        ({}, 10),
        ({"has_siblings": True}, 5),
        ({"is_throttled": True}, 30),
        ({"incident_age_s": 20}, 10),
        ({"incident_age_s": 20, "is_throttled": True}, 30),
        ({"incident_age_s": 89.9}, 10),
        ({"incident_age_s": 90}, 30),
        ({"incident_age_s": 100}, 30),
        ({"every_s": 10}, None),
        ({"incident_age_s": 20, "every_s": 8}, None),
        ({"incident_age_s": 100, "every_s": 20}, None),
        ({"incident_age_s": 100, "every_s": 30}, None),
        ({"is_throttled": True, "every_s": 20}, None),
    ],
)
def test_looking_again_is_as_soon_as_the_case_asks_for(traits, again_s):
    assert ask(**traits) == again_s


def test_who_wants_to_look_again_within_a_second_may():
    concern = Concern(incident_age_s=None, has_siblings=False, is_throttled=False)
    assert look_again_s(concern, Budget(1), 0, 60.0, Rules(burst_gap_s=0.2)) == 0.2


def test_suspicion_is_bounded_by_the_hourly_budget_and_refills():
    budget = Budget(RULES.burst_per_hour)
    granted = [ask(budget=budget, now_ms=1000) for _ in range(120)]
    assert granted.count(10) == 90
    assert ask(budget=budget, now_ms=1000 + 41_000) == 10
    assert ask(budget=budget, now_ms=1000 + 42_000) is None


def test_without_budget_an_incident_is_still_watched_more_closely():
    assert ask(incident_age_s=5, budget=Budget(0)) == 30


def test_a_clock_set_back_neither_fills_nor_empties_the_budget():
    budget = Budget(1.0, at_ms=10_000_000)
    assert budget.take(5_000_000, 90)
    assert not budget.take(5_000_000, 90)


def test_blindness_is_looked_into_soon_but_not_slower_than_usual():
    assert look_again_blind_s(60, RULES) == 15
    assert look_again_blind_s(15, RULES) is None
    assert look_again_blind_s(5, RULES) is None
