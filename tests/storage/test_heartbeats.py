"""Heartbeats in the table: who is waited for, and since when somebody listens."""

from storage import heartbeats
from storage.database import Database


def test_only_those_are_waited_for_that_are_configured_and_they_go_on(database: Database) -> None:
    with database.transaction() as connection:
        heartbeats.wait_for(connection, ["a", "b"], 1000)
        heartbeats.beat(connection, "a", 1500)
        heartbeats.wait_for(connection, ["a", "c"], 2000)
        heard = {name: heartbeats.heard(connection, name) for name in "abc"}

        assert heartbeats.awaited(connection) == ["a", "c"]
    assert heard["a"] is not None
    assert (heard["a"].awaited_since_ms, heard["a"].beat_at_ms) == (1000, 1500)
    assert heard["b"] is None
    assert heard["c"] is not None
    assert heard["c"].awaited_since_ms == 2000
    with database.transaction() as connection:
        heartbeats.wait_for(connection, [], 3000)
        assert heartbeats.awaited(connection) == []


def test_a_failure_is_kept_beside_the_last_sign_of_life(database: Database) -> None:
    with database.transaction() as connection:
        heartbeats.wait_for(connection, ["a"], 1000)
        heartbeats.beat(connection, "a", 1500)
        heartbeats.fail(connection, "a", 1600, "disk full")
        heard = heartbeats.heard(connection, "a")

    assert heard is not None
    assert (heard.beat_at_ms, heard.failed_at_ms, heard.detail) == (1500, 1600, "disk full")


def test_listening_goes_on_until_a_break(database: Database) -> None:
    with database.transaction() as connection:
        heartbeats.wait_for(connection, ["a"], 0)
        spans = []
        for at_ms in (1_000, 11_000, 21_000, 90_000, 100_000, 50_000):
            heartbeats.listening(connection, at_ms)
            heard = heartbeats.heard(connection, "a")
            assert heard is not None
            spans.append((heard.listening_since_ms, heard.listening_at_ms))

    assert spans == [
        (1_000, 1_000), (1_000, 11_000), (1_000, 21_000), (90_000, 90_000), (90_000, 100_000),
        # A clock that was set back says nothing of what went on before.
        (50_000, 50_000),
    ]  # fmt: skip
