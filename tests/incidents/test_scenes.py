"""Several vantages: who must see it, and what it is called."""

import pytest

from incidents.cadence import Budget
from incidents.detectors import Stream
from incidents.incident import State
from incidents.judge import Judge
from incidents.lifecycle import Reach
from incidents.rules import Rules
from incidents.scenes import ScopeScene
from incidents.watches import ProbeWatch, ScopeWatch, Sight, SurfaceWatch
from probes.result import Outcome, Surface

VANTAGES = ("home", "eu-west", "ap-south")


def judgements(kit, rules, *ill_from):
    lines = [
        kit.results(
            "." * 40 + ("x" if vantage in ill_from else ".") * 20,
            every=10, start=3 * place, vantage=vantage,
        )
        for place, vantage in enumerate(VANTAGES)
    ]  # fmt: skip
    return kit.run(Judge("borealis", rules), kit.merged(*lines), 10)


@pytest.mark.parametrize(
    ("ill_from", "state"),
    [
        (("home",), State.BROWNOUT),
        (("home", "eu-west"), State.OUTAGE),
        (VANTAGES, State.OUTAGE),
    ],
)
def test_what_most_vantages_see_dead_is_an_outage(kit, quick, ill_from, state):
    assert judgements(kit, quick, *ill_from)[-1].state.state is state


def test_a_fault_seen_from_one_vantage_alone_is_said_to_be_so(kit, quick):
    seen = judgements(kit, quick, "eu-west")
    incident = kit.transitions(seen)[-1].incident
    assert incident.extent == "everywhere, seen from 1 of 3 vantages (eu-west alone)"


def test_an_operator_may_want_two_vantages_before_an_incident_opens(kit):
    rules = Rules(warm_up_results=12, vantages_to_open=2)
    assert kit.changes(judgements(kit, rules, "home")) == []
    assert kit.changes(judgements(kit, rules, "home", "ap-south"))[0] == "api opened"


def test_a_blind_vantage_is_not_waited_for(kit):
    rules = Rules(warm_up_results=12, vantages_to_open=3)
    blind = kit.results("." * 20 + "B" * 40, every=10, start=1, vantage="home")
    others = [
        kit.results("." * 40 + "x" * 20, every=10, start=start, vantage=vantage)
        for start, vantage in ((3, "eu-west"), (6, "ap-south"))
    ]
    seen = kit.run(Judge("borealis", rules), kit.merged(blind, *others), 10)
    assert kit.changes(seen)[0] == "api opened"
    assert seen[-1].state.state is State.OUTAGE


def watch(line, probe="canary", vantage="home", surface=Surface.API, account=None):
    """What is remembered of a probe: a result a second, x for a failure."""
    seen = ProbeWatch(probe, vantage, surface, 60, Stream.new(Rules()), account=account)
    for at_s, char in enumerate(line):
        if char != " ":
            seen.remember(1000 * at_s, char == "x")
    return seen


def scene(*watches, blind=(), **thresholds):
    scope = ScopeWatch()
    for one in watches:
        of = scope.surfaces.setdefault(one.surface, SurfaceWatch(Budget(0)))
        of.probes[one.source] = one
    sights = {vantage: Sight(blind=Outcome.BLIND) for vantage in blind} | {"seeing": Sight()}
    return ScopeScene(scope, sights, Rules(**thresholds))


@pytest.mark.parametrize(
    ("watches", "is_down"),
    [
        ([watch("xx")], False),
        ([watch("xxx")], True),
        ([watch("xxxxxxxxx.")], True),
        ([watch("xxxxxxxx.")], False),
        ([watch("xx"), watch("x", "b")], True),
        ([watch("xxx"), watch(".", "b")], False),
        ([watch("xxx"), watch("...", "edge", surface=Surface.EDGE)], True),
        ([watch("xx"), watch("...", "edge", surface=Surface.EDGE)], False),
        ([watch(".."), watch("xxx", "edge", surface=Surface.EDGE)], False),
        ([watch(""), watch("xxx", "edge", surface=Surface.EDGE)], True),
        ([watch("xxx"), watch("...", vantage="eu")], False),
        ([watch("xxx"), watch("xxx", vantage="eu"), watch("...", vantage="ap")], True),
        ([watch("xxx", vantage="blind")], False),
        ([watch("xxx"), watch("...", vantage="blind")], True),
        ([], False),
    ],
)
def test_it_is_down_where_nothing_that_counts_works(watches, is_down):
    assert scene(*watches, blind=["blind"]).is_down(0, False) is is_down


def test_an_outage_lasts_until_enough_works_again_and_old_results_say_nothing():
    half, line = scene(watch("xx..xx")), watch("...xxx")

    assert (half.is_down(0, False), half.is_down(0, True)) == (False, True)
    assert scene(watch("xx...xx")).is_down(0, True)
    assert scene(line).is_down(0, False) is False
    assert scene(line).is_down(3000, False) is True
    assert scene(line).is_down(4000, False) is False, "two failures are not enough"


def test_what_is_well_has_answered_since_then_and_serves_our_account():
    ill, well = watch("xxx"), watch("..x.", "b")
    away = [
        watch("...", "unpaid", account=Outcome.QUOTA),
        watch(".", "silent"),
        watch("..x", "failing"),
        watch("...", "unseen", vantage="blind"),
    ]

    found = scene(ill, well, *away, blind=["blind"])

    assert found.reach([ill.source], 2000) == Reach("in 1 of 2 probes", ("b",))
    assert found.reach([ill.source, away[3].source], 2000) == Reach("in 1 of 2 probes", ("b",))


def test_how_it_went_is_told_of_the_probes_that_count():
    canaries = [watch("xx.."), watch("..xx", vantage="eu"), watch("xxxx", vantage="blind")]

    found = scene(*canaries, watch("xxx", "edge", surface=Surface.EDGE), blind=["blind"])

    assert found.tally(1000) == "3 of the last 6 canaries failed"
    assert scene(*canaries).tally(3000) == "2 of the last 3 canaries failed"


@pytest.mark.parametrize(
    ("wanted", "seen_by", "may_open"),
    [(1, "a", True), (2, "a", False), (2, "ab", True), (3, "ab", True), (3, "a", False)],
)
def test_an_incident_opens_where_as_many_see_it_as_are_wanted_or_can(wanted, seen_by, may_open):
    watches = [watch("xxx", vantage=vantage) for vantage in ("a", "b", "blind")]
    found = scene(*watches, watch("xxx", "other", "b"), blind=["blind"], vantages_to_open=wanted)

    assert found.may_open([f"canary\t{vantage}" for vantage in seen_by]) is may_open
