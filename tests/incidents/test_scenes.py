"""Several vantages: who must see it, and what it is called."""

import pytest

from incidents.incident import State
from incidents.judge import Judge
from incidents.rules import Rules

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
