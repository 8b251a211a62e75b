"""Trouble of several providers at once."""

import pytest

from incidents import wording
from incidents.correlation import TOGETHER_MS, together
from incidents.incident import Facet, Incident, Scope, State


def incident(provider, started, ended=None, scope=Scope.API, facets=(Facet.ERRORS,)):
    return Incident(
        id=f"{provider}{started}",
        provider=provider,
        scope=scope,
        state=State.OUTAGE,
        worst=State.OUTAGE,
        facets=facets,
        sentence="",
        started_at_ms=started,
        detected_at_ms=started + 1,
        ended_at_ms=ended,
        closed_at_ms=None if ended is None else ended + 1,
    )


ONE = incident("borealis", 1_000_000, 5_000_000)


@pytest.mark.parametrize(
    ("other", "is_together"),
    [
        (incident("cirrus", 1_000_000), True),
        (incident("cirrus", 1_000_000 - TOGETHER_MS), True),
        (incident("cirrus", 1_000_001 + TOGETHER_MS), False),
        (incident("cirrus", 900_000, 1_000_001), True),
        (incident("cirrus", 900_000, 1_000_000), False),
        (incident("borealis", 1_000_000, scope=Scope.LOGIN), False),
        (incident("cirrus", 1_000_000, scope=Scope.LOGIN), False),
        (incident("cirrus", 1_000_000, facets=(Facet.QUALITY,)), False),
        (incident("cirrus", 1_000_000, facets=(Facet.LATENCY, Facet.ERRORS)), True),
        (ONE, False),
    ],
)
def test_what_began_about_then_and_went_on_meanwhile_is_together(other, is_together):
    assert (together(ONE, [other]) == [other]) is is_together
    assert (together(other, [ONE]) == [ONE]) is is_together


def test_they_come_in_the_order_of_their_starts():
    late, early = incident("dorado", 1_200_000), incident("cirrus", 1_100_000)
    assert together(ONE, [late, ONE, early]) == [early, late]


def test_a_few_may_share_a_cause_and_where_all_suffer_it_may_be_us():
    assert wording.together(["cirrus", "dorado"], of=4) == (
        "in trouble since about the same time: cirrus and dorado; they may share a cause"
    )
    assert wording.together(["cirrus", "dorado", "cirrus"], of=2) == (
        "in trouble since about the same time: cirrus and dorado; this may be us"
    )
