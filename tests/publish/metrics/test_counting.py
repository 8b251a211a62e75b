"""Counters count each result once, however late it is kept and whoever asks meanwhile."""

from typing import Any

import pytest

from probes.result import Outcome, Timings
from publish.metrics.counting import Counting
from publish.metrics.family import Family, Histogram


def counted(house: Any, counting: Counting) -> dict[str, Family]:
    with house.database.read() as connection:
        return {family.name: family for family in counting.collect(connection)}


def by_outcome(family: Family) -> dict[str, float]:
    totals: dict[str, float] = {}
    for labels, value in family.samples.items():
        outcome = dict(labels)["outcome"]
        assert isinstance(value, float)
        totals[outcome] = totals.get(outcome, 0) + value
    return {outcome: value for outcome, value in totals.items() if value}


def test_only_what_comes_while_we_run_is_counted_and_once(house: Any) -> None:
    house.provider("aurora")
    house.runs("aurora", count=5)
    counting = Counting(house.now_ms - 1000)
    assert by_outcome(counted(house, counting)["brownout.probe.results"]) == {}

    house.runs("aurora", count=1, started_at_ms=house.now_ms + 10_000)
    # One that began earlier and ended later, as all do that time out.
    house.runs("aurora", 1, started_at_ms=house.now_ms + 4_000, outcome=Outcome.TIMEOUT)
    # The same moment, seen from elsewhere.
    house.runs("aurora", count=1, started_at_ms=house.now_ms + 10_000, vantage="away")
    for _ in range(3):
        families = counted(house, counting)

    assert by_outcome(families["brownout.probe.results"]) == {"ok": 2, "timeout": 1}
    duration = families["gen_ai.client.operation.duration"].samples
    errors = {dict(labels).get("error.type") for labels in duration}
    assert errors == {None, "timeout"}


def test_a_straggler_is_counted_after_newer_ones_were(house: Any) -> None:
    house.provider("aurora")
    counting = Counting(house.now_ms)
    house.runs("aurora", count=1, started_at_ms=house.now_ms + 170_000)
    counted(house, counting)

    house.runs("aurora", count=1, started_at_ms=house.now_ms + 1, outcome=Outcome.CONNECT)

    found = by_outcome(counted(house, counting)["brownout.probe.results"])
    assert found == {"ok": 1, "connect": 1}


def test_a_probe_that_never_failed_has_a_counter_at_zero(house: Any) -> None:
    house.provider("aurora")

    samples = counted(house, Counting(house.now_ms))["brownout.probe.results"].samples

    assert {dict(labels)["probe"]: value for labels, value in samples.items()} == {
        "aurora/http": 0.0,
        "aurora/canary": 0.0,
    }


def test_a_histogram_holds_what_was_measured(house: Any) -> None:
    house.provider("bedrock")
    counting = Counting(house.now_ms)
    for number, total_ms in enumerate((5.0, 10.0, 300.0, 200_000.0)):
        house.runs("bedrock", count=1, started_at_ms=house.now_ms + number, output_tokens=20,
                   timings=Timings(ttft_ms=100.0, total_ms=total_ms))  # fmt: skip

    families = counted(house, counting)

    ((labels, duration),) = families["gen_ai.client.operation.duration"].samples.items()
    assert dict(labels)["gen_ai.provider.name"] == "aws.bedrock"
    assert isinstance(duration, Histogram)
    assert duration.counts[0] == 2
    assert duration.counts[-1] == 1
    assert duration.cumulative[-1] == 4
    assert duration.total == pytest.approx(200.315)
    ((labels, tokens),) = families["gen_ai.client.token.usage"].samples.items()
    assert dict(labels)["gen_ai.token.type"] == "output"
    assert isinstance(tokens, Histogram)
    assert tokens.total == 80
