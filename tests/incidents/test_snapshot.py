"""A judge's memory on disk: that no restart changes a judgement, and what is refused."""

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.incident import Scope
from incidents.judge import Judge
from incidents.rules import Rules
from incidents.snapshot import Snapshot
from probes.result import Surface
from tests.incidents.histories import histories, timeline


def test_a_snapshot_of_another_version_is_refused_with_the_remedy():
    with pytest.raises(ValueError, match=r"version 0, .* version 1: rebuild it .*brownout replay"):
        Judge("p", Rules(), Snapshot('{"version": 0}'))


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (
            {"scopes": {"api": {"surfaces": {"api": {"budget": {"tokens": "many"}}}}}},
            "the judge's snapshot is damaged at scopes.api.surfaces.api.budget.tokens (Input "
            "should be a valid number, unable to parse string as a number): "
            "rebuild it from the results with `brownout replay`",
        ),
        ({"scopes": {"api": {"surfaces": {"api": None}}}}, "damaged at scopes.api.surfaces.api ("),
        ({"scopes": {"api": []}}, "damaged at scopes.api ("),
        ({"scopes": None}, "damaged at scopes ("),
    ],
)
def test_a_damaged_snapshot_is_refused_and_says_where(damage, told):
    with pytest.raises(ValueError, match=re.escape(told)):
        Judge("p", Rules(), Snapshot(json.dumps({"version": 1, **damage})))


@pytest.mark.parametrize("damage", ["", "{", "[]", "null", '{"probe": 7}'])
def test_damage_to_what_is_known_of_one_probe_is_refused_and_says_of_which(kit, damage):
    judge = Judge("p", Rules())
    kit.run(judge, kit.results("...", probe="my canary"))
    snapshot = judge.snapshot()
    (key,) = snapshot.watches
    with pytest.raises(ValueError, match=r"damaged at api\.my canary\.home"):
        Judge("p", Rules(), replace(snapshot, watches={key: damage}))


def test_what_is_known_of_a_probe_is_kept_apart_so_that_a_result_writes_but_its_own(kit):
    judge = Judge("p", Rules())
    kit.run(judge, [kit.result(".", 0, probe=name) for name in ("one", "other")])
    judge.unsaved()
    kit.run(judge, [kit.result(".", 60, probe="one")])

    changed = judge.unsaved()

    assert [*changed.watches] == ["api\tone\thome"]
    assert not changed.is_whole
    assert "one" not in changed.rest
    assert "other" not in changed.rest


@pytest.mark.parametrize("scopes", [{}, {"api": {"surfaces": {}}}])
def test_a_probe_of_a_surface_that_nothing_else_is_known_of_is_damage(kit, scopes):
    judge = Judge("p", Rules())
    kit.run(judge, kit.results("..."))
    rest = json.loads(judge.snapshot().rest) | {"scopes": scopes}
    with pytest.raises(ValueError, match=r"damaged .*'canary'.* surface api"):
        Judge("p", Rules(), replace(judge.snapshot(), rest=json.dumps(rest)))


@pytest.mark.parametrize(
    "untold", [("number",), ("number", "surface")], ids=["schema 0014", "schema 0007"]
)
def test_a_snapshot_that_holds_its_probes_with_the_rest_is_read_as_before(kit, untold):
    judge = Judge("p", Rules())
    probes = [("b", Surface.API), ("a", Surface.API), ("c", Surface.EDGE), ("d", Surface.OAUTH)]
    lines = [kit.results("..", probe=name, surface=surface) for name, surface in probes]
    kit.run(judge, kit.merged(*lines))
    snapshot = judge.snapshot()
    rest = json.loads(snapshot.rest)
    del rest["enrolled"]
    for key, text in snapshot.watches.items():
        surface, source = key.split("\t", 1)
        known = {name: value for name, value in json.loads(text).items() if name not in untold}
        scope = rest["scopes"][Scope.of(Surface(surface))]
        scope["surfaces"][surface].setdefault("probes", {})[source] = known
    assert Judge("p", Rules(), Snapshot(json.dumps(rest))).snapshot() == snapshot


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


def test_what_is_unsaved_tells_of_all_that_befell_other_probes(kit):
    rules = Rules(warm_up_results=5, quiet_s=60, accept_after_s=300, forget_probe_after_s=120)
    lines = [
        kit.results(line, every=10, start=place, probe=name, surface=surface, vantage=vantage)
        for place, (name, surface, vantage, line) in enumerate(
            (
                ("a", Surface.API, "home", "." * 20 + "x" * 9 + "." * 30 + "x.BB" + "l" * 60),
                ("b", Surface.API, "home", "." * 20 + "x" * 9 + "." * 30 + "x.BBK" + "." * 60),
                ("gone", Surface.API, "home", "." * 20 + "x" * 9 + "." * 15),
                ("login", Surface.OAUTH, "away", "." * 55 + "x" * 20 + "." * 5 + " " * 60 + "."),
            )
        )
    ]
    judge, saved = Judge("p", rules), {}
    for result in kit.merged(*lines):
        judge.step(result, every_s=10)
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
    chars = "." * 30 + "xoctrba" + "l" * 30 + "." * 60
    kit.run(judge, kit.results(chars * 2, every=10), 10)
    early = _size(judge.snapshot())
    kit.run(judge, kit.results(chars * 20, every=10, start=10_000), 10)
    assert _size(judge.snapshot()) < early * 1.2


def _size(snapshot: Snapshot) -> int:
    return len(snapshot.rest) + sum(map(len, snapshot.watches.values()))
