"""The life of one incident: how it opens, widens, turns, ends and comes back."""

from dataclasses import dataclass, replace

import pytest

from incidents.incident import Change, Facet, Incident, Scope, State
from incidents.lifecycle import Case, Finding, Reach, close, note, regrade
from incidents.rules import Rules
from incidents.wording import Ending

RULES = Rules(reopen_s=600)
MINUTE_MS = 60_000


@dataclass
class Watched:
    """What is watched, where it is told whether it is down, and what it was asked."""

    down: bool = False
    asked: tuple[int, bool] | None = None

    def is_down(self, since_ms, was_down):
        self.asked = since_ms, was_down
        return self.down

    def reach(self, sources, since_ms):
        return Reach(
            f"{'+'.join(sources)} since {since_ms}",
            () if self.down else (f"the edge since {since_ms}",),
        )

    def tally(self, since_ms):
        return f"3 of 9 since {since_ms}"


def finding(facet=Facet.ERRORS, started_ms=MINUTE_MS, **traits):
    traits = {"is_new": True, "rank": (1, True), "sources": "a", "clause": str(facet)} | traits
    return Finding(
        facet=facet,
        is_failure=facet is Facet.ERRORS,
        started_ms=started_ms,
        first_ms=started_ms + 2_000,
        last_ms=started_ms + 7_000,
        **traits | {"sources": frozenset(traits["sources"])},
    )


def take(case, *findings, at_ms, scene=None):
    scene = scene or Watched()
    return note(case, findings, "borealis", Scope.API, at_ms, scene, RULES)


def opened(down=False):
    case = Case()
    take(case, finding(), at_ms=2 * MINUTE_MS, scene=Watched(down))
    return case


@pytest.mark.parametrize(("down", "state"), [(True, State.OUTAGE), (False, State.BROWNOUT)])
def test_an_incident_opens_with_all_that_is_known_of_it(down, state):
    case, scene = Case(), Watched(down)

    (change,) = take(case, finding(), at_ms=2 * MINUTE_MS, scene=scene)

    assert (change.at_ms, change.change) == (120_000, Change.OPENED)
    assert change.incident == case.current == Incident(
        # Links hold it: a replay by any version names it alike, by provider, scope and moment.
        id="40f594087e",
        provider="borealis",
        scope=Scope.API,
        state=state,
        worst=state,
        facets=(Facet.ERRORS,),
        sentence="errors, a since 60000, since 00:01:00 UTC (seen 00:01:02 to 00:01:07)"
        + ("" if down else "; still well: the edge since 60000"),
        extent="a since 60000",
        started_at_ms=60_000,
        detected_at_ms=120_000,
    )  # fmt: skip
    assert scene.asked == (60_000, False)


def test_nothing_found_changes_nothing():
    case = opened()
    before = replace(case)
    assert take(case, at_ms=3 * MINUTE_MS) == []
    assert case == before
    assert take(Case(), at_ms=0) == regrade(Case(), Watched(True), 0) == []
    assert close(Case(), 0, 0, Ending.RECOVERED) == []


def test_it_is_dated_by_the_latest_start_of_failures_else_of_what_else_is_wrong():
    slow = finding(Facet.LATENCY, started_ms=90_000)
    case = Case()
    take(case, finding(started_ms=50_000), finding(started_ms=70_000), slow, at_ms=120_000)
    assert case.current.started_at_ms == 70_000
    case = Case()
    take(case, slow, finding(Facet.QUALITY, started_ms=80_000), at_ms=120_000)
    assert case.current.started_at_ms == 90_000


def test_it_never_starts_in_the_future():
    case = Case()
    take(case, finding(started_ms=500_000), at_ms=120_000)
    assert case.current.started_at_ms == 120_000


def test_of_one_facet_that_is_said_which_the_most_probes_stand_behind():
    case = Case()
    said = finding(rank=(3, False), clause="of all")
    take(case, said, finding(rank=(1, True), clause="of one"), at_ms=120_000)
    assert case.current.sentence.startswith("of all, ")


def test_what_is_found_later_is_told_and_only_a_new_facet_is_a_change():
    case = opened()
    again = finding(started_ms=100_000, clause="more errors", sources="b", is_new=False)
    assert take(case, again, at_ms=130_000) == []
    assert case.current.sentence == (
        "more errors, a+b since 60000, since 00:01:00 UTC (seen 00:01:02 to 00:01:47); "
        "still well: the edge since 60000"
    )

    (change,) = take(case, finding(Facet.LATENCY), finding(), at_ms=140_000)

    assert (change.at_ms, change.change) == (140_000, Change.WIDENED)
    assert change.incident == case.current
    assert change.incident.facets == (Facet.ERRORS, Facet.LATENCY)
    assert change.incident.sentence.startswith("errors; latency, a+b since 60000, since 00:01:00")
    assert "(seen 00:01:02 to 00:01:47)" in change.incident.sentence


@pytest.mark.parametrize(
    ("traits", "from_ms"),
    [
        ({}, 100_000),
        ({"is_new": False}, 60_000),
        ({"facet": Facet.LATENCY}, 60_000),
        ({"started_ms": 40_000}, 60_000),
    ],
)
def test_failures_that_a_stream_shows_anew_tell_from_when_on_it_may_be_down(traits, from_ms):
    case, scene = opened(), Watched()
    take(case, finding(**{"started_ms": 100_000} | traits), at_ms=130_000)
    regrade(case, scene, 140_000)
    assert scene.asked == (from_ms, False)


def test_a_brownout_escalates_once_nothing_works_and_keeps_saying_what_fails():
    case = opened()
    assert regrade(case, Watched(False), 130_000) == []

    (change,) = regrade(case, Watched(True), 140_000)

    assert (change.at_ms, change.change) == (140_000, Change.ESCALATED)
    assert (change.incident.state, change.incident.worst) == (State.OUTAGE, State.OUTAGE)
    assert change.incident == case.current
    assert change.incident.sentence == (
        "errors, a since 60000, since 00:01:00 UTC (seen 00:01:02 to 00:01:07)"
    )


def test_an_outage_eases_once_something_works_and_was_an_outage_still():
    case, scene = opened(down=True), Watched(True)
    assert regrade(case, scene, 130_000) == []
    assert scene.asked == (60_000, True)

    (change,) = regrade(case, Watched(False), 140_000)

    assert (change.at_ms, change.change) == (140_000, Change.EASED)
    assert (change.incident.state, change.incident.worst) == (State.BROWNOUT, State.OUTAGE)
    assert change.incident == case.current
    assert change.incident.sentence == (
        "works again in part: 3 of 9 since 60000, since 00:01:00 UTC; "
        "still well: the edge since 60000"
    )


@pytest.mark.parametrize(
    ("ended_ms", "dated_ms", "lasted"),
    [(180_000, 180_000, "2 min"), (20_000, 60_000, "0 s"), (10**9, 400_000, "5 min 40 s")],
)
def test_it_ends_when_it_was_well_and_never_before_it_began_or_after_that_was_known(
    ended_ms, dated_ms, lasted
):
    case = opened()
    was = case.current

    (change,) = close(case, ended_ms, 400_000, Ending.UNWATCHED)

    assert (change.at_ms, change.change) == (400_000, Change.CLOSED)
    assert change.incident == case.incident == replace(
        was,
        sentence=f"closed after {lasted}, as what showed it is no longer measured: {was.sentence}",
        ended_at_ms=dated_ms,
        closed_at_ms=400_000,
    )  # fmt: skip
    assert case.current is None


@pytest.mark.parametrize(("after_s", "change"), [(599, Change.REOPENED), (600, Change.OPENED)])
def test_trouble_reopens_what_closed_less_than_ten_minutes_ago(after_s, change):
    case = opened()
    closed_ms = 400_000
    close(case, 200_000, closed_ms, Ending.RECOVERED)

    (seen,) = take(case, finding(started_ms=500_000), at_ms=closed_ms + after_s * 1000)

    assert seen.change is change
    assert seen.incident.is_open


@pytest.mark.parametrize(
    ("was_down", "is_down", "worst"),
    [
        (False, False, State.BROWNOUT),
        (True, False, State.OUTAGE),
        (False, True, State.OUTAGE),
        (True, True, State.OUTAGE),
    ],
)
def test_what_reopens_is_the_same_incident_with_its_worst_and_its_facets(was_down, is_down, worst):
    case = opened(was_down)
    was = case.current
    close(case, 200_000, 400_000, Ending.RECOVERED)

    again = finding(Facet.QUALITY, started_ms=410_000, sources="c")
    (change,) = take(case, again, at_ms=450_000, scene=Watched(is_down))

    assert (change.at_ms, change.change) == (450_000, Change.REOPENED)
    assert change.incident == case.current == replace(
        was,
        state=State.OUTAGE if is_down else State.BROWNOUT,
        worst=worst,
        facets=(Facet.ERRORS, Facet.QUALITY),
        # Of this stretch alone; it has begun when it first did.
        sentence="quality, c since 410000, since 00:06:50 UTC (seen 00:06:52 to 00:06:57)"
        + ("" if is_down else "; still well: the edge since 410000"),
        extent="c since 410000",
    )  # fmt: skip
    assert case.opened_ms == 450_000
