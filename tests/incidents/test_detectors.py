"""Streams of results: evidence, repeats, suspicion."""

from hypothesis import given
from hypothesis import strategies as st

from incidents.detectors import Stream
from incidents.evidence import Dimension, Evidence
from incidents.rows import Bar
from incidents.rules import Rules
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
    assert not stream.is_suspect(BAR)


@given(line=st.text(alphabet=".xwl", max_size=120))
def test_evidence_is_never_negative_and_counts_add_up(line):
    stream = Stream.new(RULES)
    feed(stream, line)
    for row in stream.rows:
        assert row.nats >= 0
        assert 0 <= row.bad <= row.results
        assert sum(row.outcomes.values()) == sum(row.sources.values()) == row.bad
