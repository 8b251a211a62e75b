"""Two databases, and a kind of row written from one to a file."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from publish import history, table_files
from storage.database import Database, open_database

Write = Callable[[Database, str, Path], bytes]


@pytest.fixture
def source(tmp_path: Path, migrated: Callable[[Path], Path]) -> Iterator[Database]:
    database = open_database(migrated(tmp_path / "source.db"))
    yield database
    database.close()


@pytest.fixture
def target(tmp_path: Path, migrated: Callable[[Path], Path]) -> Iterator[Database]:
    database = open_database(migrated(tmp_path / "target.db"))
    yield database
    database.close()


@pytest.fixture
def write() -> Write:
    """Write all rows of a kind, and return what the file holds."""

    def do(database: Database, word: str, file: Path) -> bytes:
        kind = history.load(word)
        always = history.Period(from_ms=0, to_ms=2**62)
        with database.read() as connection:
            table_files.write(file, kind.COLUMNS, kind.rows(connection, always))
        return file.read_bytes()

    return do
