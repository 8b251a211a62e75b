"""A year of results: kept as the worker keeps them, and laid beside it in DuckDB."""

import sqlite3
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from benchmarks.storage.ingest import START_MS, appending, batches
from benchmarks.storage.world import results, telling
from storage.database import open_database

_BATCH = 10_000
_TELL_EVERY = 100
DUCKDB: dict[str, str | bool | int | float | list[str]] = {"memory_limit": "2GB", "threads": 2}
"""Without a bound it takes four fifths of the machine, which others may be using."""

_RAW = ("probe_id", "started_at_ms", "outcome", "ttft_us", "total_us", "score", "cost_microusd")


def fill(file: Path, number: int, *, is_telling: bool = False) -> float:
    """Keep so many results in a new database; return the seconds that took, making them too."""
    began = time.perf_counter()
    database = open_database(file)
    keep = appending(database)
    runs = results(START_MS, number)
    for done, part in enumerate(batches(telling(runs) if is_telling else runs, _BATCH), start=1):
        keep(part, ())
        if done % _TELL_EVERY == 0:
            print(f"{done * _BATCH:,}", file=sys.stderr, flush=True)
    with database.transaction() as connection:
        connection.exec_driver_sql("ANALYZE")
    database.close()
    return time.perf_counter() - began


def sizes(file: Path) -> dict[str, int]:
    """Return the bytes that each table takes with its indexes, and the whole `file`."""
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    found = dict(
        connection.execute(
            "SELECT tbl_name, sum(pgsize) FROM dbstat JOIN sqlite_master USING (name) "
            "WHERE aggregate = TRUE GROUP BY tbl_name ORDER BY 2 DESC"
        ).fetchall()
    )
    connection.close()
    return {**found, "file": file.stat().st_size}


def copy_to_duckdb(file: Path, duck: Path) -> None:
    """Give DuckDB a file of its own with the columns that are asked for, as it likes them."""
    import duckdb
    import pyarrow as pa

    source, target = sqlite3.connect(file), duckdb.connect(str(duck), config=DUCKDB)
    target.execute(
        "CREATE TABLE result (probe_id INTEGER, started_at_ms BIGINT, outcome SMALLINT, "
        "ttft_us BIGINT, total_us BIGINT, score DOUBLE, cost_microusd BIGINT)"
    )
    rows = source.execute(f"SELECT {', '.join(_RAW)} FROM result")
    for part in _parts(rows):
        columns = dict(zip(_RAW, map(list, zip(*part, strict=True)), strict=True))
        batch = pa.table(columns)
        target.register("batch", batch)
        target.execute("INSERT INTO result SELECT * FROM batch")
        target.unregister("batch")
    source.close()
    target.close()


def _parts(rows: Iterator[tuple[object, ...]]) -> Iterator[list[tuple[object, ...]]]:
    while part := list(islice(rows, 200_000)):
        yield part
