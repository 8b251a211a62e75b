"""Writes the pages of the reference out of the code that they describe: one file here, one page."""

import importlib
import os
import pkgutil
from pathlib import Path
from types import ModuleType
from typing import Protocol, cast

from docs.generate import pages


class Page(Protocol):
    """One page: a module of `pages/`, named as its file in the site is."""

    TITLE: str

    def content(self) -> str:
        """Return what stands under the title, as Markdown."""


def names() -> list[str]:
    """Return the names of all pages, sorted."""
    return sorted(module.name for module in pkgutil.iter_modules(pages.__path__))


def render(name: str) -> str:
    """Return a page as Markdown, and whence it comes in its first line."""
    module: ModuleType = importlib.import_module(f"{pages.__name__}.{name}")
    page = cast("Page", module)
    made = f"% Made of the code by docs/generate/pages/{name}.py."
    return f"{made}\n\n# {page.TITLE}\n\n{page.content()}"


def write(folder: Path) -> None:
    """Write every page into `folder`."""
    for name in names():
        put(folder / f"{name}.md", render(name))


def put(file: Path, text: str) -> None:
    """Write a page as a whole, unless it stands there as it is: somebody may be reading it."""
    if file.exists() and file.read_text(encoding="utf-8") == text:
        return
    file.parent.mkdir(exist_ok=True)
    draft = file.with_suffix(f".{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(file)
