"""How much is hit: one model, one region, one surface, one vantage, or everything."""

import pytest

from incidents.detectors import Stream
from incidents.extent import hit, reach
from incidents.incident import State
from incidents.judge import Judge
from incidents.lifecycle import Reach
from incidents.rules import Rules
from incidents.watches import ProbeWatch
from probes.result import Surface

PEACE, TROUBLE = "." * 40, "x" * 15


def judged(kit, quick, *probes):
    """Judge probes, a few seconds apart, each as (line, traits); the last incident's record."""
    lines = [
        kit.results(line, every=10, start=2 * place, **traits)
        for place, (line, traits) in enumerate(probes)
    ]
    judgements = kit.run(Judge("borealis", quick), kit.merged(*lines), 10)
    return kit.transitions(judgements)[-1].incident


def probe(name, *, ill, **traits):
    return (PEACE + (TROUBLE if ill else "." * 15), {"probe": name, **traits})


def test_one_model_of_several(kit, quick):
    incident = judged(
        kit, quick,
        probe("canary/luna", ill=True, model="luna"),
        probe("canary/terra", ill=False, model="terra"),
        probe("auth", ill=False, surface=Surface.AUTH),
    )  # fmt: skip
    assert incident.extent == "with model luna alone"
    assert incident.sentence.endswith("; still well: terra and key checks")
    assert incident.state is State.BROWNOUT


def test_one_region_of_several_with_all_its_surfaces(kit, quick):
    incident = judged(
        kit, quick,
        probe("us/canary", ill=True, region="us", model="luna"),
        probe("us/auth", ill=True, region="us", surface=Surface.AUTH),
        probe("eu/canary", ill=False, region="eu", model="luna"),
        probe("eu/auth", ill=False, region="eu", surface=Surface.AUTH),
    )  # fmt: skip
    assert incident.extent == "in region us alone"
    assert "; still well: " in incident.sentence


def test_one_surface_of_several(kit, quick):
    incident = judged(
        kit, quick,
        probe("canary", ill=True, model="luna"),
        probe("auth", ill=False, surface=Surface.AUTH),
        probe("edge", ill=False, surface=Surface.EDGE),
    )  # fmt: skip
    assert incident.extent == "in canaries alone"
    assert incident.sentence.endswith("; still well: key checks and reachability checks")


def test_everything(kit, quick):
    incident = judged(
        kit, quick,
        probe("canary", ill=True, model="luna"),
        probe("auth", ill=True, surface=Surface.AUTH),
    )  # fmt: skip
    assert incident.extent == "everywhere"
    assert "still well" not in incident.sentence


def test_a_part_that_no_trait_explains_is_counted(kit, quick):
    incident = judged(
        kit, quick,
        probe("a", ill=True, model="luna"),
        probe("b", ill=False, model="luna"),
        probe("c", ill=False, model="luna"),
    )  # fmt: skip
    assert incident.extent == "in 1 of 3 probes"


def test_where_one_thing_is_watched_there_is_no_part_of_it(kit, quick):
    incident = judged(kit, quick, probe("canary", ill=True, model="luna"))
    assert incident.extent == ""


def watch(
    probe: str = "canary",
    *,
    model: str | None = None,
    region: str | None = None,
    surface: Surface = Surface.API,
    vantage: str = "home",
) -> ProbeWatch:
    stream = Stream.new(Rules())
    return ProbeWatch(probe, vantage, surface, 60, stream, model=model, region=region)


AUTH = watch("auth", surface=Surface.AUTH)


@pytest.mark.parametrize(
    ("troubled", "well", "extent", "working"),
    [
        ([], [watch(), AUTH], "", ()),
        ([watch()], [], "", ()),
        ([watch(), AUTH], [], "everywhere", ()),
        ([watch("a"), watch("b")], [], "everywhere", ()),
        (
            [watch()],
            [watch(vantage="eu")],
            "everywhere, seen from 1 of 2 vantages (home alone)",
            ("all of it from eu",),
        ),
        (
            [watch("a", model="luna", region="us"), watch("b", model="luna", region="us")],
            [watch("c", model="terra", region="eu"), AUTH],
            "in region us alone",
            ("terra", "key checks"),
        ),
        (
            [watch("a", model="luna", region="us")],
            [watch("b", model="luna", region="eu")],
            "in region us alone",
            ("luna",),
        ),
        (
            [watch("a", model="luna", region="us"), watch("b", model="luna", region="eu")],
            [watch("c", model="terra", region="us"), watch("d", region="us")],
            "with model luna alone",
            ("terra", "us"),
        ),
        (
            [watch("a", model="luna"), watch("b")],
            [watch("c", model="terra")],
            "in 2 of 3 probes",
            ("terra",),
        ),
        (
            [watch("a", model="luna"), watch("b", model="sol")],
            [watch("c", model="terra"), watch("d")],
            "in 2 of 4 probes",
            ("terra", "d"),
        ),
        (
            [watch("a", model="luna")],
            [AUTH, watch("login", surface=Surface.OAUTH), watch("key", surface=Surface.AUTH)],
            "in canaries alone",
            ("key checks", "login checks"),
        ),
        ([watch("a"), AUTH], [watch("b")], "in 2 of 3 probes", ("b",)),
        (
            [watch()],
            [watch(vantage="eu"), watch(vantage="ap")],
            "everywhere, seen from 1 of 3 vantages (home alone)",
            ("all of it from ap", "all of it from eu"),
        ),
        (
            [watch(vantage="home"), watch(vantage="ap")],
            [watch(vantage="eu"), watch("b", vantage="ap")],
            "in 2 of 4 probes, seen from 2 of 3 vantages",
            ("b",),
        ),
    ],
)
def test_what_is_hit_is_told_by_the_one_trait_that_explains_it(troubled, well, extent, working):
    assert reach(troubled, well) == Reach(extent, working)


@pytest.mark.parametrize(
    ("bad", "who"),
    [
        ({}, set()),
        ({"a": 8, "b": 1}, {"a"}),
        ({"a": 8, "b": 2}, {"a", "b"}),
        ({"a": 1, "b": 1, "c": 1}, {"a", "b", "c"}),
    ],
)
def test_who_had_but_a_chance_failure_is_not_hit(bad, who):
    assert hit(bad) == who
