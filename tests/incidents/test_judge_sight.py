"""Where we cannot see, or the fault is ours, no provider is blamed."""

import pytest

from incidents.incident import State
from incidents.judge import Judge

QUIET = "." * 30


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
    assert {judgement.state.state for judgement in judgements} == {State.OPERATIONAL}


@pytest.mark.parametrize(("every_s", "again"), [(60, [("canary", "home", 15)]), (15, [])])
def test_while_we_are_blind_a_probe_soon_looks_whether_we_still_are(kit, quick, every_s, again):
    judge = Judge("borealis", quick)
    (blind,) = kit.run(judge, kit.results("B"), every_s)
    assert [(look.probe, look.vantage, look.after_s) for look in blind.look_again] == again
    assert all(look.provider == "borealis" for look in blind.look_again)


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
