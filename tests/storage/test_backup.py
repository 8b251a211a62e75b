"""A backup is the database of one moment, taken while others write."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from probes.result import ProbeResult
from storage import results
from storage.backup import back_up
from storage.database import Database, DatabaseError, open_database

Make = Callable[..., ProbeResult]


def test_a_backup_is_one_moment_while_others_write(
    path: Path, sqlite: Database, result: Make, tmp_path: Path
) -> None:
    def pair(number: int) -> list[ProbeResult]:
        return [result(probe=name, started_at_ms=number, request_id="x" * 900) for name in "ab"]

    with sqlite.transaction() as connection:
        results.append(connection, [each for n in range(1, 5_001) for each in pair(n)])
    stopping, written = threading.Event(), [5_000]

    def write() -> None:
        while not stopping.is_set():
            written[0] += 1
            with sqlite.transaction() as connection:
                results.append(connection, pair(written[0]))

    writer = threading.Thread(target=write)
    writer.start()
    heard: list[tuple[int, int]] = []
    back_up(path, tmp_path / "copy.db", lambda done, all_: heard.append((done, all_)))
    stopping.set()
    writer.join()

    assert written[0] > 5_000
    assert len(heard) > 1
    assert heard[-1][0] == heard[-1][1]
    assert [each.name for each in tmp_path.glob("*copy*")] == ["copy.db"]
    copy = open_database(tmp_path / "copy.db")
    with copy.read() as connection:
        kept = [each.started_at_ms for each in results.stream(connection, 0, 10**9)]
    copy.close()
    # Both of each pair, and all that was there when it began.
    assert kept == [n for n in range(1, len(kept) // 2 + 1) for _ in "ab"]
    assert 5_000 <= len(kept) // 2 <= written[0]


def test_nothing_is_overwritten(path: Path, sqlite: Database, tmp_path: Path) -> None:
    target = tmp_path / "mine.txt"
    target.write_text("precious")
    with pytest.raises(DatabaseError, match="is there already: choose another name"):
        back_up(path, target)
    assert target.read_text() == "precious"
    with pytest.raises(DatabaseError, match="cannot be written: Not a directory"):
        back_up(path, target / "copy.db")


def test_a_damaged_database_is_told_when_it_is_copied(
    path: Path, result: Make, tmp_path: Path
) -> None:
    database = open_database(path)
    with database.transaction() as connection:
        results.append(connection, [result(started_at_ms=n) for n in range(5_000)])
    database.close()
    with path.open("r+b") as file:
        file.seek(4096 * 60)
        file.write(b"\xff" * 4096 * 4)
    with pytest.raises(DatabaseError, match="is damaged, and so would be its copy"):
        back_up(path, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_a_file_that_was_moved_away_or_replaced_is_opened_anew(
    path: Path, sqlite: Database, result: Make, tmp_path: Path
) -> None:
    def count() -> int:
        with sqlite.read() as connection:
            return len(results.recent(connection))

    with sqlite.transaction() as connection:
        results.append(connection, [result()])
    back_up(path, tmp_path / "copy.db")
    path.rename(tmp_path / "away.db")
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    assert count() == 0
    assert sqlite.opened == 2

    sqlite.close()
    path.write_bytes(b"garbage of any kind " * 1000)
    with pytest.raises(DatabaseError, match="is not a Brownout database"):
        count()
    (tmp_path / "copy.db").replace(path)
    assert count() == 1
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("SELECT count(*) FROM result").fetchone() == (1,)
