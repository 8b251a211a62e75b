"""Values kept for all viewers, and read again the sooner the cheaper they were to read."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


@dataclass(slots=True)
class _Entry(Generic[V]):
    value: V
    read_at_s: float
    cost_s: float


class Kept(Generic[K, V]):
    """A cache in which reading takes up at most about one part in `share` of the time.

    A fixed time to live would either show a young database as it was a minute ago, or count
    an old one over and over. While one viewer reads anew, the others get what was kept.
    """

    def __init__(
        self,
        read: Callable[[K], V],
        *,
        share: float = 50.0,
        least_s: float = 2.0,
        most_s: float = 120.0,
        limit: int = 64,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep what `read` returns by its argument, the last `limit` of them."""
        self._read = read
        self._share = share
        self._least_s = least_s
        self._most_s = most_s
        self._limit = limit
        self._clock = clock
        self._entries: dict[K, _Entry[V]] = {}
        self._locks: dict[K, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, key: K) -> V:
        """Return the value of `key`; what `read` raises goes to whoever asked."""
        entry = self._entries.get(key)
        if entry is not None and self._is_fresh(entry):
            return entry.value
        with self._lock:
            lock = self._locks.setdefault(key, threading.Lock())
        if not lock.acquire(blocking=entry is None):
            return entry.value if entry is not None else self._read(key)
        try:
            entry = self._entries.get(key)
            if entry is not None and self._is_fresh(entry):
                return entry.value
            return self._renew(key)
        finally:
            lock.release()

    def clear(self) -> None:
        """Forget all values, so that whoever asks next reads anew."""
        with self._lock:
            self._entries.clear()

    def _is_fresh(self, entry: _Entry[V]) -> bool:
        keep_s = min(self._most_s, max(self._least_s, entry.cost_s * self._share))
        return self._clock() - entry.read_at_s < keep_s

    def _renew(self, key: K) -> V:
        begun_s = self._clock()
        value = self._read(key)
        now_s = self._clock()
        with self._lock:
            self._entries.pop(key, None)
            self._entries[key] = _Entry(value, now_s, now_s - begun_s)
            while len(self._entries) > self._limit:
                self._entries.pop(next(iter(self._entries)))
            if len(self._locks) > 2 * self._limit:
                # Whoever makes up keys shall not fill the memory with their locks.
                idle = [k for k, held in self._locks.items() if not held.locked()]
                for stray in set(idle) - self._entries.keys():
                    del self._locks[stray]
        return value
