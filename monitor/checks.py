"""The kinds of check that a configuration may name: ours, installed ones, and files."""

from collections.abc import Mapping
from functools import cached_property
from importlib.metadata import EntryPoint
from pathlib import Path as FilePath

import probes.checks
from monitor.mistakes import Mistake, Path, Place
from monitor.node import Node
from probes import plugins
from probes.checks import Check
from probes.custom import BadCheck, CustomCheck, installed, load_file, load_installed


def load_check(word: str) -> Check:
    """Return the check of that name that Brownout brings along.

    Raises:
        probes.plugins.UnknownPlugin: where there is none.
    """
    module: Check = plugins.load(probes.checks, word)
    return module


class Checks:
    """Finds checks by their word; files are loaded at once, installed ones when first asked for.

    `files` are those that `checks:` names, whether or not they could be loaded.
    """

    def __init__(self, root: Node, folder: FilePath, mistakes: list[Mistake]) -> None:
        self.files: list[FilePath] = []
        self._folder = folder
        self._ours = plugins.names(probes.checks)
        self._written: dict[str, CustomCheck | None] = {}
        node = root.child("checks")
        for index, each in enumerate(node.value if node and isinstance(node.value, list) else []):
            if isinstance(each.value, str) and not each.is_wrong:
                self._add_file(each, folder, ("checks", index), mistakes)

    @property
    def words(self) -> list[str]:
        """The words that `check:` may hold."""
        return sorted({*self._ours, *self._written, *self._installed})

    @property
    def loaded(self) -> list[Check]:
        """Every check but those that installed packages offer and nobody has asked for."""
        return [*map(load_check, self._ours), *filter(None, self._written.values())]

    def find(self, word: str, path: Path, place: Place, mistakes: list[Mistake]) -> Check | None:
        """Return the check called `word`, one of `words`, or None where that has been told."""
        if word in self._written:
            return self._written[word]
        if word in self._ours:
            return load_check(word)
        try:
            return load_installed(self._installed[word])
        except BadCheck as error:
            mistakes.append(Mistake(str(error), path, place))
            return None

    def is_forgotten(self, word: str) -> bool:
        """Return whether a file for `word` lies beside the configuration that does not name it."""
        file = self._folder / f"{word}.py"
        return word.isidentifier() and word not in self.words and file.is_file()

    @cached_property
    def _installed(self) -> Mapping[str, EntryPoint]:
        return installed()

    def _add_file(self, node: Node, folder: FilePath, path: Path, mistakes: list[Mistake]) -> None:
        file = (folder / FilePath(str(node.value)).expanduser()).absolute()
        self.files.append(file)
        word = file.stem
        if word in self._ours or word in self._written:
            whose = "Brownout brings along" if word in self._ours else "another file holds"
            what = f"`{word}` is the name of a check that {whose}"
            mistakes.append(Mistake(what, path, node.place, "rename the file"))
            return
        self._written[word] = None
        try:
            self._written[word] = load_file(file)
        except BadCheck as error:
            mistakes.append(Mistake(str(error), path, node.place))
