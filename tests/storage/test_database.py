"""Opening, migrating, sharing and losing a database."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

import storage
from probes.result import ProbeResult
from storage import results
from storage.database import Database, DatabaseError, open_database

REPOSITORY = Path(storage.__file__).parents[1]

WRITER = """
import sys
from probes.result import Outcome, ProbeResult, Surface
from storage import results
from storage.database import open_database

path, probe, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
sys.stdin.readline()
database = open_database(path)
for number in range(1, count + 1):
    with database.transaction() as connection:
        results.append(connection, [ProbeResult(
            probe=probe, provider="openai", surface=Surface.API, vantage="home",
            started_at_ms=number, outcome=Outcome.OK, detail="x" * 500,
        )])
    print(number, flush=True)
database.close()
"""


def start_writer(path: Path, probe: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), probe, str(count)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def release(writer: subprocess.Popen[str]) -> None:
    assert writer.stdin is not None
    assert writer.stdout is not None
    assert writer.stdout.readline() == "ready\n"
    writer.stdin.write("go\n")
    writer.stdin.flush()


def pragma(database: Database, name: str) -> object:
    with database.read() as connection:
        return connection.execute(text(f"PRAGMA {name}")).scalar()


def test_a_missing_file_is_created_with_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "data" / "brownout" / "brownout.db"
    open_database(path).close()
    assert path.is_file()


def test_a_database_survives_closing(path: Path, result: Callable[..., ProbeResult]) -> None:
    first = open_database(path)
    with first.transaction() as connection:
        results.append(connection, [result()])
    first.close()
    second = open_database(f"sqlite:///{path}")
    with second.read() as connection:
        assert results.recent(connection) == [result()]
    second.close()


def test_every_connection_is_durable_and_patient(sqlite: Database) -> None:
    assert pragma(sqlite, "journal_mode") == "wal"
    assert pragma(sqlite, "synchronous") == 2
    assert pragma(sqlite, "busy_timeout") == 5000
    assert pragma(sqlite, "foreign_keys") == 1
    assert pragma(sqlite, "temp_store") == 2


def test_a_transaction_that_raises_leaves_nothing(
    database: Database, result: Callable[..., ProbeResult]
) -> None:
    def fail() -> None:
        with database.transaction() as connection:
            results.append(connection, [result()])
            raise RuntimeError("crash")

    with pytest.raises(RuntimeError, match="crash"):
        fail()
    with database.read() as connection:
        assert results.recent(connection) == []


def test_reading_cannot_write(database: Database, result: Callable[..., ProbeResult]) -> None:
    with pytest.raises(DatabaseError), database.read() as connection:
        results.append(connection, [result()])
    with database.transaction() as connection:
        results.append(connection, [result()])


def test_a_reader_sees_one_moment_while_a_writer_goes_on(
    database: Database, result: Callable[..., ProbeResult]
) -> None:
    with database.read() as reading:
        assert results.recent(reading) == []
        with database.transaction() as writing:
            results.append(writing, [result()])
        assert results.recent(reading) == []
    with database.read() as reading:
        assert results.recent(reading) == [result()]


def test_threads_share_a_database(database: Database, result: Callable[..., ProbeResult]) -> None:
    def write(probe: str) -> None:
        for number in range(40):
            with database.transaction() as connection:
                results.append(connection, [result(probe=probe, started_at_ms=number)])

    threads = [threading.Thread(target=write, args=(f"probe {n}",)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as connection:
        assert len(results.recent(connection, limit=1000)) == 120


def test_processes_may_open_and_write_a_new_database_at_once(path: Path) -> None:
    writers = [start_writer(path, f"probe {n}", 20) for n in range(3)]
    for writer in writers:
        release(writer)
    for writer in writers:
        writer.communicate(timeout=120)
    assert [writer.returncode for writer in writers] == [0, 0, 0]
    database = open_database(path)
    with database.read() as connection:
        for n in range(3):
            kept = results.recent(connection, probe=f"probe {n}")
            assert [r.started_at_ms for r in kept] == list(range(20, 0, -1))
    assert pragma(database, "integrity_check") == "ok"
    database.close()


def test_a_killed_writer_loses_nothing_it_had_committed(path: Path) -> None:
    writer = start_writer(path, "canary", 1_000_000)
    release(writer)
    assert writer.stdout is not None
    acknowledged = [int(writer.stdout.readline()) for _ in range(50)]
    writer.kill()
    acknowledged += [int(line) for line in writer.stdout.read().split("\n")[:-1]]
    writer.communicate()
    database = open_database(path)
    with database.read() as connection:
        kept = [r.started_at_ms for r in results.stream(connection, 0, 2_000_000)]
    # One more may have been committed and not yet told.
    assert kept[: len(acknowledged)] == acknowledged
    assert len(kept) - len(acknowledged) in (0, 1)
    assert pragma(database, "integrity_check") == "ok"
    database.close()


def test_a_writer_waits_for_another_program_and_then_says_who_is_busy(
    path: Path, sqlite: Database
) -> None:
    with sqlite.transaction() as connection:
        connection.execute(text("PRAGMA busy_timeout = 50"))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseError, match=r"brownout\.db is busy"), sqlite.transaction():
        pass
    other.execute("ROLLBACK")
    other.close()
    with sqlite.transaction():
        pass


@pytest.mark.parametrize(
    "content",
    [
        b"probes:\n  - name: not a database, but long enough to look like one\n" * 20,
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
        b"SQLite format 3\0 and no more",
        b"SQLite format 3\0" + bytes(range(255, 0, -1)) * 40,
    ],
    ids=["text", "picture", "cut", "garbled"],
)
def test_a_file_that_is_no_database_is_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    before = path.read_bytes()
    with pytest.raises(DatabaseError, match="is not a Brownout database: choose another file"):
        open_database(path)
    assert path.read_bytes() == before


def test_a_damaged_database_says_so(path: Path, result: Callable[..., ProbeResult]) -> None:
    first = open_database(path)
    with first.transaction() as connection:
        results.append(connection, [result(started_at_ms=n) for n in range(5_000)])
    first.close()
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096 * 40)
    with pytest.raises(DatabaseError, match="is damaged: restore it from a backup"):
        open_database(path)


def test_another_programs_database_is_left_alone(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.close()
    with pytest.raises(DatabaseError, match=r"another program's database .*'bookmarks'"):
        open_database(path)
    other = sqlite3.connect(path)
    assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("bookmarks",)]
    other.close()


def test_a_newer_database_is_refused(path: Path) -> None:
    open_database(path).close()
    newer = sqlite3.connect(path)
    newer.execute("UPDATE alembic_version SET version_num = '9999'")
    newer.commit()
    newer.close()
    with pytest.raises(DatabaseError, match=r"written by a newer Brownout .*upgrade Brownout"):
        open_database(path)


def test_a_read_only_database_says_so(path: Path) -> None:
    sqlite3.connect(path).execute("PRAGMA journal_mode = WAL").connection.close()
    with pytest.raises(DatabaseError, match="is read-only: let this user write"):
        open_database(f"sqlite:///file:{path}?mode=ro&uri=true")


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="cannot be opened"):
        open_database(tmp_path)


def test_an_unknown_kind_of_database_says_what_can_be_used() -> None:
    with pytest.raises(DatabaseError, match="give a file or a postgresql:// URL"):
        open_database("frobnicate://host/db")


def test_a_password_is_never_shown() -> None:
    with pytest.raises(DatabaseError) as caught:
        open_database("frobnicate://someone:hunter2@host/db")
    assert "hunter2" not in str(caught.value)
