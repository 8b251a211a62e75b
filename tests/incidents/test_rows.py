"""One test row and its bar."""

import math

from incidents.evidence import Evidence
from incidents.rows import Bar, Row
from incidents.rules import Rules
from probes.result import Outcome


def seen(at_ms, outcome=Outcome.SERVER_ERROR, source="canary"):
    return Evidence(source, outcome, at_ms, outcome is not Outcome.OK)


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


def test_rate_limits_must_last_longer_and_agreement_does_not_shorten_that():
    bar = Bar.of(Rules(), 3, is_pool=True)
    for outcome, reached in ((Outcome.SERVER_ERROR, True), (Outcome.RATE_LIMITED, False)):
        row = Row()
        for index, source in enumerate("abc"):
            row.add(6.0, True, seen(1000 * index, outcome, source), 1000)
        assert bar.is_reached(0, row, 3_000) is reached
        assert bar.is_reached(0, row, 121_000)
