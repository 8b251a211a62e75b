"""Appending as the worker does, beside raw inserts of the same rows, turn about."""

import gc
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from benchmarks.storage.world import EVERY_MS, PROBES, results
from probes.result import ProbeResult
from storage import codec, names
from storage.database import Database, open_database
from storage.models import RESULT
from storage.partitions import WEEK_MS, make
from storage.postgresql import copied_types
from storage.results import append, append_rows, encoded

if TYPE_CHECKING:
    import psycopg

_DURABILITY = ("synchronous", "wal_autocheckpoint", "journal_size_limit", "temp_store")
START_MS = 1_735_689_600_000  # 2025-01-01

ROLLED_UP, ROWS, RAW, RAW_TEXT = "rolled_up", "rows", "raw", "raw_text"
"""From results as probes return them to the commit of rows, hours, days and sketches; to that of
the rows alone; and from ready tuples to the commit of the rows by the driver alone. On PostgreSQL
that is binary COPY, or COPY as text, which psycopg does unless told otherwise."""


@dataclass
class Took:
    """The seconds that one way of keeping rows took, by the clock and of the processor."""

    clock_s: float = 0.0
    cpu_s: float = 0.0


Keep = Callable[[Sequence[ProbeResult], Sequence[tuple[object, ...]]], None]


def measure(folder: Path, number: int, batch: int) -> dict[str, Took]:
    """Keep `number` results in batches, each way in a file alike, and return how long each took."""
    files = {way: folder / f"{way}-{batch}.db" for way in (ROLLED_UP, ROWS, RAW)}
    databases = {way: open_database(file) for way, file in files.items()}
    ids = [_register(each) for each in databases.values()][-1]
    with databases[RAW].read() as reading:
        as_ours = {
            name: reading.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in _DURABILITY
        }
    connection = sqlite3.connect(files[RAW], isolation_level=None)
    for name, value in as_ours.items():
        connection.execute(f"PRAGMA {name} = {value}")
    places = ", ".join("?" * len(codec.COLUMNS))
    statement = f"INSERT INTO result ({', '.join(codec.COLUMNS)}) VALUES ({places})"

    def keep_raw(_: Sequence[ProbeResult], rows: Sequence[tuple[object, ...]]) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(statement, rows)
        connection.execute("COMMIT")

    took = _take_turns({**_ours(databases), RAW: keep_raw}, number, batch, ids)
    for each in (*databases.values(), connection):
        each.close()
    return took


def measure_postgresql(url: str, number: int, batch: int) -> dict[str, Took]:
    """Do the same on PostgreSQL, in schemas alike, where raw is binary COPY of ready tuples.

    Processor time is that of both ends, where the server runs on this machine.
    """
    import psycopg
    from sqlalchemy import make_url

    target = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = psycopg.connect(target, autocommit=True)
    ways = (ROLLED_UP, ROWS, RAW, RAW_TEXT)
    databases = {way: _in_schema(connection, url, way) for way in ways}
    ids = [_register(each) for each in databases.values()][-1]
    servers = dict.fromkeys((RAW, RAW_TEXT), connection.info.backend_pid)
    for way, each in databases.items():
        with each.transaction() as preparing:
            # As a worker makes them: ahead.
            make(preparing, range(START_MS, end_ms(number) + WEEK_MS, WEEK_MS))
            types = copied_types(preparing.dialect, RESULT, codec.COLUMNS)
            if way not in servers:
                pid = preparing.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
                servers[way] = int(pid)
    connection.autocommit = False

    def keep_raw(schema: str) -> Keep:
        form = " (FORMAT BINARY)" if schema == RAW else ""
        columns = ", ".join(codec.COLUMNS)
        statement = f"COPY {schema}.result ({columns}) FROM STDIN{form}".encode()

        def keep(_: Sequence[ProbeResult], rows: Sequence[tuple[object, ...]]) -> None:
            with connection.cursor() as cursor, cursor.copy(statement) as copy:
                if schema == RAW:
                    copy.set_types(types)
                for row in rows:
                    copy.write_row(row)
            connection.commit()

        return keep

    raw = {schema: keep_raw(schema) for schema in (RAW, RAW_TEXT)}
    took = _take_turns(_ours(databases) | raw, number, batch, ids, servers)
    for each in (*databases.values(), connection):
        each.close()
    return took


def _in_schema(connection: "psycopg.Connection", url: str, schema: str) -> Database:
    from sqlalchemy import make_url

    connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE".encode())
    connection.execute(f"CREATE SCHEMA {schema}".encode())
    place = make_url(url).update_query_dict({"options": f"-csearch_path={schema}"})
    return open_database(place.render_as_string(hide_password=False))


def end_ms(number: int) -> int:
    """Return when the last of so many results has begun, up to the minute."""
    return START_MS + -(-number // PROBES) * EVERY_MS


def appending(database: Database) -> Keep:
    """Return what keeps a batch in a transaction, as the worker does."""

    def keep(batch: Sequence[ProbeResult], _: Sequence[tuple[object, ...]]) -> None:
        with database.transaction() as connection:
            append(connection, batch)

    return keep


def _ours(databases: Mapping[str, Database]) -> dict[str, Keep]:
    def keep_rows(batch: Sequence[ProbeResult], _: Sequence[tuple[object, ...]]) -> None:
        with databases[ROWS].transaction() as connection:
            append_rows(connection, encoded(connection, batch))

    return {ROLLED_UP: appending(databases[ROLLED_UP]), ROWS: keep_rows}


def _take_turns(
    ways: dict[str, Keep],
    number: int,
    batch: int,
    ids: tuple[dict[str, int], dict[str, int]],
    servers: Mapping[str, int] = MappingProxyType({}),
) -> dict[str, Took]:
    took = {name: Took() for name in ways}
    probes, vantages = ids
    order = list(ways)
    for part in batches(results(START_MS, number), batch):
        rows = [codec.encode(each, probes[each.probe], vantages[each.vantage]) for each in part]
        # Nobody is to look through what this benchmark holds in its hands.
        gc.collect()
        gc.freeze()
        for name in order:
            clock_s, cpu_s = time.perf_counter(), _cpu_s(servers.get(name))
            ways[name](part, rows)
            took[name].clock_s += time.perf_counter() - clock_s
            took[name].cpu_s += _cpu_s(servers.get(name)) - cpu_s
        # Whoever comes first may pay for the other's pages.
        order.append(order.pop(0))
    return took


def _cpu_s(server: int | None) -> float:
    """Return the processor time of this process and of a server's, if there is one."""
    try:
        # In nanoseconds, see https://docs.kernel.org/scheduler/sched-stats.html
        text = Path(f"/proc/{server}/schedstat").read_text() if server else "0"
    except OSError:
        text = "0"
    return time.process_time() + int(text.split()[0]) / 1e9


def batches(runs: Iterator[ProbeResult], size: int) -> Iterator[list[ProbeResult]]:
    """Yield results in lists of `size`."""
    while part := list(islice(runs, size)):
        yield part


def _register(database: Database) -> tuple[dict[str, int], dict[str, int]]:
    sample = {each.probe: each for each in results(START_MS, 100)}
    with database.transaction() as connection:
        return (
            dict(names.probe_ids(connection, sample)),
            dict(names.vantage_ids(connection, ["home"])),
        )
