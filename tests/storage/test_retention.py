"""Retention: what goes, what stays, and that nobody who writes or reads can tell."""

import gc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from incidents.incident import ProviderState, State
from probes.result import Outcome, ProbeResult
from storage import deliveries, results, retention, room, state_changes
from storage.database import Database, open_database
from storage.deliveries import DeliveryState, NewDelivery
from storage.horizons import horizons
from storage.models import RESULT, Row
from storage.partitions import WEEK_MS
from storage.retention import Keep
from storage.spans import DAY_MS, HOUR_MS, MINUTE_MS, floor

NOW_MS = 20_000 * DAY_MS
SHORT = Keep(
    raw_ms=2 * DAY_MS,
    failure_ms=5 * DAY_MS,
    minute_ms=4 * DAY_MS,
    hour_ms=6 * DAY_MS,
    day_ms=7 * DAY_MS,
)


def tend(database: Database, keep: Keep, now_ms: int = NOW_MS) -> int:
    steps = 0
    while True:
        with database.transaction() as connection:
            if not retention.step(connection, keep, now_ms):
                return steps
        steps += 1


def gone_before(database: Database, age_ms: int) -> int:
    """Up to when single results of that age are gone: on PostgreSQL a whole week goes at once."""
    at_ms = NOW_MS - age_ms
    return at_ms if not database.is_for_many else floor(at_ms, WEEK_MS)


def first_day(connection: Connection, table: str, column: str) -> float | None:
    first = select(func.min(Row.metadata.tables[table].c[column]))
    at_ms = connection.execute(first).scalar()
    return None if at_ms is None else (NOW_MS - at_ms) / DAY_MS


def count(connection: Connection, table: str) -> int:
    return connection.execute(
        select(func.count()).select_from(Row.metadata.tables[table])
    ).scalar_one()


@pytest.fixture
def history(database: Database, result: Callable[..., ProbeResult]) -> list[ProbeResult]:
    """Nine days of a result every ten minutes, of which one in ten fails."""
    runs = [
        result(
            started_at_ms=NOW_MS - 9 * DAY_MS + n * 10 * MINUTE_MS,
            outcome=Outcome.TIMEOUT if n % 10 == 3 else Outcome.OK,
        )
        for n in range(9 * 144)
    ]
    with database.transaction() as connection:
        results.append(connection, runs)
    return runs


def test_each_kind_goes_at_its_age_and_nothing_before_it_is_rolled_up(
    database: Database, history: list[ProbeResult]
) -> None:
    tend(database, SHORT)
    with database.read() as connection:
        kept = list(results.stream(connection, 0, NOW_MS))
        assert [r for r in kept if r.outcome is Outcome.OK] == [
            r
            for r in history
            if r.started_at_ms >= gone_before(database, 2 * DAY_MS) and r.outcome is Outcome.OK
        ]
        assert [r for r in kept if r.outcome is Outcome.TIMEOUT] == [
            r
            for r in history
            if r.started_at_ms >= gone_before(database, 5 * DAY_MS) and r.outcome is Outcome.TIMEOUT
        ]
        assert first_day(connection, "rollup_minute", "start_ms") == 4
        assert first_day(connection, "rollup_hour", "start_ms") == 6
        assert first_day(connection, "rollup_day", "start_ms") == 7
        assert first_day(connection, "closed_hour", "start_ms") == 6
        assert count(connection, "rollup_sketch") == count(connection, "rollup_hour") + count(
            connection, "rollup_day"
        )
        days = results.buckets(
            connection, start_ms=NOW_MS - 7 * DAY_MS, end_ms=NOW_MS, step_ms=DAY_MS
        )
    assert [bucket.runs for bucket in days] == [144] * 7


def test_by_default_hours_and_days_stay_for_ever(
    database: Database, history: list[ProbeResult]
) -> None:
    from monitor.retention import RetentionSettings

    tend(database, RetentionSettings().keep(), NOW_MS + 1000 * DAY_MS)
    with database.read() as connection:
        # The newest is still what a probe was seen at last.
        assert list(results.stream(connection, 0, NOW_MS)) == history[-1:]
        assert results.latest(connection) == {"openai canary": history[-1]}
        assert count(connection, "rollup_minute") == 0
        assert count(connection, "rollup_hour") == 9 * 24
        (whole,) = results.buckets(connection, start_ms=0, end_ms=NOW_MS, step_ms=NOW_MS)
    assert whole.counts == {Outcome.OK: 1166, Outcome.TIMEOUT: 130}


def test_forever_drops_nothing(database: Database, history: list[ProbeResult]) -> None:
    forever = Keep(raw_ms=None, failure_ms=None, minute_ms=None, hour_ms=None, day_ms=None)
    tend(database, forever, NOW_MS + 1000 * DAY_MS)
    with database.read() as connection:
        assert list(results.stream(connection, 0, NOW_MS)) == history


def test_a_result_that_comes_after_its_hour_was_dropped_counts_once(
    database: Database, history: list[ProbeResult], result: Callable[..., ProbeResult]
) -> None:
    tend(database, SHORT)
    late_ms = NOW_MS - 3 * DAY_MS + 5 * MINUTE_MS
    late = [result(started_at_ms=late_ms), result(started_at_ms=late_ms + 1, outcome=Outcome.TLS)]
    span = {"start_ms": NOW_MS - 3 * DAY_MS, "end_ms": NOW_MS - 2 * DAY_MS}
    for _ in range(2):
        with database.transaction() as connection:
            results.append(connection, [*late, *history])
            (day,) = results.buckets(connection, **span, step_ms=DAY_MS)
            hour, *_ = results.buckets(connection, **span, step_ms=HOUR_MS)
            minute = results.buckets(connection, **span, step_ms=5 * MINUTE_MS)[1]
        assert day.runs == 146
        assert hour.counts == {Outcome.OK: 7, Outcome.TLS: 1}
        assert minute.counts == {Outcome.OK: 1, Outcome.TLS: 1}
        tend(database, SHORT)
    with database.read() as connection:
        kept = list(results.stream(connection, late_ms, late_ms + 2))
    assert kept == late[1:]


def test_what_was_told_goes_with_the_failures_but_not_what_is_still_followed(
    database: Database,
) -> None:
    def notice(key: str, thread: str, change: str, days: int) -> None:
        new = NewDelivery(key=key, target="hook", thread=thread, change=change, notice="{}",
                          due_at_ms=0)  # fmt: skip
        at_ms = NOW_MS - days * DAY_MS
        with database.transaction() as connection:
            deliveries.add(connection, [new], at_ms)
            ids = [each.id for each in deliveries.recent(connection) if each.key == key]
            deliveries.end(connection, ids, DeliveryState.DELIVERED, at_ms)

    for days, change in ((9, "opened"), (8, "escalated"), (7, "closed")):
        notice(f"over {days}", "over", change, days)
        notice(f"followed {days}", "followed", change if days > 7 else "eased", days)
    notice("young", "young", "opened", 2)
    state = ProviderState(
        provider="openai", state=State.OUTAGE, since_ms=0, sentence="down", judged_at_ms=0
    )
    with database.transaction() as connection:
        deliveries.add(connection, [NewDelivery(key="pending", target="hook", thread="pending",
                       change="opened", notice="{}", due_at_ms=0)], 0)  # fmt: skip
        for days in (9, 2):
            now = replace(state, judged_at_ms=NOW_MS - days * DAY_MS)
            state_changes.save(connection, [state_changes.StateChange(was=None, now=now)])

    tend(database, SHORT)

    with database.read() as connection:
        left = {each.key for each in deliveries.recent(connection)}
        assert left == {"followed 7", "young", "pending"}
        assert count(connection, "state_change") == 1


def test_every_step_is_a_small_one(sqlite: Database, result: Callable[..., ProbeResult]) -> None:
    runs = [
        result(probe=f"probe {p}", started_at_ms=NOW_MS - 4 * DAY_MS + n * MINUTE_MS)
        for n in range(240)
        for p in range(25)
    ]
    with sqlite.transaction() as connection:
        results.append(connection, runs)
    most = 0
    while True:
        with sqlite.transaction() as connection:
            before = connection.exec_driver_sql("SELECT total_changes()").scalar_one()
            is_busy = retention.step(connection, SHORT, NOW_MS)
            after = connection.exec_driver_sql("SELECT total_changes()").scalar_one()
        most = max(most, after - before)
        if not is_busy:
            break
    # Ten probes' hour of minutes, and what comes with them.
    assert most <= 2_000
    with sqlite.read() as connection:
        assert horizons(connection).raw_ms == NOW_MS - 2 * DAY_MS


def test_room_that_was_freed_is_used_again_and_given_back(
    sqlite: Database, result: Callable[..., ProbeResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "PAGES_A_STEP", 50)

    def live(day: int) -> None:
        from_ms = NOW_MS + day * DAY_MS
        runs = [
            result(started_at_ms=from_ms + n * 60_000, request_id="x" * 900) for n in range(1440)
        ]
        with sqlite.transaction() as connection:
            results.append(connection, runs)
        tend(sqlite, Keep(raw_ms=DAY_MS, failure_ms=DAY_MS, minute_ms=DAY_MS, hour_ms=None,
                            day_ms=None), from_ms + DAY_MS)  # fmt: skip

    sizes = []
    for day in range(6):
        live(day)
        sizes.append(size(sqlite))
    assert sizes[-1] < 1.1 * sizes[2]

    tend(sqlite, SHORT, NOW_MS + 100 * DAY_MS)
    is_more = True
    while is_more:
        with sqlite.transaction() as connection:
            is_more = room.give_back(connection)
    assert size(sqlite) < 0.3 * sizes[-1]


def size(database: Database) -> int:
    with database.read() as connection:
        return int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())


def test_an_old_file_is_made_smaller_by_a_vacuum(
    path: Path, result: Callable[..., ProbeResult]
) -> None:
    import sqlite3

    old = sqlite3.connect(path)
    old.execute("PRAGMA auto_vacuum = NONE")
    old.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    old.execute("DROP TABLE alembic_version")
    old.commit()
    old.close()
    database = open_database(path)
    with database.transaction() as connection:
        results.append(
            connection, [result(started_at_ms=n * 1000, request_id="x" * 900) for n in range(5000)]
        )
        connection.execute(RESULT.delete())
    before = size(database)
    with database.transaction() as connection:
        assert room.give_back(connection) is False
    database.vacuum()
    assert size(database) < before / 10
    with database.read() as connection:
        assert connection.exec_driver_sql("PRAGMA auto_vacuum").scalar_one() == 2
    database.close()


def test_rooms_tell_what_is_kept_since_when(database: Database, history: list[ProbeResult]) -> None:
    tend(database, SHORT)
    with database.read() as connection:
        found = room.rooms(connection)
    kinds = {each.kind: each for each in found.kinds}
    raw_ms, failures_ms = (gone_before(database, days * DAY_MS) for days in (2, 5))
    failed = [r.started_at_ms for r in history if r.outcome is Outcome.TIMEOUT]
    failures = sum(at_ms >= failures_ms for at_ms in failed)
    others = sum(r.started_at_ms >= raw_ms for r in history) - sum(at >= raw_ms for at in failed)
    assert kinds["results"].rows == others + failures
    assert kinds["of them failures"].rows == failures
    assert kinds["minutes"].rows == 2 * 144
    # The last hour, and with it the last day, may still get results.
    assert (kinds["hours"].rows, kinds["days"].rows) == (6 * 24 - 1, 6)
    assert kinds["hours"].first_ms == NOW_MS - 6 * DAY_MS
    assert kinds["results"].last_ms == history[-1].started_at_ms
    assert 0 < sum(each.size_bytes or 0 for each in found.kinds) < found.size_bytes
    assert found.free_bytes < found.size_bytes


def test_nothing_is_left_to_the_garbage_collector(
    database: Database, result: Callable[..., ProbeResult]
) -> None:
    def live_through(hour: int) -> None:
        now_ms = NOW_MS + hour * HOUR_MS
        with database.transaction() as connection:
            results.append(connection, [result(started_at_ms=now_ms)])
        tend(database, SHORT, now_ms)

    # What is made at first is kept.
    live_through(0)
    live_through(1)
    gc.collect()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        live_through(2)
        gc.collect()
        left = [each for each in gc.garbage if type(each).__module__.startswith("sqlalchemy.")]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()

    assert left == []
