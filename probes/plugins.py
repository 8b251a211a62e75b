"""A plugin is a file: found by looking into its folder, loaded by the word people write."""

import difflib
import functools
import importlib
import pkgutil
from types import ModuleType


class UnknownPlugin(LookupError):
    """No file of that name stands in the folder; the message suggests the nearest."""


def names(package: ModuleType) -> list[str]:
    """Return the words that `package` knows, sorted: one per file."""
    return sorted(module.name for module in pkgutil.iter_modules(package.__path__))


# Every run of a probe loads plugins, and each look into their folder would cost it.
@functools.cache
def load(package: ModuleType, word: str) -> ModuleType:
    """Return the plugin module called `word`.

    Raises:
        UnknownPlugin: where the folder has no such file.
    """
    known = names(package)
    if word not in known:
        raise UnknownPlugin(f"`{word}` is not known{did_you_mean(word, known)}")
    return importlib.import_module(f"{package.__name__}.{word}")


def did_you_mean(word: str, known: list[str]) -> str:
    """Return "; did you mean `x`?" for the nearest known word, else the list of known words."""
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        return f"; did you mean `{near[0]}`?"
    return f"; known are {', '.join(f'`{name}`' for name in known)}" if known else ""


def summary(module: ModuleType) -> str:
    """Return the first line of the module's docstring: the plugin's documentation."""
    return (module.__doc__ or "").strip().splitlines()[0]
