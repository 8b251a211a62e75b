"""A judge's memory on disk: what is refused, and how people are told."""

import json

import pytest

from incidents.judge import Judge
from incidents.rules import Rules


def test_a_snapshot_of_another_version_is_refused_with_the_remedy():
    with pytest.raises(ValueError, match=r"version 0, .* version 1: rebuild it .*brownout replay"):
        Judge("p", Rules(), {"version": 0})


def test_a_damaged_snapshot_is_refused_and_says_where(kit):
    judge = Judge("p", Rules())
    kit.run(judge, kit.results("..."))
    snapshot = json.loads(json.dumps(judge.snapshot()))
    snapshot["scopes"]["api"]["surfaces"]["api"]["budget"]["tokens"] = "many"
    with pytest.raises(ValueError, match=r"damaged at scopes\.api\.surfaces\.api\.budget\.tokens"):
        Judge("p", Rules(), snapshot)


def test_a_snapshot_is_not_changed_by_the_judge_that_wrote_it(kit):
    judge = Judge("p", Rules())
    kit.run(judge, kit.results("..x"))
    snapshot = judge.snapshot()
    before = json.dumps(snapshot)
    kit.run(judge, kit.results("xxx", start=300))
    assert json.dumps(snapshot) == before
