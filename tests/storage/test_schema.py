"""Migrations: old databases come along, and the models say what the migrations build."""

import os
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from probes.result import ProbeResult
from storage import dialect, names, results, schema, workers
from storage.database import Database, DatabaseError, open_database
from storage.models import Row


def declared(path: Path) -> list[list[str]]:
    """What tables and indexes are made of; the order of constraints within one is no matter."""
    connection = sqlite3.connect(path)
    rows = connection.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name != 'alembic_version'"
    )
    statements = [re.split(r"[\s(),]*[(),][\s(),]*", sql) for (sql,) in rows]
    connection.close()
    return sorted(sorted(statement) for statement in statements)


def test_an_older_database_is_migrated_and_keeps_its_data(
    path: Path, result: Callable[..., ProbeResult]
) -> None:
    engine = create_engine(f"sqlite:///{path}")
    dialect.prepare(engine)
    old = Database(engine, "old")
    kept = [result(started_at_ms=n, detail=f"run {n}") for n in range(1, 6)]
    with old.transaction() as connection:
        schema.migrate(connection, "old", target="0001")
        connection.exec_driver_sql(
            "INSERT INTO provider (id, name, title, position) VALUES (1, ?, '', 0)",
            (kept[0].provider,),
        )
        connection.exec_driver_sql(
            'INSERT INTO probe (id, name, provider_id, surface, "check", every_s, position) '
            "VALUES (1, ?, 1, ?, '', 60, 0)",
            (kept[0].probe, str(kept[0].surface)),
        )
        names.vantage_ids(connection, [each.vantage for each in kept])
        connection.exec_driver_sql(
            "INSERT INTO result (probe_id, started_at_ms, vantage_id, outcome, late_us, ttft_us, "
            "total_us, tokens_per_s, http_status, cost_microusd, detail) "
            "VALUES (1, ?, 1, 0, 1250, 412345, 1400500, 61.7, 200, 34, ?)",
            [(each.started_at_ms, each.detail) for each in kept],
        )
    old.close()
    assert not any("CREATE TABLE worker" in statement for statement in declared(path))
    assert any("CREATE TABLE result" in statement for statement in declared(path))

    database = open_database(path)
    with database.read() as connection:
        assert list(results.stream(connection, 0, 10)) == kept
        assert workers.workers(connection) == []
    database.close()
    # As it was it lies beside it.
    copy = path.with_name("brownout.db.schema-0001")
    assert not any("CREATE TABLE worker" in statement for statement in declared(copy))
    with closing(sqlite3.connect(copy)) as kept_copy:
        assert kept_copy.execute("SELECT count(*) FROM result").fetchone() == (5,)
        assert kept_copy.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)


def test_migrations_build_exactly_the_models(path: Path, tmp_path: Path) -> None:
    open_database(path).close()
    modelled = create_engine(f"sqlite:///{tmp_path / 'modelled.db'}")
    Row.metadata.create_all(modelled)
    modelled.dispose()
    assert declared(path) == declared(tmp_path / "modelled.db")


def test_alembic_finds_nothing_left_to_migrate(database: Database) -> None:
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Row.metadata) == []


def test_reopening_does_not_migrate_again(path: Path) -> None:
    open_database(path).close()
    before = path.read_bytes()
    open_database(path).close()
    assert path.read_bytes() == before


def test_a_migration_that_fails_leaves_the_database_as_it_was(path: Path) -> None:
    broken = sqlite3.connect(path)
    broken.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    broken.execute("INSERT INTO alembic_version VALUES ('0001')")
    # Revision 0002 wants to create a table of that name.
    broken.execute("CREATE TABLE worker (host TEXT)")
    broken.commit()
    broken.close()
    before = declared(path)
    with pytest.raises(DatabaseError, match="table worker already exists"):
        open_database(path)
    assert declared(path) == before


def test_no_migration_begins_without_its_copy(path: Path) -> None:
    with closing(sqlite3.connect(path)) as old:
        old.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        old.execute("INSERT INTO alembic_version VALUES ('0001')")
        old.commit()
    before = path.read_bytes()
    (path.parent / f".brownout.db.schema-0001.{os.getpid()}.partial").mkdir()
    with pytest.raises(DatabaseError, match=r"is copied before it is migrated, which failed"):
        open_database(path)
    with closing(sqlite3.connect(path)) as old:
        assert old.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
    assert len(path.read_bytes()) == len(before)


def test_revisions_are_numbered_without_gaps() -> None:
    revisions = schema.known_revisions()
    assert revisions == [f"{n:04}" for n in range(1, len(revisions) + 1)]
