"""Deliveries: each claimed by one at a time, in the order of its thread, whoever asks and dies."""

import threading
from typing import Any

import pytest

from incidents.incident import ProviderState, State
from storage import deliveries, state_changes
from storage.database import Database
from storage.deliveries import DeliveryState, NewDelivery
from storage.state_changes import StateChange


def new(key: str, target: str = "hook", thread: str | None = None, due: int = 0) -> NewDelivery:
    return NewDelivery(key=key, target=target, thread=thread or key, change="opened", notice="{}",
                       due_at_ms=due)  # fmt: skip


@pytest.fixture
def planned(database: Database) -> Database:
    """Two threads of one target, the first with two notices; one of another target."""
    with database.transaction() as connection:
        made = [new("a1", thread="a"), new("a2", thread="a"), new("b1"), new("a1", "pager")]
        deliveries.add(connection, made, 0)
    return database


def claim(database: Database, now_ms: int = 100, **said: Any) -> list[str]:
    plain: dict[str, Any] = {"targets": ["hook"], "lease_ms": 50, "limit": 10, **said}
    with database.transaction() as connection:
        return [each.key for each in deliveries.claim(connection, now_ms=now_ms, **plain)]


def end(database: Database, key: str, state: DeliveryState = DeliveryState.DELIVERED) -> None:
    with database.transaction() as connection:
        ids = [each.id for each in deliveries.recent(connection) if each.key == key]
        deliveries.end(connection, ids, state, 100)


def test_of_one_thread_only_the_oldest_is_claimed(planned: Database) -> None:
    assert claim(planned) == ["a1", "b1"]
    assert claim(planned) == []

    end(planned, "a1")

    assert claim(planned) == ["a2"]


def test_a_claim_ends_with_its_lease(planned: Database) -> None:
    assert claim(planned, now_ms=100) == ["a1", "b1"]
    assert claim(planned, now_ms=149) == []
    assert claim(planned, now_ms=150) == ["a1", "b1"]


def test_what_is_not_due_or_not_ours_is_not_claimed(planned: Database) -> None:
    with planned.transaction() as connection:
        deliveries.add(connection, [new("later", due=500)], 0)

    assert claim(planned, limit=1) == ["a1"]
    assert claim(planned, targets=["pager"]) == ["a1"]
    assert "later" not in claim(planned, now_ms=499)
    assert "later" in claim(planned, now_ms=600)


def test_the_same_notice_is_not_planned_twice_for_a_target(planned: Database) -> None:
    with planned.transaction() as connection:
        deliveries.add(connection, [new("a1", thread="a"), new("b1")], 0)
        assert len(deliveries.recent(connection)) == 4


def test_only_what_nobody_has_begun_to_send_is_taken_back(planned: Database) -> None:
    claim(planned)
    with planned.transaction() as connection:
        ids = {each.key: each.id for each in deliveries.of_thread(connection, "a", "hook")}
        assert deliveries.drop(connection, [ids["a1"], ids["a2"]], 100, "over") == 1
        left = deliveries.of_thread(connection, "a", "hook")

    assert [each.key for each in left] == ["a1"]


def test_what_was_held_back_was_not_attempted(planned: Database) -> None:
    claim(planned)
    with planned.transaction() as connection:
        held = deliveries.of_thread(connection, "b1", "hook")[0]
        deliveries.hold(connection, held.id, 700)
        held = deliveries.of_thread(connection, "b1", "hook")[0]

    assert (held.attempts, held.due_at_ms, held.claimed_until_ms) == (0, 700, None)


def test_what_waits_too_long_is_given_up_but_not_under_the_hands_of_a_sender(
    planned: Database,
) -> None:
    claim(planned, now_ms=100)
    with planned.transaction() as connection:
        assert deliveries.give_up(connection, 50, 149, "nobody knows it") == 2
        assert deliveries.give_up(connection, 50, 150, "nobody knows it") == 2
        assert deliveries.counts(connection, 0) == {("hook", "failed"): 3, ("pager", "failed"): 1}


def test_many_at_once_claim_each_delivery_once(database: Database) -> None:
    with database.transaction() as connection:
        deliveries.add(connection, [new(f"n{number}") for number in range(60)], 0)
    claimed: list[str] = []

    def work() -> None:
        while keys := claim(database, limit=4, lease_ms=10**9):
            claimed.extend(keys)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(claimed) == sorted(f"n{number}" for number in range(60))


def test_a_change_of_state_is_claimed_once(database: Database) -> None:
    now = ProviderState(
        provider="aurora", state=State.ACCOUNT, since_ms=5, sentence="refused", judged_at_ms=9
    )
    with database.transaction() as connection:
        assert not deliveries.is_anything_unannounced(connection)
        state_changes.save(connection, [StateChange(was=State.OPERATIONAL, now=now)])
        assert deliveries.is_anything_unannounced(connection)
        assert state_changes.claim_unannounced(connection, 10) == [
            StateChange(was=State.OPERATIONAL, now=now)
        ]
        assert state_changes.claim_unannounced(connection, 11) == []
