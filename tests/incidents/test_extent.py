"""How much is hit: one model, one region, one surface, one vantage, or everything."""

import pytest

from incidents.extent import hit
from incidents.incident import State
from incidents.judge import Judge
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


@pytest.mark.parametrize(
    ("bad", "who"),
    [({}, set()), ({"a": 8, "b": 1}, {"a"}), ({"a": 1, "b": 1, "c": 1}, {"a", "b", "c"})],
)
def test_who_had_but_a_chance_failure_is_not_hit(bad, who):
    assert hit(bad) == who
