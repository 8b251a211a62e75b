"""What each screen asks, of the tables as they are kept and of raw rows in two databases."""

import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.storage.world import SURFACES
from benchmarks.storage.year import DUCKDB
from probes.spec import ProviderSpec
from publish.long_view import counted, gather_long_view
from publish.status import gather_status
from storage.codec import OUTCOME_CODES
from storage.database import Database, open_database
from storage.history import buckets
from storage.names import series
from storage.probes import register
from storage.results import recent
from storage.usual import usual_ttft_ms

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
WINDOWS = {
    "1 h": (HOUR_MS, MINUTE_MS),
    "24 h": (DAY_MS, 15 * MINUTE_MS),
    "30 d": (30 * DAY_MS, 8 * HOUR_MS),
    "90 d": (90 * DAY_MS, DAY_MS),
    "1 y": (364 * DAY_MS, 7 * DAY_MS),
}
"""Each window, and how long a bucket in it is."""

PROVIDER = "provider-3"
_ANSWERED = tuple(code for outcome, code in OUTCOME_CODES.items() if outcome.is_answered)

Question = Callable[[int, int, int], object]


def ask_ours(file: Path, now_ms: int) -> dict[str, dict[str, float]]:
    """Return milliseconds by question and window, of what screens really call."""
    database = open_database(file)
    _watch(database, now_ms)

    def now(start_ms: int, end_ms: int, step_ms: int) -> object:
        with database.read() as connection:
            return counted(connection, start_ms, end_ms, step_ms, on_clock=True)

    def provider(start_ms: int, end_ms: int, step_ms: int) -> object:
        with database.read() as connection:
            return [
                buckets(
                    connection, start_ms=start_ms, end_ms=end_ms, step_ms=step, provider=PROVIDER
                )
                for step in (step_ms, end_ms - start_ms)
            ]

    def usual(start_ms: int, end_ms: int, step_ms: int) -> object:
        with database.read() as connection:
            return usual_ttft_ms(connection, start_ms=start_ms, end_ms=end_ms)

    def first_look(*_: int) -> object:
        with database.read() as connection:
            return gather_status(connection, now_ms)

    with database.read() as connection:
        view = gather_long_view(connection, now_ms)

    def status(*_: int) -> object:
        with database.read() as connection:
            return gather_status(connection, now_ms, view)

    def failures(*_: int) -> object:
        with database.read() as connection:
            return recent(connection, provider=PROVIDER, limit=20, only_failures=True)

    found = _by_window({"uptime": now, "one provider": provider, "usual": usual}, now_ms)
    whole = {"page Now": status, "page Now, first look": first_look, "last failures": failures}
    found.update({name: {"90 d": _ms(ask)} for name, ask in whole.items()})
    database.close()
    return found


def ask_sqlite(file: Path, now_ms: int) -> dict[str, dict[str, float]]:
    """Return the same of the raw rows, by one statement each and Python for the percentiles."""
    connection = sqlite3.connect(file)
    theirs = _probes_of(file)

    def now(start_ms: int, end_ms: int, step_ms: int) -> object:
        return connection.execute(
            "SELECT probe_id, (started_at_ms - ?) / ?, outcome, count(*) FROM result WHERE "
            "probe_id IN (SELECT id FROM probe) AND started_at_ms >= ? AND started_at_ms < ? "
            "GROUP BY 1, 2, 3",
            (start_ms, step_ms, start_ms, end_ms),
        ).fetchall()

    def provider(start_ms: int, end_ms: int, step_ms: int) -> object:
        rows = connection.execute(
            "SELECT probe_id, (started_at_ms - ?) / ?, outcome, ttft_us, total_us FROM result "
            f"WHERE probe_id IN ({', '.join(map(str, theirs))}) "
            "AND started_at_ms >= ? AND started_at_ms < ?",
            (start_ms, step_ms, start_ms, end_ms),
        )
        return _percentiles(rows)

    found = _by_window({"uptime": now, "one provider": provider}, now_ms)
    connection.close()
    return found


def ask_duckdb(duck: Path, file: Path, now_ms: int) -> dict[str, dict[str, float]]:
    """Return the same of the raw rows in a DuckDB file, by one statement each."""
    import duckdb

    connection = duckdb.connect(str(duck), read_only=True, config=DUCKDB)
    theirs = ", ".join(map(str, _probes_of(file)))

    def now(start_ms: int, end_ms: int, step_ms: int) -> object:
        return connection.execute(
            "SELECT probe_id, (started_at_ms - ?) // ? AS bucket, outcome, count(*) FROM result "
            "WHERE started_at_ms >= ? AND started_at_ms < ? GROUP BY ALL",
            [start_ms, step_ms, start_ms, end_ms],
        ).fetchall()

    def provider(start_ms: int, end_ms: int, step_ms: int) -> object:
        return connection.execute(
            "SELECT probe_id, (started_at_ms - ?) // ? AS bucket, count(*), "
            "quantile_disc(ttft_us, [0.5, 0.95]), quantile_disc(total_us, [0.5, 0.95]) "
            f"FROM result WHERE probe_id IN ({theirs}) AND outcome IN {_ANSWERED} "
            "AND started_at_ms >= ? AND started_at_ms < ? GROUP BY ALL",
            [start_ms, step_ms, start_ms, end_ms],
        ).fetchall()

    found = _by_window({"uptime": now, "one provider": provider}, now_ms)
    connection.close()
    return found


def _by_window(questions: dict[str, Question], now_ms: int) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for name, (length_ms, step_ms) in WINDOWS.items():
        end_ms = -(-now_ms // step_ms) * step_ms
        for question, ask in questions.items():
            found[question][name] = _ms(ask, end_ms - length_ms, end_ms, step_ms)
    return dict(found)


def _ms(ask: Question, *asked: int) -> float:
    """Return the processor time of the quickest of some askings, in ms.

    By the clock it would be other work on the machine that is measured.
    """
    took: list[float] = []
    while len(took) < 9 and sum(took) < 5_000:
        began = time.process_time()
        ask(*asked)
        took.append((time.process_time() - began) * 1000)
    return min(took)


def _percentiles(rows: Iterable[tuple[int, ...]]) -> object:
    values: dict[tuple[int, int], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for probe_id, bucket, outcome, ttft, total in rows:
        if outcome in _ANSWERED:
            ttfts, totals = values[probe_id, bucket]
            if ttft is not None:
                ttfts.append(ttft)
            if total is not None:
                totals.append(total)
    return {
        key: [sorted(each)[-(-len(each) * p // 100) - 1] for each in both if each for p in (50, 95)]
        for key, both in values.items()
    }


def _probes_of(file: Path) -> list[int]:
    database = open_database(file)
    with database.read() as connection:
        found = list(series(connection, provider=PROVIDER))
    database.close()
    assert len(found) == len(SURFACES)
    return found


def _watch(database: Database, now_ms: int) -> None:
    """Put the probes into the configuration, as a worker does, so that a status has cards."""
    from sqlalchemy import update

    from storage.models import PROBE

    with database.transaction() as connection:
        providers = {each.provider for each in series(connection).values()}
        specs = [ProviderSpec(id=name, name=name) for name in sorted(providers)]
        register(connection, specs, [], now_ms)
        connection.execute(update(PROBE).values(removed_at_ms=None, every_s=60.0, check="http"))
