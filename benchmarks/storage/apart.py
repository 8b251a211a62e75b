"""Work in a process of its own, so that its memory can be told from that of the rest."""

import resource
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

Answer = TypeVar("Answer")


def apart(work: Callable[..., Answer], *given: object) -> tuple[Answer, float]:
    """Return what `work` returns, and the megabytes that its process took at most."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(_measured, work, given).result()


def _measured(work: Callable[..., Answer], given: tuple[object, ...]) -> tuple[Answer, float]:
    answer = work(*given)
    return answer, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
