"""What `brownout db` does with whole databases, and what it says of it."""

import sys
from contextlib import closing
from pathlib import Path

from monitor.progress import bar
from storage.backup import back_up as copy_file
from storage.copying import Copied
from storage.copying import copy as copy_rows
from storage.database import Database, DatabaseError, existing_database, open_database
from storage.location import file_of, resolve


def back_up(url: str | Path, target: Path) -> int:
    """Copy the database at `url`, as it is now, to the SQLite file `target`; return 0.

    A SQLite file is copied page by page, any other database row by row.

    Raises:
        DatabaseError: where that cannot be done.
    """
    if file := file_of(resolve(url)):
        existing_database(url).close()
        with bar(f"copying to {target}") as tell:
            copy_file(file, target, tell)
    else:
        _rows_to_file(url, target)
    sys.stdout.write(f"{target}: {target.stat().st_size / 1e6:,.1f} MB\n")
    return 0


def _rows_to_file(url: str | Path, target: Path) -> None:
    if target.exists():
        raise DatabaseError(f"{target} is there already: choose another name")
    partial = target.with_name(f".{target.name}.partial")
    try:
        with closing(existing_database(url)) as source, closing(open_database(partial)) as written:
            if lacking := [each for each in _copied(source, written) if not each.is_whole]:
                raise DatabaseError(f"the copy of {lacking[0].table} is not whole: try again")
        partial.replace(target)
    finally:
        for suffix in ("", "-wal", "-shm"):
            partial.with_name(partial.name + suffix).unlink(missing_ok=True)


def copy(source_url: str, target_url: str) -> int:
    """Copy a history to another database, and print what there is in both; return 1 if unlike.

    Raises:
        DatabaseError: where one of them cannot be used, or the other holds another history.
    """
    one, other = resolve(source_url), resolve(target_url)
    file, its = file_of(one), file_of(other)
    if one == other or (file and its and file.resolve() == its.resolve()):
        raise DatabaseError(f"{one.render_as_string()} cannot be copied to itself")
    with (
        closing(existing_database(source_url)) as source,
        closing(open_database(target_url)) as target,
    ):
        copied = _copied(source, target)
    for each in copied:
        unlike = "" if each.is_whole else f", but {each.there:,} there"
        sys.stdout.write(f"{each.table}: {each.here:,} rows{unlike}\n")
    if all(each.is_whole for each in copied):
        sys.stdout.write(f"{target.name} holds all of {source.name}.\n")
        return 0
    sys.stdout.write(f"{target.name} does not hold what {source.name} held: was it written to?\n")
    return 1


def _copied(source: Database, target: Database) -> list[Copied]:
    with bar(f"copying {source.name}") as tell:
        return copy_rows(source, target, lambda _table, done, of: tell(done, of))
