"""Progress of long work, drawn on standard error where somebody watches."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
Tell = Callable[[int, int | None], None]

_TELL_EVERY = 500


@contextmanager
def bar(what: str) -> Iterator[Tell]:
    """Draw a bar while the block runs: it is told how much is done, and of how much in all."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _done, _total: None
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def counted(items: Iterable[T], what: str, total: int | None = None) -> Iterator[T]:
    """Yield `items`, of which there are `total` or nobody knows how many, and draw a bar."""
    with bar(what) as tell:
        for done, item in enumerate(items):
            if done % _TELL_EVERY == 0:
                tell(done, total)
            yield item
