"""Writes the pages of the reference out of the code that they describe: one file here, one page."""

import importlib
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
    """Write every page into `folder`; one that stands there as it is keeps its time."""
    folder.mkdir(exist_ok=True)
    for name in names():
        file, text = folder / f"{name}.md", render(name)
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
