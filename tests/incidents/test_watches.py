"""What is remembered of a probe, and whether a vantage can see."""

import pytest

from incidents.detectors import Stream
from incidents.rules import Rules
from incidents.watches import Memory, ProbeWatch, Sight
from probes.result import Outcome, Surface

RULES = Rules(sight_confirmations=3)
BLIND, FIRST, SECOND = (
    Sight(Outcome.BLIND),
    Sight(Outcome.BLIND, doubts=1),
    Sight(Outcome.BLIND, doubts=2),
)
SEES = Sight()


@pytest.mark.parametrize(
    ("before", "outcome", "after"),
    [
        (SEES, Outcome.BLIND, BLIND),
        (SEES, Outcome.DNS_LOCAL, Sight(Outcome.DNS_LOCAL)),
        (SEES, Outcome.CONNECT, SEES),
        (SEES, Outcome.OK, SEES),
        (BLIND, Outcome.OK, SEES),
        (BLIND, Outcome.SERVER_ERROR, SEES),
        (BLIND, Outcome.CONNECT, FIRST),
        (FIRST, Outcome.CONNECT, SECOND),
        (SECOND, Outcome.CONNECT, SEES),
        (SECOND, Outcome.OK, SEES),
        (SECOND, Outcome.BLIND, BLIND),
    ],
)
def test_blindness_ends_with_any_answer_or_the_third_failure_to_connect(before, outcome, after):
    sight = Sight(before.blind, before.doubts)
    sight.observe(outcome, RULES)
    assert sight == after


@pytest.mark.parametrize(
    ("sights", "blindness"),
    [
        ({}, None),
        ({"home": SEES}, None),
        ({"home": BLIND}, Outcome.BLIND),
        ({"home": BLIND, "away": SEES}, None),
        ({"home": BLIND, "away": Sight(Outcome.DNS_LOCAL)}, Outcome.BLIND),
    ],
)
def test_nobody_sees_where_all_vantages_are_blind(sights, blindness):
    assert Memory(sights=sights).blindness() is blindness


def test_the_last_dozen_decisive_results_of_a_probe_are_remembered():
    watch = ProbeWatch("canary", "home", Surface.API, 60.0, Stream.new(RULES))
    assert watch.source == "canary\thome"
    assert not watch.is_well(0)
    assert watch.tally(0) == (0, 0)
    for at_ms in range(20):
        watch.remember(at_ms, failed=at_ms % 3 == 0)

    assert watch.recent == [(at_ms, at_ms % 3 == 0) for at_ms in range(8, 20)]
    assert watch.tally(0) == (4, 12)
    assert watch.tally(18) == (1, 2)
    assert watch.is_well(19)
    assert not watch.is_well(20)
    watch.remember(21, failed=True)
    assert not watch.is_well(0)
