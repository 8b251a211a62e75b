"""Whatever the results, and in whatever order: what holds of every incident."""

from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.incident import Change, Scope, State
from incidents.judge import Judge
from incidents.rules import Rules
from tests.incidents.histories import histories, timeline


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
