"""Streams of results: evidence, repeats, suspicion."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.detectors import Crossing, Stream
from incidents.evidence import Dimension, Evidence
from incidents.recovery import Recovery
from incidents.rows import Bar
from incidents.rules import Rules
from incidents.weights import Weights
from probes.result import Outcome, Surface

RULES = Rules()
BAR = Bar.of(RULES, 1, is_pool=False)


def feed(stream, line, every_ms=60_000, start_ms=0):
    crossings = []
    for index, char in enumerate(line):
        at_ms = start_ms + index * every_ms
        outcome = {"x": Outcome.SERVER_ERROR, "w": Outcome.WRONG_ANSWER}.get(char, Outcome.OK)
        failed = char == "x"
        wrong = None if failed else char == "w"
        slowness = None if failed else 2 if char == "l" else 0
        seen = Evidence("canary", Surface.API, outcome, at_ms, failed, wrong, slowness)
        crossings += stream.observe(seen, BAR, at_ms, every_ms)
    return crossings


def test_three_failures_a_minute_apart_suffice():
    assert [one.dimension for one in feed(Stream.new(RULES), "..xxx")] == [Dimension.FAILURE]


def test_failures_right_after_failures_weigh_less_for_partial_trouble():
    apart, together = Stream.new(RULES), Stream.new(RULES)
    feed(apart, "xx", every_ms=60_000)
    feed(together, "xx", every_ms=10_000)
    assert together.rows[0].nats == apart.rows[0].nats
    assert together.rows[1].nats < apart.rows[1].nats
    assert together.rows[2].nats < apart.rows[2].nats


def test_one_failure_is_suspect_and_good_results_allay_it():
    stream = Stream.new(RULES)
    feed(stream, "...x")
    assert stream.is_suspect(BAR)
    feed(stream, "." * 40, start_ms=240_000)
    assert not stream.is_suspect(BAR)


def test_lost_evidence_of_failures_leaves_that_of_slowness():
    stream = Stream.new(RULES)
    feed(stream, "..lllx")
    slow = stream.rows[4].nats
    stream.forget_failures()
    assert [row.nats for row in stream.rows[:3]] == [0, 0, 0]
    assert stream.rows[4].nats == slow > 0


def test_after_an_incident_a_stream_starts_over():
    stream = Stream.new(RULES)
    feed(stream, "..xxxx")
    stream.start_over()
    assert not stream.recoveries
    assert {row.nats for row in stream.rows} == {0.0}


@given(line=st.text(alphabet=".xwl", max_size=120))
def test_evidence_is_never_negative_and_counts_add_up(line):
    stream = Stream.new(RULES)
    feed(stream, line)
    for row in stream.rows:
        assert row.nats >= 0
        assert 0 <= row.bad <= row.results
        assert sum(row.outcomes.values()) == sum(row.sources.values()) == row.bad


def one(stream, at_ms, outcome=Outcome.OK, *, every_ms=60_000, **says):
    failed = not outcome.is_answered
    seen = Evidence("canary", Surface.API, outcome, at_ms, failed, **says)
    return stream.observe(seen, BAR, at_ms, every_ms)


@pytest.mark.parametrize(("apart_ms", "repeated"), [(30_000, True), (30_001, False)])
def test_a_failure_within_half_a_minute_of_another_is_partly_the_same_blip(apart_ms, repeated):
    stream = Stream.new(RULES)
    one(stream, 0, Outcome.TIMEOUT)
    first = [row.nats for row in stream.rows[:3]]

    one(stream, apart_ms, Outcome.TIMEOUT)

    # A repeat is as likely as 0.2 in good times, and says nothing to the most patient test.
    second = [first[0], math.log(0.35 / 0.2), 0.0] if repeated else first
    assert [row.nats for row in stream.rows[:3]] == pytest.approx(
        [a + b for a, b in zip(first, second, strict=True)]
    )


def test_only_a_failure_right_after_a_failure_repeats_it():
    stream = Stream.new(RULES)
    one(stream, 0, Outcome.TIMEOUT)
    one(stream, 1_000)
    before = [row.nats for row in stream.rows[:3]]
    one(stream, 2_000, Outcome.TIMEOUT)
    gains = [row.nats - nats for row, nats in zip(stream.rows, before, strict=False)]
    assert gains == pytest.approx(stream.weights.bad[:3])


@pytest.mark.parametrize(
    ("before_ms", "started_ms"),
    [
        ([], 600_000),
        ([540_000], 570_000),
        ([580_000], 590_000),
        # After a silence it began within the last cadence, by all that is known.
        ([100_000], 570_000),
        # What comes late does not turn the clock back.
        ([580_000, 500_000], 590_000),
        ([620_000], 600_000),
    ],
)
def test_trouble_began_half_way_between_the_last_good_result_and_the_first_bad(
    before_ms, started_ms
):
    stream = Stream.new(RULES)
    for at_ms in before_ms:
        one(stream, at_ms)
    one(stream, 600_000, Outcome.TIMEOUT)
    assert [row.started_ms for row in stream.rows[:3]] == [started_ms] * 3


def test_each_answer_counts_in_the_ways_that_it_speaks_of_whichever_are_silent():
    stream = Stream.new(RULES)
    one(stream, 0, slow_stream=True, log_speed=-0.5)
    one(stream, 1_000, wrong=True, slowness=1, log_slowness=1.5)
    one(stream, 2_000, wrong=True, slowness=0, slow_stream=True, log_slowness=0.25, log_speed=-0.25)

    quality, latency, throughput = stream.rows[3:]
    assert (quality.results, quality.bad) == (2, 2)
    assert (latency.results, latency.bad, latency.log_sum) == (2, 1, 1.75)
    assert (throughput.results, throughput.bad, throughput.log_sum) == (2, 2, -0.75)


@pytest.mark.parametrize(
    ("index", "outcome", "says", "usual"),
    [
        (0, Outcome.TIMEOUT, {}, 0.3),
        (3, Outcome.WRONG_ANSWER, {"wrong": True}, 0.2),
        (4, Outcome.OK, {"slowness": 3}, 0.1),
        (5, Outcome.OK, {"slow_stream": True}, 0.15),
    ],
)
def test_what_was_usual_before_is_kept_with_the_evidence(index, outcome, says, usual):
    stream = Stream.new(RULES)
    for share, value in (
        (stream.usual.failures, 0.3),
        (stream.usual.wrong, 0.2),
        (stream.usual.slow_streams, 0.5),
    ):
        share.bad = value * share.seen
    stream.usual.slowness = [90, 6, 3, 1]
    stream.weights = Weights.of(stream.usual)

    one(stream, 0, outcome, **says)
    stream.usual = Stream.new(RULES).usual
    one(stream, 60_000, outcome, **says)

    assert stream.rows[index].results == 2
    assert stream.rows[index].usual == pytest.approx(usual)


def test_evidence_that_suffices_says_from_the_test_that_dates_its_start_latest():
    stream = Stream.new(RULES)
    feed(stream, "x.........x.........x........." * 2)
    crossings = feed(stream, "xxxx", start_ms=3_600_000)

    last = crossings[-1]
    reached = [row for i, row in enumerate(stream.rows[:3]) if row.nats >= BAR.open_nats[i]]
    assert len(reached) > 1
    assert last.row.first_ms == 3_600_000 == max(row.first_ms for row in reached)
    assert min(row.first_ms for row in reached) < 3_600_000


def test_its_recovery_begins_with_it_and_is_tested_until_it_starts_over():
    stream = Stream.new(RULES)
    (first,) = feed(stream, "..xxx")
    assert first == Crossing(Dimension.FAILURE, stream.rows[0], is_new=True)
    begun = Recovery.begin(3, 3)
    begun.observe(Dimension.FAILURE, True, 0.005, 210_000)
    assert stream.recoveries == {Dimension.FAILURE: begun}

    (again,) = feed(stream, "x", start_ms=300_000)
    assert not again.is_new
    feed(stream, ".", start_ms=359_999)

    begun.observe(Dimension.FAILURE, True, 0.005, 270_000)
    begun.observe(Dimension.FAILURE, False, 0.005, 359_999 - 29_999)
    assert stream.recoveries == {Dimension.FAILURE: begun}
    assert begun.since_ms == 330_000


@pytest.mark.parametrize("char", "xl")
def test_neither_a_failure_nor_another_slow_answer_speaks_for_the_end_of_slowness(char):
    stream = Stream.new(RULES)
    feed(stream, "." + "l" * 12)
    feed(stream, "....", start_ms=780_000)
    before = stream.recoveries[Dimension.LATENCY].nats
    assert before > 0
    feed(stream, char, start_ms=1_020_000)
    assert stream.recoveries[Dimension.LATENCY].nats < before


@pytest.mark.parametrize("index", range(6))
def test_it_is_suspect_at_the_very_evidence_that_the_rules_name_for_any_test(index):
    stream = Stream.new(RULES)
    stream.rows[index].nats = BAR.suspect_nats[index]
    assert stream.is_suspect(BAR)
    stream.rows[index].nats -= 0.001
    assert not stream.is_suspect(BAR)


def test_what_results_weigh_follows_what_is_usual():
    stream = Stream.new(RULES)
    for number in range(300):
        failed = number % 50 == 0
        outcome = Outcome.TIMEOUT if failed else Outcome.OK
        wrong = None if failed else False
        stream.learn(Evidence("canary", Surface.API, outcome, 0, failed, wrong), 1000)
        if number + 1 in (60, 300):
            assert stream.weights == Weights.of(stream.usual)
    assert stream.weights.usual[Dimension.FAILURE] > Stream.new(RULES).weights.usual[
        Dimension.FAILURE
    ]  # fmt: skip
