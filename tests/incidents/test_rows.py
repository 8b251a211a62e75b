"""One test row and its bar."""

import math

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
