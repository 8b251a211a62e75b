"""Whatever results come in, in whatever order and with whatever numbers: the judge stays sane."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.incident import Change, Scope, State
from incidents.judge import Judge
from incidents.rules import Rules
from probes.result import Outcome, Surface, Timings

YEAR_S = 366 * 86_400.0
ODD = st.one_of(
    st.none(),
    st.floats(),
    st.sampled_from([math.nan, math.inf, -math.inf, -5.0, 0.0, 1e300]),
)


@st.composite
def odd_results(draw: st.DrawFn, kit):
    """Results that jump in time, come twice, lie in the future, with impossible numbers."""
    at_s, made = 0.0, []
    for _ in range(draw(st.integers(1, 80))):
        at_s += draw(st.sampled_from([0.0, 1.0, 10.0, 10.0, 60.0, -30.0, -YEAR_S, YEAR_S]))
        char = draw(st.sampled_from(kit.chars))
        surface = draw(st.sampled_from([Surface.API, Surface.EDGE, Surface.OAUTH]))
        one = kit.result(
            char, at_s, probe=f"p{draw(st.integers(0, 3))}/{surface}", surface=surface,
            vantage=draw(st.sampled_from(["home", "away"])),
        )  # fmt: skip
        timings = Timings(ttft_ms=draw(ODD), total_ms=draw(ODD), tokens_per_s=draw(ODD))
        made.append(replace(one, timings=timings) if draw(st.booleans()) else one)
        if draw(st.integers(0, 4)) == 0:
            made.append(made[draw(st.integers(0, len(made) - 1))])
    return made


@given(data=st.data())
@settings(max_examples=80, deadline=None)
def test_states_stay_sane_and_nothing_raises(kit, data):
    rules = Rules(preset="fast", warm_up_results=3, quiet_s=30, accept_after_s=120)
    judge = Judge("p", rules)
    is_open = dict.fromkeys(Scope, False)
    for one in data.draw(odd_results(kit)):
        judgement = judge.step(one, every_s=10)
        assert judgement.state.state in State
        assert judgement.state.sentence
        assert judgement.state.since_ms <= judgement.state.judged_at_ms
        assert all(0 < look.after_s < 60 for look in judgement.look_again)
        for each in judgement.transitions:
            incident = each.incident
            opens = each.change in (Change.OPENED, Change.REOPENED)
            assert is_open[incident.scope] is not opens
            is_open[incident.scope] = each.change is not Change.CLOSED
            assert incident.started_at_ms <= incident.detected_at_ms
            if incident.ended_at_ms is not None:
                assert incident.started_at_ms <= incident.ended_at_ms <= incident.closed_at_ms
            assert "nan" not in incident.sentence
    # And all of it can be kept.
    assert Judge("p", rules, judge.snapshot()).snapshot() == judge.snapshot()


def test_failing_from_the_first_result_on_is_an_outage(kit, quick):
    judgements = kit.run(Judge("p", quick), kit.results("x" * 8, every=10), 10)
    assert kit.changes(judgements) == ["api opened"]
    assert judgements[-1].state.state is State.OUTAGE


def test_a_year_of_silence_neither_ends_nor_makes_an_incident(kit, quick):
    well, ill = kit.results("." * 30, every=10), kit.results("x" * 8, every=10, start=300)
    much_later = kit.results("." * 5, every=10, start=YEAR_S)
    assert kit.changes(kit.run(Judge("p", quick), [*well, *much_later], 10)) == []
    judgements = kit.run(Judge("p", quick), [*well, *ill, *much_later], 10)
    assert kit.changes(judgements)[0] == "api opened"
    assert judgements[-1].state.state is not State.UNKNOWN


def test_probes_that_come_and_go_in_an_incident_leave_it_one_incident(kit, quick):
    old = kit.results("." * 30 + "x" * 20, every=10, probe="old")
    new = kit.results("x" * 10 + "." * 60, every=10, probe="new", start=450)
    judgements = kit.run(Judge("p", quick), kit.merged(old, new), 10)
    transitions = kit.transitions(judgements)
    assert len({each.incident.id for each in transitions}) == 1


@pytest.mark.parametrize("jump_s", [-3600.0, 3600.0, -YEAR_S, YEAR_S])
def test_a_clock_that_jumps_opens_nothing(kit, quick, jump_s):
    before = kit.results("." * 40, every=10)
    after = kit.results("." * 40, every=10, start=400 + jump_s)
    assert kit.changes(kit.run(Judge("p", quick), [*before, *after], 10)) == []


def test_the_same_result_twice_is_no_second_failure_of_weight(kit):
    judge = Judge("p", Rules())
    kit.run(judge, kit.results("." * 30), 60)
    twice = [kit.result("x", 1800)] * 3
    assert kit.changes(kit.run(judge, twice, 60)) == []
    assert Outcome.OK not in {one.outcome for one in twice}
