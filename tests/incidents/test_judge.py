"""What people rely on: when incidents open, what they are called, and when they end."""

import pytest

from incidents.incident import Change, Facet, State
from incidents.judge import Judge
from incidents.rules import Rules
from incidents.verdict import verdict
from probes.result import Surface

QUIET = "." * 30


def test_a_hard_outage_is_opened_as_one_and_its_start_is_dated_back(kit, quick):
    judgements = kit.run(Judge("borealis", quick), kit.results(QUIET + "xxxxx", every=10), 10)
    assert kit.changes(judgements) == ["api opened"]
    (opened,) = kit.transitions(judgements)
    assert opened.incident.state is State.OUTAGE
    assert opened.incident.facets == (Facet.ERRORS,)
    first_failure_ms = kit.start_ms + 300_000
    assert opened.incident.started_at_ms == first_failure_ms - 5_000
    assert opened.incident.detected_at_ms <= first_failure_ms + 31_000
    assert judgements[-1].state.state is State.OUTAGE
    assert judgements[-1].state.since_ms == opened.incident.started_at_ms


@pytest.mark.parametrize("blip", ["x", "xx", "c", "w", "r", "rr", "l", "ll", "h"])
def test_a_blip_is_no_incident(kit, quick, blip):
    line = QUIET + blip + QUIET
    judgements = kit.run(Judge("borealis", quick), kit.results(line, every=10), 10)
    assert kit.changes(judgements) == []
    assert judgements[-1].state.state is State.OPERATIONAL


def test_three_different_probes_failing_within_seconds_are_an_incident(kit):
    judge = Judge("borealis", Rules())
    peace = [
        kit.results(QUIET, probe=name, surface=surface, start=offset)
        for name, surface, offset in (
            ("reach", Surface.EDGE, 0),
            ("key", Surface.AUTH, 2),
            ("canary", Surface.API, 4),
        )
    ]
    trouble = [
        kit.result("c", 1800, probe="reach", surface=Surface.EDGE),
        kit.result("c", 1802, probe="key", surface=Surface.AUTH),
        kit.result("c", 1804, probe="canary"),
    ]
    assert kit.changes(kit.run(judge, kit.merged(*peace))) == []
    judgements = kit.run(judge, trouble)
    assert kit.changes(judgements) == ["api opened"]
    assert judgements[-1].state.state is State.OUTAGE
    assert judgements[-1].state.sentence == (
        "3 of the last 3 checks could not connect (usually 0.3 %), everywhere, "
        "since 14:42:52 UTC (seen 14:43:20 to 14:43:24)"
    )


def test_three_failures_of_one_probe_within_seconds_are_still_a_blip(kit):
    judge = Judge("borealis", Rules())
    line = kit.results(QUIET) + kit.results("xxx", every=2, start=1800)
    assert kit.changes(kit.run(judge, line)) == []


def test_the_reachable_edge_of_a_dead_api_does_not_soften_an_outage(kit, quick):
    edge = kit.results("." * 60, every=10, probe="reach", surface=Surface.EDGE, start=3)
    api = kit.results("." * 40 + "x" * 20, every=10)
    judgements = kit.run(Judge("borealis", quick), kit.merged(edge, api), 10)
    assert kit.changes(judgements) == ["api opened"]
    assert judgements[-1].state.state is State.OUTAGE


def test_an_api_that_answers_behind_a_dead_edge_is_a_brownout(kit, quick):
    edge = kit.results("." * 40 + "c" * 20, every=10, probe="reach", surface=Surface.EDGE)
    api = kit.results("." * 60, every=10, start=3)
    judgements = kit.run(Judge("borealis", quick), kit.merged(edge, api), 10)
    assert kit.transitions(judgements)[-1].incident.state is State.BROWNOUT
    assert judgements[-1].state.state is State.BROWNOUT


def test_one_dead_model_of_two_is_a_brownout_that_names_the_probe(kit, quick):
    good = kit.results("." * 60, every=10, probe="model-a")
    dead = kit.results("." * 40 + "o" * 20, every=10, probe="model-b", start=5)
    judgements = kit.run(Judge("borealis", quick), kit.merged(good, dead), 10)
    assert judgements[-1].state.state is State.BROWNOUT
    assert 'runs of "model-b" failed with overloaded' in judgements[-1].state.sentence


def test_a_login_outage_is_an_incident_of_its_own_beside_a_healthy_api(kit, quick):
    api = kit.results("." * 60, every=10)
    login = kit.results(
        "." * 40 + "a" * 20, every=10, probe="login", surface=Surface.OAUTH, start=5
    )
    judgements = kit.run(Judge("borealis", quick), kit.merged(api, login), 10)
    assert kit.changes(judgements) == ["login opened"]
    incident = kit.transitions(judgements)[0].incident
    assert (incident.state, incident.facets) == (State.OUTAGE, (Facet.AUTH,))
    assert judgements[-1].state.state is State.BROWNOUT
    assert judgements[-1].state.sentence.startswith("login is down while the API works: ")


@pytest.mark.parametrize("surface", [Surface.DEPENDENCY, Surface.OAUTH])
def test_what_has_no_api_is_down_when_all_that_is_watched_of_it_is(kit, quick, surface):
    index = kit.results("." * 40 + "c" * 20, every=10, probe="search index", surface=surface)

    state = kit.run(Judge("our-search", quick), index, 10)[-1].state

    assert state.state is State.OUTAGE
    assert "API" not in state.sentence


def test_beside_a_working_api_a_dependency_that_is_down_is_no_outage(kit, quick):
    api = kit.results("." * 60, every=10)
    index = kit.results(
        "." * 40 + "c" * 20, every=10, probe="index", surface=Surface.DEPENDENCY, start=5
    )

    judgements = kit.run(Judge("borealis", quick), kit.merged(api, index), 10)

    state, incident = judgements[-1].state, kit.transitions(judgements)[0].incident
    assert state.state is State.BROWNOUT
    assert state.sentence.startswith("a dependency is down while the API works: ")
    assert verdict([state], [incident]) == "borealis has trouble beside the API."


@pytest.mark.parametrize(
    ("line", "facet"),
    [
        ("xo" * 15, Facet.ERRORS),
        ("r" * 30, Facet.THROTTLING),
        ("b" * 15, Facet.TRUNCATION),
        ("a" * 15, Facet.AUTH),
        ("w" * 15, Facet.QUALITY),
        ("l" * 25, Facet.LATENCY),
        ("s" * 25, Facet.LATENCY),
        ("h" * 15, Facet.THROUGHPUT),
    ],
)
def test_an_incident_says_how_the_provider_browns_out(kit, quick, line, facet):
    judgements = kit.run(Judge("borealis", quick), kit.results(QUIET + line, every=10), 10)
    assert kit.transitions(judgements)[0].incident.facets == (facet,)


def test_slow_or_wrong_answers_alone_are_never_an_outage(kit, quick):
    line = QUIET + "wlws" * 30
    judgements = kit.run(Judge("borealis", quick), kit.results(line, every=10), 10)
    assert kit.transitions(judgements)
    assert all(one.incident.worst is State.BROWNOUT for one in kit.transitions(judgements))


def test_fourfold_latency_is_found_within_fifteen_answers_and_said_in_seconds(kit, quick):
    line = QUIET * 3 + "l" * 15
    judgements = kit.run(Judge("borealis", quick), kit.results(line, every=10), 10)
    (opened,) = kit.transitions(judgements)
    assert opened.incident.facets == (Facet.LATENCY,)
    assert opened.incident.sentence.startswith("first token takes 2.8 s (usually 0.")


def test_slowness_does_not_count_before_the_usual_speed_is_known(kit):
    judge = Judge("borealis", Rules(warm_up_results=100))
    assert kit.changes(kit.run(judge, kit.results("." * 20 + "l" * 60, every=60))) == []


def test_a_handshake_that_slows_by_less_than_a_tenth_of_a_second_is_not_slow(kit, quick):
    line = QUIET + "l" * 40
    timeline = kit.results(line, every=10, surface=Surface.EDGE, usual_ms=20.0)
    assert kit.changes(kit.run(Judge("borealis", quick), timeline, 10)) == []


def test_an_incident_closes_once_it_has_been_well_for_the_quiet_time(kit, quick):
    line = QUIET + "x" * 12 + "." * 40
    judgements = kit.run(Judge("borealis", quick), kit.results(line, every=10), 10)
    assert kit.changes(judgements) == ["api opened", "api eased", "api closed"]
    closed = kit.transitions(judgements)[-1].incident
    first_good_ms = kit.start_ms + 420_000
    assert closed.ended_at_ms == first_good_ms - 5_000
    assert 240_000 <= closed.closed_at_ms - closed.ended_at_ms <= 260_000
    assert judgements[-1].state.state is State.OPERATIONAL
    assert judgements[-1].state.since_ms == closed.ended_at_ms
    assert closed.sentence.startswith("well again since ")


def test_flapping_reopens_the_same_incident(kit, quick):
    line = QUIET + ("x" * 8 + "." * 32) * 3
    judgements = kit.run(Judge("borealis", quick), kit.results(line, every=10), 10)
    said = [one.change for one in kit.transitions(judgements)]
    assert said.count(Change.OPENED) == 1
    assert said.count(Change.REOPENED) == 2
    assert len({one.incident.id for one in kit.transitions(judgements)}) == 1


def test_trouble_long_after_a_close_is_a_new_incident(kit, quick):
    line = QUIET + "x" * 8 + "." * 120 + "x" * 8
    judgements = kit.run(Judge("borealis", quick), kit.results(line, every=10), 10)
    opened = [one for one in kit.transitions(judgements) if one.change is Change.OPENED]
    assert len({one.incident.id for one in opened}) == 2


def test_an_incident_widens_once_per_new_facet_and_says_both(kit, quick):
    line = QUIET + "x" * 6 + "l" * 40
    judgements = kit.run(Judge("borealis", quick), kit.results(line, every=10), 10)
    widened = [one for one in kit.transitions(judgements) if one.change is Change.WIDENED]
    assert [one.incident.facets for one in widened] == [(Facet.ERRORS, Facet.LATENCY)]
    assert "failed with server errors" in widened[0].incident.sentence
    assert "first token takes" in widened[0].incident.sentence


def test_a_brownout_that_turns_into_an_outage_escalates(kit, quick):
    line = QUIET + "x.x.x.x.x.x.x.x.x.x." + "x" * 20
    judgements = kit.run(Judge("borealis", quick), kit.results(line, every=10), 10)
    assert kit.changes(judgements) == ["api opened", "api escalated"]
    assert kit.transitions(judgements)[-1].incident.worst is State.OUTAGE


def test_answers_that_stay_slower_become_the_new_normal(kit, quick):
    line = QUIET + "l" * 500
    judgements = kit.run(Judge("borealis", quick), kit.results(line, every=10), 10)
    assert kit.changes(judgements) == ["api opened", "api closed"]
    closed = kit.transitions(judgements)[-1].incident
    assert closed.sentence.startswith("taken as the new normal after 1 h")


def test_wrong_answers_that_stay_become_the_new_normal(kit, quick):
    line = QUIET + "w.w" * 600
    judgements = kit.run(Judge("borealis", quick), kit.results(line, every=10), 10)
    assert kit.changes(judgements) == ["api opened", "api closed"]


def test_an_outage_never_becomes_the_new_normal(kit, quick):
    line = QUIET + "x" * 500
    judgements = kit.run(Judge("borealis", quick), kit.results(line, every=10), 10)
    assert kit.changes(judgements) == ["api opened"]


def test_a_removed_probe_does_not_hold_its_incident_open(kit, quick):
    gone = kit.results(QUIET + "x" * 10, every=10, probe="old")
    stays = kit.results("." * 400, every=10, probe="new", start=5)
    judgements = kit.run(Judge("borealis", quick), kit.merged(gone, stays), 10)
    closed = kit.transitions(judgements)[-1]
    assert closed.change is Change.CLOSED
    assert "no longer measured" in closed.incident.sentence


def test_a_night_asleep_forgets_nothing(kit, quick):
    before = kit.results(QUIET + "x" * 10, every=10)
    after = kit.results("x" * 3, every=10, start=36_000)
    judge = Judge("borealis", quick)
    assert kit.changes(kit.run(judge, before + after, 10)) == ["api opened"]


def test_suspicion_looks_again_soon_and_peace_does_not(kit):
    judge = Judge("borealis", Rules())
    peace = kit.run(judge, kit.results(QUIET))
    assert all(judgement.look_again == () for judgement in peace)
    (suspicious,) = kit.run(judge, [kit.result("x", 1800)])
    assert [look.after_s for look in suspicious.look_again] == [10]
    assert suspicious.state.state is State.OPERATIONAL


def test_looking_again_finds_a_hard_outage_within_two_minutes_at_one_probe_a_minute(kit):
    seen = kit.live(Judge("borealis", Rules()), lambda t: "x" if t > 3000 else ".", 4000)
    detected = [j.transitions[0] for _, j in seen if j.transitions]
    assert detected[0].incident.detected_at_ms - kit.start_ms < 3_120_000


def test_the_judge_never_asks_for_a_slower_cadence_than_the_probe_has(kit, quick):
    line = QUIET + "x" * 30 + QUIET
    judgements = kit.run(Judge("borealis", quick), kit.results(line, every=5), 5)
    assert {judgement.look_again for judgement in judgements} == {()}


def test_an_incident_says_from_how_many_vantages_it_was_seen(kit, quick):
    home = kit.results("." * 40 + "x" * 20, every=10)
    away = kit.results("." * 60, every=10, start=5, vantage="eu-west")
    judgements = kit.run(Judge("borealis", quick), kit.merged(home, away), 10)
    assert "seen from 1 of 2 vantages (home alone)" in judgements[-1].state.sentence
    assert judgements[-1].state.sentence.endswith("; still well: all of it from eu-west")


def test_what_is_usual_is_not_learned_from_an_incident(kit, quick):
    judge = Judge("borealis", quick)
    kit.run(judge, kit.results(QUIET * 4, every=10), 10)
    kit.run(judge, kit.results("l" * 200, every=10, start=1200), 10)
    (state,) = kit.run(judge, [kit.result("l", 3300)], 10)
    assert "(usually 0." in state.state.sentence
