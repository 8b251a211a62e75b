"""What is drawn once for all viewers, for as long as what it is drawn from is the same."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from operator import is_
from threading import Lock
from typing import Generic, TypeVar

V = TypeVar("V")


class Shared(Generic[V]):
    """Keeps the last drawings by name, each with the objects that it was drawn from."""

    def __init__(self, most: int = 256) -> None:
        """Keep at most so many."""
        self._most = most
        self._kept: OrderedDict[Hashable, tuple[Sequence[object], V]] = OrderedDict()
        self._lock = Lock()

    def get(self, name: Hashable, sources: Sequence[object], draw: Callable[[], V]) -> V:
        """Return what `draw` returned from these very `sources`, drawing where nobody has yet."""
        with self._lock:
            kept = self._kept.get(name)
        if kept is not None and len(kept[0]) == len(sources) and all(map(is_, kept[0], sources)):
            return kept[1]
        drawn = draw()
        with self._lock:
            self._kept[name] = (tuple(sources), drawn)
            self._kept.move_to_end(name)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return drawn
