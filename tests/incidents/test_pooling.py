"""Whom a suspicious judge wants to ask next."""

from incidents.judge import Judge
from incidents.rules import Rules
from probes.result import Surface

PEACE = "." * 30


def looks(judgement):
    return {(look.probe, look.vantage): look.after_s for look in judgement.look_again}


def watched(kit, *probes):
    """A judge that has seen these probes, (name, traits), answer for half an hour."""
    judge = Judge("borealis", Rules())
    lines = [
        kit.results(PEACE, probe=name, start=place, **traits)
        for place, (name, traits) in enumerate(probes)
    ]
    seen = kit.run(judge, kit.merged(*lines))
    assert all(not judgement.look_again for judgement in seen)
    return judge


def step(kit, judge, char, at_s, **traits):
    (judgement,) = kit.run(judge, [kit.result(char, at_s, **traits)])
    return looks(judgement)


def test_siblings_are_asked_in_turn_and_whoever_failed_again(kit):
    judge = watched(kit, ("a", {}), ("b", {}), ("c", {}))
    assert step(kit, judge, "x", 1800, probe="a") == {("a", "home"): 5, ("b", "home"): 5}
    assert step(kit, judge, "x", 1805, probe="b") == {("b", "home"): 5, ("c", "home"): 5}


def test_a_sibling_that_is_well_turns_the_doubt_on_the_one_that_failed(kit):
    judge = watched(kit, ("a", {}), ("b", {}), ("c", {}))
    step(kit, judge, "x", 1800, probe="a")
    seen = [step(kit, judge, ".", 1805 + 5 * place, probe="bc"[place % 2]) for place in range(5)]
    assert seen[0] == {("c", "home"): 5}
    assert seen[-1] == {("a", "home"): 5}


def test_a_failure_has_the_free_checks_look_at_once_how_much_of_it_fails(kit):
    judge = watched(
        kit,
        ("canary", {}),
        ("auth", {"surface": Surface.AUTH}),
        ("edge", {"surface": Surface.EDGE}),
    )
    assert step(kit, judge, "x", 1800, probe="canary") == {
        ("canary", "home"): 10, ("auth", "home"): 5, ("edge", "home"): 5,
    }  # fmt: skip


def test_beside_one_that_failed_its_only_neighbour_looks(kit):
    judge = watched(kit, ("canary", {}), ("edge", {"surface": Surface.EDGE}))
    assert step(kit, judge, "x", 1800, probe="canary") == {
        ("canary", "home"): 10,
        ("edge", "home"): 5,
    }


def test_of_several_siblings_whoever_has_not_run_for_longest_is_asked(kit):
    judge = Judge("borealis", Rules())
    peace = (
        kit.results(PEACE, probe="a"),
        kit.results("...", probe="new", start=1500),
        kit.results(PEACE, probe="old", start=1),
    )
    kit.run(judge, kit.merged(*peace))
    assert step(kit, judge, "x", 1800, probe="a") == {("a", "home"): 5, ("new", "home"): 5}


def test_nobody_looks_from_another_vantage_or_with_a_key_that_is_refused(kit):
    judge = watched(kit, ("a", {}), ("b", {}), ("c", {"vantage": "eu"}))
    kit.run(judge, [kit.result("K", 1790, probe="b")])
    assert step(kit, judge, "x", 1800, probe="a") == {("a", "home"): 5}
