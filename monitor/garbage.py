"""Garbage collections as rare as garbage is."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Allocations less frees. A run under way is some 250 objects, so that hundreds of them may come
# and go, or hang, without anybody looking through them.
_YOUNG = 100_000
_YOUNG_PER_MIDDLE, _MIDDLE_PER_FULL = 1, 100


@contextmanager
def rare_collections() -> Iterator[None]:
    """Look for cycles of garbage inside only where very much has been allocated and not freed.

    A collection looks through what is under way, a full one through everything, some 450 ms for
    what 10,000 probes are and remember, and meanwhile nothing else runs. Little is there to be
    found: runs leave no cycles (`tests/probes/transport` sees to that).
    """
    before = gc.get_threshold()
    gc.set_threshold(_YOUNG, _YOUNG_PER_MIDDLE, _MIDDLE_PER_FULL)
    try:
        yield
    finally:
        gc.set_threshold(*before)
