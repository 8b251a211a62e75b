"""What failing over would have been worth: joint downtime, and orders played through a window."""

import pytest

from incidents.failover_history import Trouble, joint_downtime, orders, what_orders_had
from incidents.incident import State
from incidents.uptime_by_time import Slice

MINUTE_MS = 60_000


def _history(*shares: float | None, seen: float = 1.0) -> list[Slice]:
    return [
        Slice(number * MINUTE_MS, MINUTE_MS, share=share, seen=0.0 if share is None else seen)
        for number, share in enumerate(shares)
    ]


def _trouble(from_minute: float, to_minute: float | None, state: State = State.OUTAGE) -> Trouble:
    return Trouble(
        state=state,
        detected_at_ms=round(from_minute * MINUTE_MS),
        closed_at_ms=None if to_minute is None else round(to_minute * MINUTE_MS),
    )


def test_the_matrix_tells_how_much_of_ones_downtime_is_the_others_too() -> None:
    joint = {
        (each.one, each.other): each
        for each in joint_downtime({"a": _history(1, 0, 0, 1), "b": _history(1, 1, 0.5, 1)})
    }

    assert joint["a", "b"].both_ms == 0.5 * MINUTE_MS
    assert joint["a", "b"].share == pytest.approx(0.25)
    assert joint["b", "a"].share == 1.0


def test_the_matrix_has_a_cell_for_every_ordered_pair() -> None:
    joint = joint_downtime({name: _history(0, 1) for name in "abc"})

    assert [each.one + each.other for each in joint] == ["ab", "ac", "ba", "bc", "ca", "cb"]


def test_who_was_never_down_fails_with_nobody() -> None:
    (one, other) = joint_downtime({"a": _history(1, 1), "b": _history(0, 1)})

    assert one.share is None
    assert other.share == 0.0


def test_time_that_only_one_was_seen_is_in_no_cell() -> None:
    (one, _) = joint_downtime({"a": _history(0, 0), "b": _history(None, 0)})

    assert one.seen_ms == MINUTE_MS


def test_time_counts_as_far_as_both_were_seen() -> None:
    histories = {"a": _history(0, 1, 1, seen=0.5), "b": _history(0, 0, 1, seen=0.75)}

    (one, other) = joint_downtime(histories)
    (order,) = what_orders_had(histories, {"a": [_trouble(0, 1)]}, [("a", "b")])

    assert (one.seen_ms, one.one_down_ms, one.both_ms) == (
        1.5 * MINUTE_MS,
        0.5 * MINUTE_MS,
        0.5 * MINUTE_MS,
    )
    assert other.one_down_ms == MINUTE_MS
    assert (order.seen_ms, order.down_ms) == (1.5 * MINUTE_MS, 0.5 * MINUTE_MS)


def test_histories_of_other_stretches_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        joint_downtime({"a": _history(1, 1), "b": _history(1)})


def test_what_was_never_seen_comes_last_and_nothing_watched_is_no_order() -> None:
    histories = {"a": _history(None, None), "b": _history(0, 0.1)}

    found = what_orders_had(histories, {}, [("a",), ("b",)])

    assert [each.order for each in found] == [("b",), ("a",)]
    assert found[1].uptime is None
    assert what_orders_had({}, {}, []) == []


def test_an_order_is_down_until_trouble_is_detected_and_then_moves() -> None:
    histories = {"a": _history(1, 0, 0, 1), "b": _history(1, 1, 1, 1)}
    troubles = {"a": [_trouble(1.5, 3.5)]}

    (best, *_, worst) = what_orders_had(histories, troubles, [("a",), ("a", "b"), ("b", "a")])

    assert (best.order, best.uptime) == (("b", "a"), 1.0)
    assert (worst.order, worst.uptime) == (("a",), 0.5)
    (order,) = what_orders_had(histories, troubles, [("a", "b")])
    assert order.down_ms == 0.5 * MINUTE_MS, "half a minute passed before it was known"
    assert order.saved_ms == 1.5 * MINUTE_MS
    assert order.moves == 2, "there and back"


def test_a_move_into_worse_trouble_is_not_made() -> None:
    histories = {"a": _history(0.5, 0.5), "b": _history(0, 0)}
    troubles = {"a": [_trouble(0, None, State.BROWNOUT)], "b": [_trouble(0, None)]}

    (order,) = what_orders_had(histories, troubles, [("a", "b")])

    assert (order.uptime, order.moves) == (0.5, 0)


def test_time_in_which_the_choice_was_not_seen_counts_neither_way() -> None:
    histories = {"a": _history(0, 0), "b": _history(None, 1)}

    (order,) = what_orders_had(histories, {"a": [_trouble(0, None)]}, [("a", "b")])

    assert order.seen_ms == MINUTE_MS
    assert order.uptime == 1.0


def test_orders_are_all_arrangements_up_to_three() -> None:
    assert len(orders(["a", "b", "c", "d"])) == 4 + 12 + 24
    assert orders(["a"]) == [("a",)]
