"""Workers: the last sign of life of each."""

from dataclasses import replace

from storage import workers
from storage.database import Database
from storage.workers import WorkerBeat

WORKER = WorkerBeat(
    vantage="home",
    host="attic",
    pid=4711,
    version="0.1.0",
    started_at_ms=1_000,
    beat_at_ms=2_000,
    config_path="/etc/brownout/probes.yaml",
    late_ms=0.75,
    probes=12,
    clock="event loop",
)


def test_a_worker_shows_its_last_beat(database: Database) -> None:
    later = replace(WORKER, beat_at_ms=3_000, config_error="line 3: `evry`: no such key")
    with database.transaction() as connection:
        workers.beat(connection, WORKER)
        assert workers.workers(connection) == [WORKER]
        workers.beat(connection, later)
        assert workers.workers(connection) == [later]


def test_workers_of_other_places_and_machines_are_told_apart(database: Database) -> None:
    others = [
        replace(WORKER, vantage="eu-west", beat_at_ms=5_000),
        replace(WORKER, host="cellar", beat_at_ms=4_000),
        replace(WORKER, pid=4712, beat_at_ms=3_000),
    ]
    with database.transaction() as connection:
        for worker in (WORKER, *others):
            workers.beat(connection, worker)
        assert workers.workers(connection) == [*others, WORKER]
        assert workers.workers(connection, since_ms=4_000) == others[:2]


def test_a_worker_that_stopped_says_so_until_it_starts_again(database: Database) -> None:
    other = replace(WORKER, pid=4712)
    with database.transaction() as connection:
        workers.beat(connection, WORKER)
        workers.beat(connection, other)
        workers.stopped(connection, vantage="home", host="attic", pid=4711, now_ms=9_000)
        assert workers.workers(connection) == [replace(WORKER, stopped_at_ms=9_000), other]
        workers.beat(connection, WORKER)
        assert workers.workers(connection) == [WORKER, other]
