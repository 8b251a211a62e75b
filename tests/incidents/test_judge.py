"""What people rely on: when incidents open, what they are called, and when they end."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.incident import Change, Facet, Scope, State
from incidents.judge import Judge
from incidents.rules import Rules
from incidents.snapshot import Snapshot
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


def test_before_any_result_that_decides_nothing_is_known(kit, quick):
    (judgement,) = kit.run(Judge("borealis", quick), kit.results("-"))
    assert judgement.state.state is State.UNKNOWN
    assert judgement.state.sentence == "no result yet"


def test_losing_our_network_is_unknown_and_gathers_no_evidence(kit, quick):
    line = QUIET + "xx" + "B" * 20 + "xx" + QUIET
    judgements = kit.run(Judge("borealis", quick), kit.results(line, every=10), 10)
    assert kit.changes(judgements) == []
    blind = judgements[len(QUIET) + 10].state
    assert blind.state is State.UNKNOWN
    assert blind.sentence == "this machine cannot reach the internet"


def test_the_tail_end_of_blindness_is_not_the_providers(kit, quick):
    line = QUIET + "BBBBcc" + "BBBBcc" * 5 + QUIET
    judgements = kit.run(Judge("borealis", quick), kit.results(line, every=10), 10)
    assert kit.changes(judgements) == []


def test_an_incident_that_we_cannot_see_stands_open(kit, quick):
    line = QUIET + "x" * 10 + "D" * 50
    judgements = kit.run(Judge("borealis", quick), kit.results(line, every=10), 10)
    assert kit.changes(judgements) == ["api opened"]
    assert judgements[-1].state.state is State.UNKNOWN
    assert judgements[-1].state.sentence.startswith(
        "this machine cannot resolve names; an incident stands open and we cannot see: "
    )


def test_one_blind_vantage_of_two_blinds_nobody(kit, quick):
    home = kit.results("." * 20 + "B" * 20, every=10)
    away = kit.results("." * 40, every=10, start=5, vantage="eu-west")
    judgements = kit.run(Judge("borealis", quick), kit.merged(home, away), 10)
    assert judgements[-1].state.state is State.OPERATIONAL


def test_an_incident_says_from_how_many_vantages_it_was_seen(kit, quick):
    home = kit.results("." * 40 + "x" * 20, every=10)
    away = kit.results("." * 60, every=10, start=5, vantage="eu-west")
    judgements = kit.run(Judge("borealis", quick), kit.merged(home, away), 10)
    assert "seen from 1 of 2 vantages (home alone)" in judgements[-1].state.sentence
    assert judgements[-1].state.sentence.endswith("; still well: all of it from eu-west")


def test_a_rejected_key_is_ours_and_clears_with_the_next_answer(kit, quick):
    judge = Judge("borealis", quick)
    judgements = kit.run(judge, kit.results(QUIET + "K" * 50, every=10), 10)
    assert kit.changes(judgements) == []
    assert judgements[-1].state.state is State.ACCOUNT
    assert judgements[-1].state.sentence == (
        'our key was rejected (probe "canary"): not the provider\'s fault'
    )
    (after,) = kit.run(judge, kit.results(".", start=900), 10)
    assert after.state.state is State.OPERATIONAL


def test_an_incident_outranks_an_account_fault(kit, quick):
    dead = kit.results(QUIET + "x" * 10, every=10, probe="model-a")
    ours = kit.results(QUIET + "Q" * 10, every=10, probe="model-b", start=5)
    judgements = kit.run(Judge("borealis", quick), kit.merged(dead, ours), 10)
    assert judgements[-1].state.state is State.OUTAGE


def test_what_is_usual_is_not_learned_from_an_incident(kit, quick):
    judge = Judge("borealis", quick)
    kit.run(judge, kit.results(QUIET * 4, every=10), 10)
    kit.run(judge, kit.results("l" * 200, every=10, start=1200), 10)
    (state,) = kit.run(judge, [kit.result("l", 3300)], 10)
    assert "(usually 0." in state.state.sentence


# -- properties


def line_of(chars: str, most: int = 150) -> st.SearchStrategy[str]:
    return st.text(alphabet=chars, max_size=most)


@given(ok=st.integers(min_value=0, max_value=600), every=st.sampled_from([2.0, 60.0, 900.0]))
@settings(max_examples=15, deadline=None)
def test_no_stream_of_good_results_opens_an_incident(kit, ok, every):
    judgements = kit.run(Judge("p", Rules()), kit.results("." * ok, every=every), every)
    assert kit.changes(judgements) == []
    assert all(judgement.state.state is State.OPERATIONAL for judgement in judgements)


@given(line=line_of(".KQMBDi-"))
@settings(max_examples=60, deadline=None)
def test_faults_that_are_ours_never_open_an_incident(kit, line):
    assert kit.changes(kit.run(Judge("p", Rules()), kit.results(line, every=10), 10)) == []


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[str, Surface, str]]:
    """Runs of trouble and peace over several probes: (probe, surface, char) in turn."""
    probes = [
        ("canary", Surface.API),
        ("canary-2", Surface.API),
        ("reach", Surface.EDGE),
        ("login", Surface.OAUTH),
    ]
    history: list[tuple[str, Surface, str]] = []
    for char, length in draw(
        st.lists(st.tuples(st.sampled_from(".lhwsxoctrbaKB-"), st.integers(1, 40)), max_size=12)
    ):
        for _ in range(length):
            probe, surface = probes[draw(st.integers(0, 3))]
            history.append((probe, surface, char))
    return history


def timeline(kit, history, every=5.0):
    return [
        kit.result(char, index * every, probe=probe, surface=surface)
        for index, (probe, surface, char) in enumerate(history)
    ]


@given(history=histories())
@settings(max_examples=60, deadline=None)
def test_transitions_of_a_scope_alternate_and_their_times_are_in_order(kit, history):
    rules = Rules(preset="fast", warm_up_results=5, quiet_s=60, accept_after_s=300)
    judgements = kit.run(Judge("p", rules), timeline(kit, history), 30)
    is_open = dict.fromkeys(Scope, False)
    for one in kit.transitions(judgements):
        incident = one.incident
        opens = one.change in (Change.OPENED, Change.REOPENED)
        assert is_open[incident.scope] is not opens
        is_open[incident.scope] = one.change is not Change.CLOSED
        assert incident.is_open is is_open[incident.scope]
        assert incident.started_at_ms <= incident.detected_at_ms <= one.at_ms
        assert len(set(incident.facets)) == len(incident.facets) > 0
        if incident.closed_at_ms is not None:
            assert incident.started_at_ms <= incident.ended_at_ms <= incident.closed_at_ms
            assert incident.closed_at_ms == one.at_ms


@given(history=histories(), cut=st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_a_judge_restored_from_json_goes_on_as_if_never_killed(kit, history, cut):
    rules = Rules(preset="fast", warm_up_results=5, quiet_s=60)
    whole = timeline(kit, history)
    at = round(cut * len(whole))
    steady = Judge("p", rules)
    expected = kit.run(steady, whole, 30)
    first = Judge("p", rules)
    judged = kit.run(first, whole[:at], 30)
    saved = first.snapshot()
    # A database tells what it knows of the probes in an order of its own.
    second = Judge("p", rules, Snapshot(saved.rest, dict(reversed(saved.watches.items()))))
    judged += kit.run(second, whole[at:], 30)
    assert judged == expected
    assert second.snapshot() == steady.snapshot()


@given(history=histories(), saves=st.lists(st.booleans(), min_size=1, max_size=7))
@settings(max_examples=60, deadline=None)
def test_what_is_unsaved_brings_what_was_saved_up_to_date(kit, history, saves):
    rules = Rules(
        preset="fast",
        warm_up_results=5,
        quiet_s=60,
        accept_after_s=300,
        forget_probe_after_s=120,
    )
    judge, saved = Judge("p", rules), {}
    for number, result in enumerate(timeline(kit, history)):
        judge.step(result, every_s=30)
        if saves[number % len(saves)]:
            unsaved = judge.unsaved()
            saved = {**({} if unsaved.is_whole else saved), **unsaved.watches}
            assert Snapshot(unsaved.rest, saved) == judge.snapshot()


def test_a_result_in_peace_leaves_only_its_own_probe_unsaved(kit):
    judge = Judge("p", Rules())
    line = kit.merged(*(kit.results("." * 9, probe=f"canary-{n}", start=n) for n in range(20)))
    kit.run(judge, line)
    assert len(judge.unsaved().watches) == 20
    kit.run(judge, kit.results(".", probe="canary-7", start=600))
    (changed,) = judge.unsaved().watches
    assert "canary-7" in changed


def test_the_snapshot_does_not_grow_with_history(kit, quick):
    judge = Judge("p", quick)
    chars = QUIET + "xoctrba" + "l" * 30 + "." * 60
    kit.run(judge, kit.results(chars * 2, every=10), 10)
    early = _size(judge.snapshot())
    kit.run(judge, kit.results(chars * 20, every=10, start=10_000), 10)
    assert _size(judge.snapshot()) < early * 1.2


def _size(snapshot: Snapshot) -> int:
    return len(snapshot.rest) + sum(map(len, snapshot.watches.values()))
