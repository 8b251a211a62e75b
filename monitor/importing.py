"""Takes files of rows into the database: a batch in one transaction, and bad rows by their line."""

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from monitor.progress import counted
from publish import history, table_files
from storage.database import Database

_BATCH = 1_000


@dataclass(slots=True)
class Taken:
    """What became of the rows of one file."""

    file: Path
    word: str
    new: int = 0
    known: int = 0
    follows: int = 0
    bad: int = 0

    @property
    def sentence(self) -> str:
        """Return it for people."""
        rows = self.new + self.known + self.follows + self.bad
        said = f"{self.file}: {self.new} of {rows} {self.word} are new"
        if self.known:
            said += f", {self.known} were here already"
        if self.follows:
            said += f", {self.follows} follow from others"
        return f"{said}, {self.bad} are bad and left out" if self.bad else said


def in_order(files: Iterable[Path]) -> list[Path]:
    """Return files in the order in which to take them in: what others build on comes first.

    Raises:
        BadFile: where one is no table, or of no kind that is known.
        OSError: where one cannot be read.
    """

    def rank(file: Path) -> int:
        found = history.kind_of(file)
        return 0 if found is None else found[1].RANK

    return sorted(files, key=rank)


def take_in(file: Path, database: Database, tell: Callable[[str], object]) -> Taken:
    """Keep the rows of `file`; `tell` hears of each bad one, with its place.

    Taking in a file again, after a crash or on purpose, keeps nothing twice.

    Raises:
        BadFile: where it is no table, or of no kind that is known.
        OSError: where it cannot be read.
        DatabaseError: where the database cannot be written; whole batches are kept so far.
    """
    found = history.kind_of(file)
    if found is None:
        return Taken(file, "rows")
    word, kind = found
    taken = Taken(file, word)
    rows = counted(table_files.read(file, kind.COLUMNS), f"reading {file}")
    while batch := list(itertools.islice(rows, _BATCH)):
        sound = [row for row in batch if row.mistake is None]
        with database.transaction() as connection:
            landed = kind.land(connection, sound)
        mistakes = [(row.place, row.mistake) for row in batch if row.mistake is not None]
        mistakes += landed.mistakes
        for place, mistake in sorted(mistakes):
            tell(f"{file}:{place}: {mistake}")
        taken.new += landed.new
        taken.bad += len(mistakes)
        taken.follows += landed.follows
        taken.known += len(batch) - len(mistakes) - landed.new - landed.follows
    return taken
