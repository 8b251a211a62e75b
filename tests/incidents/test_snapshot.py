"""A judge's memory on disk: what is refused, and how people are told."""

import json
from dataclasses import replace

import pytest

from incidents.judge import Judge
from incidents.rules import Rules
from incidents.snapshot import Snapshot


def test_a_snapshot_of_another_version_is_refused_with_the_remedy():
    with pytest.raises(ValueError, match=r"version 0, .* version 1: rebuild it .*brownout replay"):
        Judge("p", Rules(), Snapshot('{"version": 0}'))


def test_a_damaged_snapshot_is_refused_and_says_where(kit):
    judge = Judge("p", Rules())
    kit.run(judge, kit.results("..."))
    snapshot = judge.snapshot()
    rest = json.loads(snapshot.rest)
    rest["scopes"]["api"]["surfaces"]["api"]["budget"]["tokens"] = "many"
    with pytest.raises(ValueError, match=r"damaged at scopes\.api\.surfaces\.api\.budget\.tokens"):
        Judge("p", Rules(), replace(snapshot, rest=json.dumps(rest)))


@pytest.mark.parametrize("damage", ["", "{", "[]", "null", '{"probe": 7}'])
def test_damage_to_what_is_known_of_one_probe_is_refused_and_says_of_which(kit, damage):
    judge = Judge("p", Rules())
    kit.run(judge, kit.results("..."))
    snapshot = judge.snapshot()
    (key,) = snapshot.watches
    with pytest.raises(ValueError, match=r"damaged at api\.canary\.home"):
        Judge("p", Rules(), replace(snapshot, watches={key: damage}))


def test_a_probe_of_a_surface_that_nothing_else_is_known_of_is_damage(kit):
    judge = Judge("p", Rules())
    kit.run(judge, kit.results("..."))
    rest = json.loads(judge.snapshot().rest)
    rest["scopes"]["api"]["surfaces"] = {}
    with pytest.raises(ValueError, match=r"damaged .*'canary'.* surface api"):
        Judge("p", Rules(), replace(judge.snapshot(), rest=json.dumps(rest)))


def test_a_snapshot_that_holds_its_probes_with_the_rest_is_read_as_before(kit):
    judge = Judge("p", Rules())
    kit.run(judge, kit.merged(*(kit.results("..", probe=name) for name in ("b", "a", "c"))))
    snapshot = judge.snapshot()
    rest = json.loads(snapshot.rest)
    probes = {key.partition("\t")[2]: json.loads(text) for key, text in snapshot.watches.items()}
    for probe in probes.values():
        del probe["number"]
    del rest["enrolled"]
    rest["scopes"]["api"]["surfaces"]["api"]["probes"] = probes
    assert Judge("p", Rules(), Snapshot(json.dumps(rest))).snapshot() == snapshot
