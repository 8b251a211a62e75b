"""Results of before they were packed come along, and every reader tells of them what it did."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from probes.result import Expectation, Outcome, ProbeResult, Timings
from storage import dialect, partitions, results, schema
from storage.codec import OUTCOME_CODES
from storage.database import Database, DatabaseError, open_database
from storage.partitions import WEEK_MS

START_MS = 2908 * WEEK_MS


def _unpacked(result: ProbeResult) -> dict[str, Any]:
    """The row of a result as schema 0014 kept it."""
    t = result.timings
    durations = {
        "late_us": result.late_ms, "dns_us": t.dns_ms, "connect_us": t.connect_ms,
        "tls_us": t.tls_ms, "ttfb_us": t.ttfb_ms, "ttft_us": t.ttft_ms, "total_us": t.total_ms,
        "longest_gap_us": t.longest_gap_ms,
    }  # fmt: skip
    said = [(e.name, e.expected, e.got, e.held) for e in result.expectations]
    at_ms = result.judged_at_ms
    return {
        "probe_id": 1,
        "started_at_ms": result.started_at_ms,
        "vantage_id": 1,
        "outcome": OUTCOME_CODES[result.outcome],
        **{name: None if ms is None else round(ms * 1000) for name, ms in durations.items()},
        "tokens_per_s": t.tokens_per_s,
        "http_status": result.http_status,
        "request_id": result.request_id,
        "input_tokens": result.input_tokens,
        "output_tokens": result.output_tokens,
        "score": result.score,
        "cost_microusd": result.cost_microusd,
        "detail": result.detail,
        "expectations": json.dumps(said, separators=(",", ":")) if said else None,
        "headroom": result.headroom,
        "retry_after_s": result.retry_after_s,
        "judged_after_ms": None if at_ms is None else at_ms - result.started_at_ms,
    }


def _all_sorts(result: Callable[..., ProbeResult]) -> list[ProbeResult]:
    """Results over three weeks, each of which tells something else."""
    status = Expectation(name="status", expected="2xx", got="200", held=True)
    words = Expectation(name="text contains ☃", expected='"', got="\\ \0", held=False)
    tells: list[dict[str, Any]] = [
        {"timings": Timings(dns_ms=1.5, connect_ms=20.25, tls_ms=30.0, ttfb_ms=98.0)},
        {"expectations": (status,)},
        {"expectations": (status, words), "request_id": "req_3bd0ea21d9c6c5466b932117"},
        {"headroom": 0.9987, "input_tokens": 42, "output_tokens": 18, "score": 1.0},
        {"headroom": 1 / 3, "timings": Timings(longest_gap_ms=87.654, tokens_per_s=61.725)},
        {"http_status": None, "outcome": Outcome.TIMEOUT, "detail": "no answer within 10 s"},
        {"http_status": 429, "outcome": Outcome.RATE_LIMITED, "retry_after_s": 0.0, "detail": ""},
        {"judged_at_ms": START_MS + 5 * WEEK_MS, "timings": Timings(tokens_per_s=1e-300)},
    ]
    return [
        result(**{"timings": Timings(total_ms=10.0), **tells[n % len(tells)]},
               started_at_ms=START_MS + n * WEEK_MS // 12)
        for n in range(36)
    ]  # fmt: skip


def _written_by_schema_14(url: str, kept: list[ProbeResult]) -> None:
    engine = create_engine(url)
    dialect.prepare(engine)
    old = Database(engine, "old")
    with old.transaction() as connection:
        schema.migrate(connection, "old", target="0014")
        connection.execute(
            text("INSERT INTO provider (id, name, title, position) VALUES (1, :name, '', 0)"),
            {"name": kept[0].provider},
        )
        connection.execute(
            text(
                'INSERT INTO probe (id, name, provider_id, surface, "check", every_s, position) '
                "VALUES (1, :name, 1, :surface, '', 60, 0)"
            ),
            {"name": kept[0].probe, "surface": str(kept[0].surface)},
        )
        connection.execute(
            text("INSERT INTO vantage (id, name) VALUES (1, :name)"), {"name": kept[0].vantage}
        )
        partitions.make(connection, [each.started_at_ms for each in kept])
        rows = [_unpacked(each) for each in kept]
        columns = ", ".join(rows[0])
        values = ", ".join(f":{name}" for name in rows[0])
        connection.execute(text(f"INSERT INTO result ({columns}) VALUES ({values})"), rows)
    old.close()


def _read(database: Database) -> list[list[ProbeResult]]:
    with database.read() as connection:
        return [
            list(results.stream(connection, 0, 2**44)),
            results.recent(connection, limit=100)[::-1],
            results.recent(connection, limit=100, only_failures=True)[::-1],
        ]


@pytest.mark.parametrize("where", ["sqlite", "postgresql"])
def test_every_result_tells_what_it_told(
    where: str,
    request: pytest.FixtureRequest,
    path: Path,
    result: Callable[..., ProbeResult],
) -> None:
    url = f"sqlite:///{path}"
    if where == "postgresql":
        url = request.getfixturevalue("postgresql").create()
    kept = _all_sorts(result)
    _written_by_schema_14(url, kept)

    database = open_database(url)

    failed = [each for each in kept if each.outcome is not Outcome.OK]
    assert _read(database) == [kept, kept, failed]
    later = result(started_at_ms=START_MS + 4 * WEEK_MS)
    with database.transaction() as connection:
        results.append(connection, [*kept, later])
        assert results.count(connection, 0, 2**44) == len(kept) + 1
        assert len(partitions.partitions(connection)) == (4 if where == "postgresql" else 0)
    database.close()


def test_a_migration_that_is_broken_off_begins_anew(
    path: Path, result: Callable[..., ProbeResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = _all_sorts(result)
    _written_by_schema_14(f"sqlite:///{path}", kept)
    with monkeypatch.context() as broken:
        broken.setattr("storage.packing._varint", lambda _: 1 / 0)
        with pytest.raises(DatabaseError, match="cannot be used"):
            open_database(path)
    with closing(sqlite3.connect(path)) as unharmed:
        assert unharmed.execute("SELECT count(detail) FROM result").fetchone() == (8,)
        assert unharmed.execute("PRAGMA integrity_check").fetchone() == ("ok",)

    database = open_database(path)
    assert _read(database)[0] == kept
    database.close()


def test_what_a_killed_migration_left_is_cleared_away(
    path: Path, result: Callable[..., ProbeResult]
) -> None:
    _written_by_schema_14(f"sqlite:///{path}", _all_sorts(result))
    left = path.with_name(".brownout.db.schema-0014.4711.partial")
    left.write_bytes(b"half a copy")

    open_database(path).close()

    assert sorted(each.name for each in path.parent.iterdir()) == [
        "brownout.db",
        "brownout.db.schema-0014",
    ]


def test_who_goes_on_with_older_columns_is_told_and_loses_nothing(
    database: Database, result: Callable[..., ProbeResult]
) -> None:
    """As a worker of an older version does, whose database a newer one has migrated meanwhile."""
    with database.transaction() as connection:
        results.append(connection, [result()])
    with database.transaction() as connection:
        connection.exec_driver_sql("ALTER TABLE result RENAME COLUMN packed TO newer")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with (
        pytest.raises(DatabaseError, match="migrated by a newer Brownout meanwhile"),
        database.transaction() as connection,
    ):
        results.append(connection, [result(started_at_ms=START_MS)])


def test_a_damaged_result_is_told_as_damage(
    sqlite: Database, result: Callable[..., ProbeResult]
) -> None:
    with sqlite.transaction() as connection:
        results.append(connection, [result()])
        connection.exec_driver_sql("UPDATE result SET packed = x'0205'")
    with (
        pytest.raises(DatabaseError, match="'openai canary' that began at 1790000000000 is damag"),
        sqlite.read() as connection,
    ):
        results.recent(connection)
