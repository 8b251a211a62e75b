"""What a history is made of, and moves in files: one kind of row per file."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from probes import plugins
from publish import table_files
from publish.table_files import Cells, Columns, Row
from storage.database import Connection

_HERE = sys.modules[__name__]

__all__ = [
    "Cells",
    "Columns",
    "Connection",
    "Kind",
    "Landed",
    "Period",
    "Row",
    "kind_of",
    "load",
    "names",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What is asked for: [from_ms, to_ms), epoch ms UTC, of one provider or of all."""

    from_ms: int
    to_ms: int
    provider: str | None = None


@dataclass(slots=True)
class Landed:
    """What became of a batch: how many rows are new, and what is wrong with others, by place.

    `follows` counts those that are not kept because they are made anew of what is.
    """

    new: int = 0
    follows: int = 0
    mistakes: list[tuple[int, str]] = field(default_factory=list)


class Kind(Protocol):
    """One kind of row: a file of this folder, named by the word people write.

    A file has all of `COLUMNS`; one is known for this kind by its `REQUIRED` columns, which no
    two kinds share. Of several files those of the lowest `RANK` are taken in first.
    """

    COLUMNS: Columns
    REQUIRED: tuple[str, ...]
    RANK: int

    def count(self, connection: Connection, period: Period) -> int | None:
        """Return how many rows there are, None where counting would be as slow as reading."""

    def rows(self, connection: Connection, period: Period) -> Iterator[dict[str, Any]]:
        """Yield the rows, in an order that depends on nothing but what they hold."""

    def land(self, connection: Connection, rows: Sequence[Row]) -> Landed:
        """Keep rows that have no mistake so far; those that are here already are passed over."""


def names() -> list[str]:
    """Return the words for all kinds."""
    return plugins.names(_HERE)


def load(word: str) -> Kind:
    """Return a kind by its word. Raises `probes.plugins.UnknownPlugin` where there is none."""
    kind: Kind = plugins.load(_HERE, word)
    return kind


def kind_of(path: Path) -> tuple[str, Kind] | None:
    """Return the kind of row that a file holds, with its word; None where it is empty.

    Raises:
        BadFile: where it holds none of them.
        OSError: where it cannot be read.
    """
    columns = table_files.names(path)
    if columns is None:
        return None
    for word in names():
        kind = load(word)
        if all(name in columns for name in kind.REQUIRED):
            return word, kind
    wanted = "; ".join(f"{word}: {', '.join(load(word).REQUIRED)}" for word in names())
    raise table_files.BadFile(f"{path}: its columns are those of no kind of row ({wanted})")
