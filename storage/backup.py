"""Copies of a SQLite file as it was at one moment, taken while others write to it."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from glob import escape
from pathlib import Path

from storage.errors import DatabaseError

Progress = Callable[[int, int], None]

_PAGES = 2_000


def back_up(source: Path, target: Path, progress: Progress = lambda _done, _all: None) -> None:
    """Copy the database at `source` to `target` as it is now, and check the copy.

    `progress` hears how many pages are done, of how many. `target` appears only when it is
    whole. Raises `DatabaseError` where it is there already or cannot be written, or where the
    copy is found damaged.
    """
    if target.exists():
        raise DatabaseError(f"{target} is there already: choose another name")
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        try:
            _copy(source, partial, progress)
            shutil.copymode(source, partial)
            partial.replace(target)
        finally:
            for suffix in ("", "-journal", "-wal", "-shm"):
                partial.with_name(partial.name + suffix).unlink(missing_ok=True)
    except OSError as error:
        raise DatabaseError(f"{target} cannot be written: {error.strerror}") from error
    except sqlite3.Error as error:
        if "malformed" in str(error):
            raise DatabaseError(
                f"{source} is damaged, and so would be its copy: {error}"
            ) from error
        raise DatabaseError(f"{source} cannot be copied to {target}: {error}") from error


def back_up_before_migration(source: Path, revision: str) -> Path:
    """Copy a file of an older schema beside itself, unless that was done; return the copy.

    Raises `DatabaseError` where it cannot be copied.
    """
    target = source.with_name(f"{source.name}.schema-{revision}")
    # Nobody else migrates meanwhile, so that these are of one who was killed.
    for left in source.parent.glob(f".{escape(target.name)}.*.partial"):
        with suppress(OSError):
            left.unlink()
    if not target.exists():
        try:
            back_up(source, target)
        except DatabaseError as error:
            raise DatabaseError(
                f"{source} is of an older Brownout and is copied before it is migrated, "
                f"which failed: {error}"
            ) from error
    return target


def _copy(source: Path, target: Path, progress: Progress) -> None:
    with (
        closing(sqlite3.connect(source, isolation_level=None)) as reading,
        closing(sqlite3.connect(target, isolation_level=None)) as writing,
    ):
        # Held while the pages are copied: without it every commit of others begins it anew.
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM sqlite_master").fetchone()
        reading.backup(
            writing, pages=_PAGES, progress=lambda _, left, all_: progress(all_ - left, all_)
        )
        # The copy is one file until it is opened as a database of its own.
        writing.execute("PRAGMA journal_mode = DELETE")
        if (found := writing.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            raise DatabaseError(f"{source} is damaged, and so would be its copy: {found}")
    with target.open("rb") as file:
        os.fsync(file.fileno())
