"""What is wrong with a configuration, where, and how to mend it."""

import json
import re
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]

SHOWN = 40


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line and a column of the file, both counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: what is wrong, the path and place of the value, and the mend."""

    what: str
    path: Path = ()
    place: Place | None = None
    mend: str = ""

    def render(self, file: FilePath) -> str:
        """Return `file:line:column: path: what is wrong; the mend`."""
        where = f"{file}:{self.place.line}:{self.place.column}" if self.place else str(file)
        path = f"{render_path(self.path)}: " if self.path else ""
        mend = f"; {self.mend}" if self.mend else ""
        return _on_one_line(f"{where}: {path}{self.what}{mend}")


class ConfigError(Exception):
    """The configuration cannot be used; `mistakes` says everything that is wrong with it.

    `check_files` are the Python files it names, in which a mistake may be too.
    """

    def __init__(
        self, file: FilePath, mistakes: list[Mistake], check_files: tuple[FilePath, ...] = ()
    ) -> None:
        self.file = file
        self.check_files = check_files
        self.mistakes = tuple(sorted(dict.fromkeys(mistakes), key=_order))
        super().__init__("\n".join(mistake.render(file) for mistake in self.mistakes))


def render_path(path: Path) -> str:
    """Return a path as people write it: `probes[0].expect.total`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            name = part if re.fullmatch(r"[\w-]+", part) else json.dumps(shorten(part))
            text += f".{name}" if text else name
    return text


def shorten(text: str) -> str:
    """Return a text from the file, short enough to be quoted in a message."""
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _on_one_line(text: str) -> str:
    # What stands in the file must not reach the terminal as a command to it.
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)


def _order(mistake: Mistake) -> tuple[Place, str]:
    return mistake.place or Place(0, 0), render_path(mistake.path)
