"""A database in which nothing is watched yet."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.database import Database, open_database


@pytest.fixture
def database(tmp_path: Path, migrated: Callable[[Path], Path]) -> Iterator[Database]:
    database = open_database(migrated(tmp_path / "brownout.db"))
    yield database
    database.close()
