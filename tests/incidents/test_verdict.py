"""The one sentence at the top."""

from dataclasses import replace

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
    assert verdict(states[:1]) == f"We are blind: {reason}."


def test_one_that_is_seen_is_told_though_the_others_are_not():
    states = [state("a", State.UNKNOWN, wording.BLIND), state("b", State.UNKNOWN, "odd")]
    assert verdict(states) == "a and b cannot be seen."
    assert verdict([state("a", State.OUTAGE, wording.BLIND)]) == "a is down."


@pytest.mark.parametrize(
    ("what", "sentence", "one", "two"),
    [
        (State.ACCOUNT, "", "does not serve our account", "do not serve our account"),
        (State.MAINTENANCE, "", "is in maintenance", "are in maintenance"),
        (State.UNKNOWN, wording.NO_RESULT_YET, "has no result yet", "have no result yet"),
        (State.UNKNOWN, "asleep", "cannot be seen", "cannot be seen"),
        (State.BROWNOUT, "", "is browned out", "are browned out"),
    ],
)
def test_what_is_no_outage_has_words_of_its_own(what, sentence, one, two):
    states = [state(name, what, sentence) for name in "ab"]
    assert verdict([*WELL, states[0]]) == f"a {one}."
    assert verdict([*states, *WELL]) == f"a and b {two}."


@pytest.mark.parametrize(
    ("scope", "what", "one", "two"),
    [
        (Scope.LOGIN, State.OUTAGE, "lets nobody log in", "let nobody log in"),
        (Scope.LOGIN, State.BROWNOUT, "has login trouble", "have login trouble"),
        (Scope.DEPENDENCY, State.OUTAGE, "has failing checks", "have failing checks"),
        (Scope.DEPENDENCY, State.BROWNOUT, "has troubled checks", "have troubled checks"),
        (Scope.API, State.OUTAGE, "fails in part", "fail in part"),
    ],
)
def test_what_is_broken_is_said_rather_than_that_it_is(scope, what, one, two):
    troubles = [incident(name, Facet.ERRORS, scope, what) for name in "ab"]
    states = [state(name, State.BROWNOUT) for name in "ab"]
    assert verdict([*WELL, states[0]], troubles) == f"a {one}."
    assert verdict([*states, *WELL], troubles) == f"a and b {two}."


def test_a_dependency_in_trouble_while_the_api_works_is_beside_it():
    trouble = incident("a", Facet.ERRORS, Scope.DEPENDENCY, State.OUTAGE)
    sentence = wording.standing({Scope.DEPENDENCY: trouble}, {Scope.API, Scope.DEPENDENCY})

    states = [state(name, State.BROWNOUT, sentence) for name in "ab"]
    troubles = [trouble, replace(trouble, provider="b")]
    assert verdict(states[:1], troubles) == "a has trouble beside the API."
    assert verdict(states, troubles) == "a and b have trouble beside the API."


def test_of_several_incidents_the_api_comes_first():
    beside, own = incident("a", Facet.ERRORS, Scope.DEPENDENCY), incident("a", Facet.LATENCY)
    for incidents in ([beside, own], [own, beside]):
        assert verdict([state("a", State.BROWNOUT)], incidents) == "a is slow."


def test_an_incident_that_names_no_facet_is_a_brownout():
    unnamed = replace(incident("a", Facet.LATENCY), facets=())
    assert verdict([state("a", State.BROWNOUT)], [unnamed]) == "a is browned out."


def test_incidents_of_others_and_of_the_past_say_nothing_of_it():
    over = replace(incident("a", Facet.LATENCY), ended_at_ms=1, closed_at_ms=1)
    of_another = incident("b", Facet.LATENCY)
    assert verdict([state("a", State.BROWNOUT)], [over, of_another]) == "a is browned out."


@pytest.mark.parametrize("facet", list(Facet))
def test_every_facet_has_its_words(facet):
    said = verdict([state("a", State.BROWNOUT)], [incident("a", facet)])
    assert said.startswith("a ")
    assert "browned" not in said
