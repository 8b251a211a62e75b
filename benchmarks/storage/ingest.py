"""Appending as the worker does, beside raw inserts of the same rows, turn about."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from benchmarks.storage.world import results
from probes.result import ProbeResult
from storage import codec, names
from storage.database import Database, open_database
from storage.results import append

_DURABILITY = ("synchronous", "wal_autocheckpoint", "journal_size_limit", "temp_store")
START_MS = 1_735_689_600_000  # 2025-01-01


@dataclass
class Took:
    """The seconds that one way of keeping rows took, by the clock and of the processor."""

    clock_s: float = 0.0
    cpu_s: float = 0.0


Keep = Callable[[Sequence[ProbeResult], Sequence[tuple[object, ...]]], None]


def measure(folder: Path, number: int, batch: int) -> dict[str, Took]:
    """Keep `number` results in batches, and return how long each way took.

    Ours begins with results as probes return them and ends with the commit of rows, hours,
    days and sketches. Raw begins with ready tuples and ends with the commit of the rows, on
    a table and connection as ours are.
    """
    ours, raw = (open_database(folder / f"{name}-{batch}.db") for name in ("ours", "raw"))
    ids = _register(raw)
    with raw.read() as reading:
        as_ours = {
            name: reading.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in _DURABILITY
        }
    raw.close()
    connection = sqlite3.connect(folder / f"raw-{batch}.db", isolation_level=None)
    for name, value in as_ours.items():
        connection.execute(f"PRAGMA {name} = {value}")
    places = ", ".join("?" * len(codec.COLUMNS))
    columns = ", ".join(codec.COLUMNS)
    statement = f"INSERT INTO result ({columns}) VALUES ({places})"

    def keep_raw(_: Sequence[ProbeResult], rows: Sequence[tuple[object, ...]]) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(statement, rows)
        connection.execute("COMMIT")

    took = _take_turns({"ours": appending(ours), "raw": keep_raw}, number, batch, ids)
    ours.close()
    connection.close()
    return took


def measure_postgresql(url: str, number: int, batch: int) -> dict[str, Took]:
    """Do the same on PostgreSQL, where raw is COPY of ready tuples into a table alike.

    Processor time is that of both ends, where the server runs on this machine.
    """
    import psycopg
    from sqlalchemy import make_url

    ours = open_database(url)
    ids = _register(ours)
    target = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = psycopg.connect(target)
    connection.execute("DROP TABLE IF EXISTS raw_result")
    connection.execute("CREATE TABLE raw_result (LIKE result INCLUDING INDEXES)")
    connection.execute("TRUNCATE result, rollup_hour, rollup_day, rollup_sketch, rollup_series")
    connection.commit()
    statement = f"COPY raw_result ({', '.join(codec.COLUMNS)}) FROM STDIN"

    def keep_raw(_: Sequence[ProbeResult], rows: Sequence[tuple[object, ...]]) -> None:
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
        connection.commit()

    with ours.read() as reading:
        our_server = int(reading.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
    servers = {"ours": our_server, "raw": connection.info.backend_pid}
    took = _take_turns({"ours": appending(ours), "raw": keep_raw}, number, batch, ids, servers)
    connection.execute("DROP TABLE raw_result")
    connection.commit()
    connection.close()
    ours.close()
    return took


def appending(database: Database) -> Keep:
    """Return what keeps a batch in a transaction, as the worker does."""

    def keep(batch: Sequence[ProbeResult], _: Sequence[tuple[object, ...]]) -> None:
        with database.transaction() as connection:
            append(connection, batch)

    return keep


def _take_turns(
    ways: dict[str, Keep],
    number: int,
    batch: int,
    ids: tuple[dict[str, int], dict[str, int]],
    servers: Mapping[str, int] = MappingProxyType({}),
) -> dict[str, Took]:
    took = {name: Took() for name in ways}
    probes, vantages = ids
    for turn, part in enumerate(batches(results(START_MS, number), batch)):
        rows = [codec.encode(each, probes[each.probe], vantages[each.vantage]) for each in part]
        # Whoever comes first may pay for the other's pages.
        for name in sorted(ways, reverse=bool(turn % 2)):
            clock_s, cpu_s = time.perf_counter(), _cpu_s(servers.get(name))
            ways[name](part, rows)
            took[name].clock_s += time.perf_counter() - clock_s
            took[name].cpu_s += _cpu_s(servers.get(name)) - cpu_s
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
