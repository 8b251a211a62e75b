"""What failing over was worth, played through from results and incidents."""

from typing import Any

import pytest

from probes.result import Outcome, Surface
from publish import failover_history

MINUTE_MS = 60_000


@pytest.fixture
def hour(past: Any) -> Any:
    """An hour: `a` is down from the middle on and told so 2 minutes later, `b` is well."""
    start_ms = past.now_ms - 60 * MINUTE_MS
    minutes = [start_ms + number * MINUTE_MS for number in range(60)]
    for probe in ("a/canary", "b/canary"):
        past.probe(probe)
    past.probe("a/edge", Surface.EDGE)
    past.runs("a/edge", minutes)
    past.runs("a/canary", minutes[:30])
    past.runs("a/canary", minutes[30:], Outcome.TIMEOUT)
    past.runs("b/canary", minutes)
    past.incident("a", minutes[30], None, detected_after_ms=2 * MINUTE_MS)
    past.probe("c/canary")
    return past


def test_every_order_has_its_record_and_every_pair_its_joint_downtime(hour: Any) -> None:
    start_ms = hour.now_ms - 60 * MINUTE_MS
    with hour.database.read() as connection:
        found = failover_history.history(connection, ["a", "b", "c"], start_ms, hour.now_ms)

    by_order = {each.order: each for each in found.records}
    assert found.unseen == ("c",)
    assert by_order["a",].uptime == 0.5, "that it can be reached is no answer to a caller"
    assert by_order["a", "b"].down_ms == 2 * MINUTE_MS
    assert by_order["a", "b"].saved_ms == 28 * MINUTE_MS
    assert {(each.one, each.other, each.share) for each in found.joint} == {
        ("a", "b", 0.0),
        ("b", "a", None),
    }


def test_one_order_is_told_alone_passing_over_who_was_not_seen(hour: Any) -> None:
    start_ms = hour.now_ms - 60 * MINUTE_MS
    with hour.database.read() as connection:
        record, unseen = failover_history.what_it_saved(
            connection, ["a", "c", "b"], start_ms, hour.now_ms
        )
        nothing, _ = failover_history.what_it_saved(connection, ["c", "b"], start_ms, hour.now_ms)

    assert record is not None
    assert failover_history.record_as_json(record) == {
        "order": ["a", "b"],
        "uptime": pytest.approx(58 / 60),
        "alone_uptime": 0.5,
        "seen_s": 3600,
        "down_s": 120,
        "alone_down_s": 1800,
        "saved_s": 1680,
        "moves": 1,
    }
    assert unseen == ("c",)
    assert nothing is None
