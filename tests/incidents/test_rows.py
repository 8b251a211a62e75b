"""One test row and its bar."""

import math

import pytest

from incidents.evidence import Evidence
from incidents.rows import Bar, Row
from incidents.rules import Rules
from probes.result import Outcome, Surface


def seen(at_ms, outcome=Outcome.SERVER_ERROR, source="canary", surface=Surface.API):
    return Evidence(source, surface, outcome, at_ms, outcome is not Outcome.OK)


def test_a_row_counts_from_when_it_last_left_zero():
    row = Row()
    row.add(5.0, True, seen(10_000), 4_000)
    row.add(-9.0, False, seen(20_000, Outcome.OK), 10_000)
    assert row.nats == 0
    row.add(5.0, True, seen(30_000), 10_000)
    row.add(-1.0, False, seen(40_000, Outcome.OK), 10_000)
    assert (row.nats, row.results, row.bad) == (4.0, 2, 1)
    assert row.started_ms == 25_000


def test_a_row_tells_all_of_its_excursion():
    row = Row(log_sum=7.0, usual=0.1)
    for at_ms, outcome, source, surface in (
        (1_000, Outcome.TIMEOUT, "a", Surface.API),
        (3_000, Outcome.TIMEOUT, "b", Surface.API),
        (2_000, Outcome.OVERLOADED, "a", Surface.AUTH),
        (4_000, Outcome.OK, "a", Surface.API),
    ):
        row.add(0.25, outcome is not Outcome.OK, seen(at_ms, outcome, source, surface), 500)

    assert row == Row(
        nats=1.0, first_ms=1_000, gap_ms=500, last_bad_ms=3_000, results=4, bad=3, usual=0.1,
        outcomes={Outcome.TIMEOUT: 2, Outcome.OVERLOADED: 1},
        sources={"a": 2, "b": 1},
        surfaces={Surface.API: 2, Surface.AUTH: 1},
    )  # fmt: skip


@pytest.mark.parametrize("probes", [1, 2, 5])
@pytest.mark.parametrize("is_pool", [True, False])
def test_the_bar_rises_with_the_probes_as_the_rules_say(probes, is_pool):
    rules, more = Rules(), math.log(probes)

    bar = Bar.of(rules, probes, is_pool=is_pool)

    assert bar.open_nats == pytest.approx(
        [*[13 + more] * 3, 13 + more, 22 + 2 * more, 15.5 + 3 * more]
    )
    # One probe that has siblings must stir more: they are asked as well.
    stirred = 0 if is_pool or probes == 1 else 1
    assert bar.suspect_nats == tuple(nats + stirred for nats in (3, 3, 4, 4, 4.5, 4))
    assert (bar.repeat_ms, bar.throttled_ms, bar.agreeing_probes) == (30_000, 120_000, 3)


def test_rate_limits_never_open_sooner_than_other_failures():
    bar = Bar.of(Rules(open_after_s=300), 1, is_pool=False)
    assert bar.throttled_ms == bar.open_after_ms == 300_000


@pytest.mark.parametrize(
    ("nats", "limited", "lasted_ms", "reached"),
    [
        (13.0, 0, 30_000, True),
        (13.0, 0, 29_999, False),
        (12.9, 0, 10_000_000, False),
        (13.0, 5, 30_000, True),
        (13.0, 6, 30_000, False),
        (13.0, 6, 119_999, False),
        (13.0, 6, 120_000, True),
    ],
)
def test_evidence_must_suffice_and_last_longer_where_most_failures_are_rate_limits(
    nats, limited, lasted_ms, reached
):
    outcomes = {Outcome.TIMEOUT: 10 - limited, Outcome.RATE_LIMITED: limited}
    row = Row(nats=nats, first_ms=500, results=10, bad=10, outcomes=outcomes)

    assert Bar.of(Rules(), 1, is_pool=False).is_reached(0, row, 500 + lasted_ms) is reached


def test_one_failure_that_is_no_rate_limit_is_not_waited_for_as_one():
    row = Row(nats=99.0, results=1, bad=1, outcomes={Outcome.TIMEOUT: 1})
    assert Bar.of(Rules(), 1, is_pool=False).is_reached(0, row, 30_000)


@pytest.mark.parametrize(
    ("index", "probes", "surfaces", "reached"),
    [(0, 3, 2, True), (2, 3, 2, True), (3, 3, 2, False), (0, 2, 2, False), (0, 3, 1, False)],
)
def test_probes_agree_on_failures_alone_and_where_they_are_several_of_two_surfaces(
    index, probes, surfaces, reached
):
    row = Row(
        nats=99.0, results=9, bad=9, outcomes={Outcome.TIMEOUT: 9},
        sources={f"p{number}": 1 for number in range(probes)},
        surfaces=dict.fromkeys((Surface.API, Surface.AUTH)[:surfaces], 1),
    )  # fmt: skip

    assert Bar.of(Rules(), 3, is_pool=True).is_reached(index, row, 0) is reached


def test_pooled_probes_must_show_more_evidence_in_less_time():
    alone, pooled = Bar.of(Rules(), 1, is_pool=False), Bar.of(Rules(), 3, is_pool=True)
    assert math.isclose(pooled.open_nats[0] - alone.open_nats[0], math.log(3))
    assert pooled.open_after_ms < alone.open_after_ms


def test_one_of_several_probes_must_show_as_much_more_as_all_together():
    one, pooled = Bar.of(Rules(), 3, is_pool=False), Bar.of(Rules(), 3, is_pool=True)
    assert one.open_nats == pooled.open_nats
    assert one.open_after_ms > pooled.open_after_ms
    assert one.suspect_nats[0] > pooled.suspect_nats[0]


def test_probes_of_several_surfaces_agree_at_once_and_those_of_one_need_the_wait():
    bar = Bar.of(Rules(), 3, is_pool=True)
    surfaces = (Surface.API, Surface.AUTH, Surface.EDGE)
    for kinds, reached in ((surfaces, True), ((Surface.API,) * 3, False)):
        row = Row()
        for index, surface in enumerate(kinds):
            row.add(6.0, True, seen(1000 * index, source=f"p{index}", surface=surface), 1000)
        assert bar.is_reached(0, row, 3_000) is reached
        assert bar.is_reached(0, row, 15_000)


def test_rate_limits_must_last_longer_and_agreement_does_not_shorten_that():
    bar = Bar.of(Rules(), 3, is_pool=True)
    row = Row()
    for index, surface in enumerate((Surface.API, Surface.AUTH, Surface.EDGE)):
        of = seen(1000 * index, Outcome.RATE_LIMITED, f"p{index}", surface)
        row.add(6.0, True, of, 1000)
    assert not bar.is_reached(0, row, 16_000)
    assert bar.is_reached(0, row, 121_000)
