"""When the judge is sure, when it wants to look again, and when all is over."""

import json
import math
from dataclasses import replace

import pytest

from incidents.incident import Change, Facet
from incidents.judge import Judge
from incidents.rules import Rules
from probes.result import Surface, Timings

QUIET = "." * 30


@pytest.mark.parametrize(
    ("total_ms", "took_ms"),
    [(300.0, 300), (0.6, 1), (None, 0), (math.nan, 0), (-5.0, 0), (math.inf, 0)],
)
def test_a_result_is_known_when_its_run_has_ended_if_that_can_be_told(kit, total_ms, took_ms):
    result = replace(kit.result("x", 0), timings=Timings(total_ms=total_ms))
    (judged,) = kit.run(Judge("p", Rules()), [result])
    assert judged.state.judged_at_ms == kit.start_ms + took_ms


@pytest.mark.parametrize(("probes", "sure_s"), [(1, 30), (2, 15), (3, 15)])
def test_one_probe_must_fail_for_half_a_minute_and_several_together_for_half_of_that(
    kit, probes, sure_s
):
    names = [f"canary-{number}" for number in range(probes)]
    judge = Judge("p", Rules())
    kit.run(judge, kit.merged(*(kit.results(QUIET, probe=name) for name in names)))

    failing = [kit.result("x", 1800 + 5 * n, probe=names[n % probes]) for n in range(12)]
    (opened,) = [
        one for one in kit.transitions(kit.run(judge, failing)) if one.change is Change.OPENED
    ]

    # The run itself takes 300 ms.
    assert opened.at_ms - failing[0].started_at_ms == sure_s * 1000 + 300


def test_an_incident_is_looked_at_closely_when_it_is_new_and_then_now_and_then(kit):
    seen = kit.live(Judge("p", Rules()), lambda at_s: "x" if at_s > 1790 else ".", 2300)
    opened_s = next(at_s for at_s, judgement in seen if judgement.transitions)
    gaps = {}
    for at_s, judgement in seen:
        if at_s >= opened_s:
            (look,) = judgement.look_again
            assert (look.provider, look.probe, look.vantage) == ("p", "canary", "home")
            gaps.setdefault(look.after_s, []).append(at_s - opened_s)
    assert [*gaps] == [10, 30]
    assert max(gaps[10]) < 90 <= min(gaps[30])


def test_after_a_rate_limit_nobody_hurries(kit):
    judge = Judge("p", Rules())
    kit.run(judge, kit.results(QUIET))
    looks = [
        look.after_s
        for judgement in kit.run(judge, kit.results("r" * 20, every=30, start=1800))
        for look in judgement.look_again
    ]
    assert set(looks) == {30}


def test_in_an_incident_each_probe_is_asked_again_for_itself(kit):
    judge = Judge("p", Rules())
    probes = {"a": Surface.API, "b": Surface.API, "reach": Surface.EDGE}
    peace = [kit.results(QUIET, probe=name, surface=of) for name, of in probes.items()]
    kit.run(judge, kit.merged(*peace))
    ill = [
        kit.results("x" * 9, every=10, start=1800 + place, probe=name, surface=of)
        for place, (name, of) in enumerate(probes.items())
    ]
    is_open = False
    for result in kit.merged(*ill):
        (judgement,) = kit.run(judge, [result])
        is_open = is_open or bool(judgement.transitions)
        if is_open:
            gap_s = 10 if result.probe == "reach" else 5
            assert [(look.probe, look.after_s) for look in judgement.look_again] == [
                (result.probe, gap_s)
            ]
    assert is_open


@pytest.mark.parametrize(
    ("ill", "facet"),
    [
        ("x" * 12, Facet.ERRORS),
        ("r" * 20, Facet.THROTTLING),
        ("w" * 15, Facet.QUALITY),
        ("l" * 25, Facet.LATENCY),
        ("h" * 15, Facet.THROUGHPUT),
    ],
)
def test_whatever_it_was_it_is_over_once_it_has_been_well_for_the_quiet_time(kit, ill, facet):
    rules = Rules(warm_up_results=12)
    timeline = kit.results(QUIET + ill + "." * 60, every=10)

    judged = kit.transitions(kit.run(Judge("p", rules), timeline, 10))

    assert (judged[0].change, judged[0].incident.facets) == (Change.OPENED, (facet,))
    closed = judged[-1]
    assert closed.change is Change.CLOSED
    assert closed.incident.sentence.startswith("well again since ")
    well_ms = kit.start_ms + 10_000 * len(QUIET + ill)
    assert closed.incident.ended_at_ms == well_ms - 5_000
    assert closed.at_ms - closed.incident.ended_at_ms >= rules.quiet_s * 1000


def test_every_incident_that_nothing_measures_any_more_is_said_to_be_closed(kit, quick):
    gone = [
        kit.results(QUIET + "x" * 10, every=10, start=place, probe=surface, surface=surface)
        for place, surface in enumerate((Surface.API, Surface.OAUTH))
    ]
    stays = kit.results(
        "." * 400, every=10, start=5, probe="index", surface=Surface.DEPENDENCY
    )  # fmt: skip
    judgements = kit.run(Judge("p", quick), kit.merged(*gone, stays), 10)
    assert sorted(kit.changes(judgements)) == [
        "api closed", "api opened", "login closed", "login opened"
    ]  # fmt: skip


def test_a_probe_silent_for_twenty_minutes_holds_its_incident_however_many_report(kit, quick):
    silent = kit.results(QUIET + "x" * 10, every=10, probe="silent")
    others = [kit.results("." * 160, every=10, start=n, probe=f"other-{n}") for n in range(1, 7)]
    judgements = kit.run(Judge("p", quick), kit.merged(silent, *others), 10)
    assert kit.changes(judgements)[0] == "api opened"
    assert "api closed" not in kit.changes(judgements)


def test_slowness_of_unlike_surfaces_is_not_added_up(kit, quick):
    lines = [
        kit.results(QUIET + "l" * 7, every=10, start=place, probe=surface, surface=surface)
        for place, surface in enumerate((Surface.API, Surface.AUTH, Surface.EDGE))
    ]
    assert kit.changes(kit.run(Judge("p", quick), kit.merged(*lines), 10)) == []


def test_a_result_that_was_asked_for_in_doubt_does_not_teach_what_is_usual(kit):
    judge = Judge("p", Rules())

    def learned():
        (known,) = judge.snapshot().watches.values()
        return json.loads(known)["stream"]["learned"]

    (last,) = kit.run(judge, [*kit.results(QUIET), kit.result("x", 1800)])[-1:]
    assert learned() == 31
    while last.look_again:
        at_s = (last.state.judged_at_ms - kit.start_ms) / 1000 + last.look_again[0].after_s
        (last,) = kit.run(judge, [kit.result(".", at_s)])
        assert learned() == 31
    kit.run(judge, [kit.result(".", 3600)])
    assert learned() == 32
