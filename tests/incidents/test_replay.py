"""Judging again: in the order of the first time, and settings side by side."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.incident import Change, Facet, Incident, Scope, State, Transition
from incidents.replay import compare, final, in_judged_order, known_at_ms, replay
from incidents.rules import Rules
from probes.result import Outcome, ProbeResult, Surface, Timings

RULES = Rules(open_after_s=1, open_after_pooled_s=1)


def run(start_ms: int, judged_ms: int | None = None, probe: str = "a/canary") -> ProbeResult:
    return ProbeResult(
        probe=probe,
        provider=probe.split("/")[0],
        surface=Surface.API,
        vantage="here",
        started_at_ms=start_ms,
        outcome=Outcome.OVERLOADED,
        timings=Timings(total_ms=500),
        judged_at_ms=judged_ms,
    )


@given(
    spans=st.lists(
        st.tuples(st.integers(0, 300), st.integers(0, 120)), max_size=40, unique_by=lambda s: s[0]
    )
)
def test_results_come_in_the_order_in_which_they_were_judged(spans: list[tuple[int, int]]) -> None:
    results = [
        run(start, 1000 * (start + took) + number)
        for number, (start, took) in enumerate(sorted(spans))
    ]
    for number, result in enumerate(results):
        results[number] = replace(result, started_at_ms=1000 * result.started_at_ms)

    told = list(in_judged_order(results))

    assert sorted(told, key=lambda each: each.judged_at_ms or 0) == told
    assert len(told) == len(results)


def test_without_that_order_the_end_of_a_run_decides() -> None:
    slow, quick = run(0), run(100)
    slow = replace(slow, timings=Timings(total_ms=10_000))
    odd = replace(run(200), timings=Timings(total_ms=float("nan")))

    assert list(in_judged_order([slow, quick, odd])) == [odd, quick, slow]


@pytest.mark.parametrize(
    ("total_ms", "known_ms"), [(None, 0), (-5.0, 0), (0.8, 1), (1e8, 100_000_000), (1e9, 0)]
)
def test_a_run_has_ended_as_long_after_its_start_as_it_says_and_can(
    total_ms: float | None, known_ms: int
) -> None:
    assert known_at_ms(replace(run(1_000), timings=Timings(total_ms=total_ms))) == 1_000 + known_ms


def test_of_those_judged_as_another_starts_the_order_is_that_of_their_probes() -> None:
    ended, started = run(0, 5_000, "b/canary"), run(5_000, 5_000, "a/canary")

    assert list(in_judged_order([ended, started])) == [started, ended]


def test_of_each_provider_what_serves_it_is_judged_and_what_its_status_page_says_is_not() -> None:
    page = replace(run(0), surface=Surface.OFFICIAL)
    failing = [run(10_000 * n, probe=probe) for n in range(30) for probe in ("a/chat", "b/chat")]

    assert {each.provider for each in final(replay([page, *failing], {}, RULES))} == {"a", "b"}
    assert not final(replay([replace(each, surface=page.surface) for each in failing], {}, RULES))


def test_how_long_a_silent_probe_is_waited_for_depends_on_its_cadence() -> None:
    failing = [run(10_000 * n) for n in range(30)]
    well = [
        replace(run(300_000 + 60_000 * n, probe="a/models"), outcome=Outcome.OK) for n in range(180)
    ]

    def goes_on(every_s: dict[str, float]) -> bool:
        return final(replay([*failing, *well], every_s, RULES))[-1].is_open

    assert goes_on({"a/canary": 2 * 3600.0})
    assert not goes_on({"a/models": 2 * 3600.0})


def test_incidents_are_told_as_they_ended_and_in_the_order_of_their_starts() -> None:
    later, sooner = incident("l", 500, None, 510), incident("s", 100, None, 110, "b")
    ended = replace(sooner, ended_at_ms=600, closed_at_ms=700)
    changes = [
        (510, Change.OPENED, later),
        (520, Change.OPENED, sooner),
        (700, Change.CLOSED, ended),
    ]

    told = final(Transition(at_ms=at, change=what, incident=each) for at, what, each in changes)

    assert told == [ended, later]


@pytest.mark.parametrize(("end", "start", "are_one"), [(200, 200, True), (200, 201, False)])
def test_incidents_that_touch_are_one(end: int, start: int, are_one: bool) -> None:
    one, other = incident("i", 100, end, 100), incident("I", start, 300, start)

    assert (len(compare([one], [other])) == 1) is are_one
    assert (len(compare([other], [one])) == 1) is are_one
    assert len(compare([one], [replace(one, id="I")])) == 1


def incident(id_: str, start: int, end: int | None, found: int, provider: str = "a") -> Incident:
    return Incident(
        id=id_,
        provider=provider,
        scope=Scope.API,
        state=State.BROWNOUT,
        worst=State.BROWNOUT,
        facets=(Facet.ERRORS,),
        sentence=id_,
        started_at_ms=start,
        detected_at_ms=found,
        ended_at_ms=end,
        closed_at_ms=end,
    )


def test_settings_are_compared_incident_by_incident() -> None:
    one = [
        incident("i", 100, 200, 130),
        incident("j", 500, 600, 520),
        incident("k", 900, None, 950),
    ]
    other = [
        incident("I", 110, 190, 115),
        incident("x", 500, 600, 520, provider="b"),
        incident("K", 950, None, 990),
    ]

    pairs = compare(one, other)

    assert [(p.one and p.one.id, p.other and p.other.id, p.earlier_ms) for p in pairs] == [
        ("i", "I", 15), ("j", None, None), (None, "x", None), ("k", "K", -40),
    ]  # fmt: skip
