"""Locks end with their holder, whoever that was and however it ended."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage import locks
from storage.database import Database, DatabaseError, open_database
from storage.locks import LockSession, only_worker

HOLDER = """
import sys, time
from storage.database import open_database
from storage.locks import LockSession, only_worker
database = open_database(sys.argv[1])
if database.file() is None:
    session = LockSession(database)
    assert session.try_lock(1, [1, 2]) == {1, 2}
    print("held", flush=True)
    time.sleep(60)
with only_worker(database):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def two(postgres: Database) -> Iterator[tuple[LockSession, LockSession]]:
    sessions = LockSession(postgres), LockSession(postgres)
    yield sessions
    for session in sessions:
        session.close()


def holder(url: str | Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HOLDER, str(url)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_lock_is_held_by_one_until_it_gives_it_up(two: tuple[LockSession, LockSession]) -> None:
    one, other = two
    assert one.try_lock(7, [1, 2, 3]) == {1, 2, 3}
    assert other.try_lock(7, [2, 3, 4]) == {4}
    assert other.try_lock(8, [1]) == {1}, "another group has locks of its own"
    one.unlock(7, [2])
    assert other.try_lock(7, [2, 3]) == {2}
    assert one.try_lock(7, []) == set()


def test_those_who_share_a_lock_can_be_counted(two: tuple[LockSession, LockSession]) -> None:
    one, other = two
    assert one.share_lock(7, 9)
    assert one.holders(7, 9) == 1
    assert other.share_lock(7, 9)
    assert one.holders(7, 9) == 2
    assert other.try_lock(7, [9]) == set()
    other.close()
    while one.holders(7, 9) != 1:
        time.sleep(0.01)


def test_what_is_told_is_heard_by_all_and_waited_for(two: tuple[LockSession, LockSession]) -> None:
    one, other = two
    one.tell({"number": 1, "word": "größe"})
    assert one.heard(5) == other.heard(5) == [{"number": 1, "word": "größe"}]
    assert other.heard(0.01) == []


def test_what_a_transaction_tells_is_heard_when_it_is_committed(
    postgres: Database, two: tuple[LockSession, LockSession]
) -> None:
    with postgres.transaction() as connection:
        locks.tell(connection, {"number": 2})
        assert two[0].heard(0.1) == []
    assert two[0].heard(5) == [{"number": 2}]


def test_the_locks_of_a_killed_process_are_free_at_once(
    postgresql_url: str, postgres: Database
) -> None:
    process = holder(postgresql_url)
    session = LockSession(postgres)
    assert session.try_lock(1, [1, 2, 3]) == {3}
    process.kill()
    process.communicate()
    give_up = time.monotonic() + 10
    got: set[int] = set()
    while got != {1, 2}:
        got |= session.try_lock(1, {1, 2} - got)
        assert time.monotonic() < give_up
    session.close()


def test_a_session_that_comes_back_ends_the_one_it_was(postgres: Database) -> None:
    lost = LockSession(postgres)
    assert lost.try_lock(1, [1]) == {1}
    again = LockSession(postgres, lost.myself)
    assert again.try_lock(1, [1]) == {1}
    with pytest.raises(DatabaseError, match="has gone away"):
        lost.try_lock(1, [2])
    again.close()


def test_a_server_that_stops_is_the_end_of_a_session(postgresql: Any, postgres: Database) -> None:
    session = LockSession(postgres)
    postgresql.stop()
    with pytest.raises(DatabaseError, match="has gone away"):
        session.heard(1)
    with pytest.raises(DatabaseError, match="is not there"):
        LockSession(postgres)
    postgresql.start()
    LockSession(postgres).close()


def test_an_sqlite_file_has_one_worker(path: Path, sqlite: Database) -> None:
    process = holder(path)
    refused = pytest.raises(
        DatabaseError, match="has a worker already: stop that one first, or let"
    )
    with refused, only_worker(sqlite):
        pass
    # Readers and other writers go on.
    sqlite3.connect(path).execute("SELECT count(*) FROM result").connection.close()
    with sqlite.transaction():
        pass
    process.kill()
    process.communicate()
    with only_worker(sqlite):
        pass


def test_a_server_has_as_many_as_come(postgres: Database) -> None:
    with only_worker(postgres), only_worker(postgres):
        pass


def test_the_file_of_an_url_is_known(path: Path) -> None:
    database = open_database(f"sqlite:///file:{path}?uri=true")
    assert database.file() == str(path)
    database.close()
