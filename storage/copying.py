"""A whole history from one database to another, of whatever kinds, as it is at one moment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Table, func, select
from sqlalchemy.exc import IntegrityError

from storage.database import Database
from storage.dialect import continue_numbering, upsert
from storage.errors import DatabaseError
from storage.models import PROBE, PROVIDER, RESULT, VANTAGE, Row
from storage.results import append_rows

Progress = Callable[[str, int, int], None]

_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Copied:
    """One table, with how many rows it has in either database."""

    table: str
    here: int
    there: int

    @property
    def is_whole(self) -> bool:
        """True where none is missing and none is left over."""
        return self.here == self.there


def copy(
    source: Database, target: Database, progress: Progress = lambda _table, _done, _all: None
) -> list[Copied]:
    """Copy every row of `source` to `target`, and count them in both.

    A batch is one transaction. Begun again after it was broken off, it goes on: results that are
    there are passed over, all else is brought up to date. `progress` hears of the table, how many
    of its rows are done, and of how many.

    Raises `DatabaseError` where one of them cannot be used, or `target` holds another history.
    """
    copied = []
    with source.read() as reading:
        with target.read() as connection:
            _refuse_another_history(reading, connection, target.name)
        for table in Row.metadata.sorted_tables:
            here = _count(reading, table)
            for done in _copy_table(reading, target, table):
                progress(table.name, done, here)
            with target.read() as connection:
                copied.append(Copied(table.name, here, _count(connection, table)))
    return copied


def _copy_table(reading: Connection, target: Database, table: Table) -> Iterator[int]:
    columns, key = tuple(table.c.keys()), [column.name for column in table.primary_key]
    changing = [name for name in columns if name not in key]
    rows = select(table).order_by(*table.primary_key).execution_options(stream_results=True)
    done = 0
    for batch in reading.execute(rows).partitions(_BATCH):
        with target.transaction() as writing, _no_other(target.name, table.name):
            if table is RESULT:
                append_rows(writing, [tuple(row) for row in batch])
            else:
                named = [dict(zip(columns, row, strict=True)) for row in batch]
                upsert(writing, table, named, key=key, update=changing)
        done += len(batch)
        yield done
    with target.transaction() as writing:
        continue_numbering(writing, table)


def _refuse_another_history(here: Connection, there: Connection, name: str) -> None:
    # Results know their probes by number, so the numbers have to mean the same in both.
    for table in (PROVIDER, PROBE, VANTAGE):
        wanted = select(table.c.id, table.c.name)
        if stranger := {tuple(row) for row in there.execute(wanted)} - {
            tuple(row) for row in here.execute(wanted)
        }:
            _, whose = min(stranger)
            raise DatabaseError(
                f"{name} holds another history (its {table.name} `{whose}` is not in this one): "
                "choose an empty database"
            )


@contextmanager
def _no_other(name: str, table: str) -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise DatabaseError(
            f"{name} holds rows of {table} that contradict these: choose an empty database"
        ) from error


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()
