"""Garbage collections that hold up nothing, whatever a process has in memory."""

import gc
import time
from typing import Any, Self

# As long as a probe that is due may well wait.
LONG_S = 0.02
_FIRST_WAIT_S = 1.0
# So many allocations more than frees are some hundred runs under way: what ends soon has ended
# before it is looked at, rather than be taken for what lasts.
_YOUNG = 10_000


class ShortCollections:
    """While entered, sets aside what is in memory after a full collection that took long.

    A full collection looks at everything that was not set aside, some 450 ms for what 10,000
    probes are and remember, and meanwhile nothing else runs. What is set aside is still freed when
    nothing refers to it, but no longer as part of a cycle. So that little is lost in cycles, the
    time until more may be set aside doubles each time.
    """

    def __init__(self, long_s: float = LONG_S) -> None:
        self._long_s = long_s
        self._began_s = 0.0
        self._again()

    def __enter__(self) -> Self:
        self._thresholds = gc.get_threshold()
        gc.set_threshold(_YOUNG, *self._thresholds[1:])
        gc.callbacks.append(self._heard)
        return self

    def __exit__(self, *_: object) -> None:
        gc.callbacks.remove(self._heard)
        gc.set_threshold(*self._thresholds)
        gc.unfreeze()

    def start_again(self) -> None:
        """Look at everything once more, because much of it may be in use no longer."""
        gc.unfreeze()
        self._again()

    def _again(self) -> None:
        self._not_before_s, self._wait_s = 0.0, _FIRST_WAIT_S

    def _heard(self, phase: str, info: dict[str, Any]) -> None:
        now_s = time.perf_counter()
        if phase == "start":
            self._began_s = now_s
        elif (
            info["generation"] == 2
            and now_s - self._began_s >= self._long_s
            and now_s >= self._not_before_s
        ):
            gc.freeze()
            self._not_before_s, self._wait_s = now_s + self._wait_s, self._wait_s * 2
