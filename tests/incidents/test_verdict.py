"""The one sentence at the top."""

import pytest

from incidents import wording
from incidents.incident import Facet, Incident, ProviderState, Scope, State
from incidents.verdict import verdict


def state(provider, what, sentence=""):
    return ProviderState(
        provider=provider, state=what, since_ms=0, sentence=sentence, judged_at_ms=0
    )


def incident(provider, facet, scope=Scope.API, what=State.BROWNOUT):
    return Incident(
        id="x",
        provider=provider,
        scope=scope,
        state=what,
        worst=what,
        facets=(facet,),
        sentence="",
        started_at_ms=0,
        detected_at_ms=0,
    )


WELL = [state(name, State.OPERATIONAL) for name in ("aurora", "zephyr")]


def test_all_well_is_said_with_how_many():
    assert verdict(WELL) == "All 2 providers are well."
    assert verdict(WELL[:1]) == "The provider is well."
    assert verdict([]) == "Nothing is watched yet."


def test_the_worst_comes_first_and_incidents_make_it_precise():
    states = [*WELL, state("cirrus", State.BROWNOUT), state("borealis", State.OUTAGE)]
    said = verdict(states, [incident("cirrus", Facet.LATENCY)])
    assert said == "borealis is down; cirrus is slow."


def test_providers_in_like_trouble_share_a_clause():
    states = [state(name, State.OUTAGE) for name in ("a", "b", "c")]
    assert verdict([*states, *WELL]) == "a, b and c are down."


def test_a_login_outage_is_not_called_down():
    login = incident("cirrus", Facet.AUTH, Scope.LOGIN, State.OUTAGE)
    assert (
        verdict([*WELL, state("cirrus", State.BROWNOUT)], [login]) == "cirrus lets nobody log in."
    )


@pytest.mark.parametrize("reason", [wording.BLIND, wording.CANNOT_RESOLVE])
def test_blindness_is_ours_and_said_so(reason):
    states = [state("a", State.UNKNOWN, reason), state("b", State.UNKNOWN, reason)]
    assert verdict(states) == f"We are blind: {reason}."


def test_an_account_fault_is_not_the_providers():
    assert verdict([*WELL, state("a", State.ACCOUNT)]) == "a does not serve our account."


@pytest.mark.parametrize("facet", list(Facet))
def test_every_facet_has_its_words(facet):
    said = verdict([state("a", State.BROWNOUT)], [incident("a", facet)])
    assert said.startswith("a ")
    assert "browned" not in said
