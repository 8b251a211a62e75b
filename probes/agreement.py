"""Is it us? What providers on different networks come to at the same time tells as well."""

import time
from collections.abc import Callable
from dataclasses import dataclass

WITHIN_S = 120.0
"""Results older than this say nothing about now."""
AT_LEAST = 3
"""Fewer providers than this may well fail together by chance."""


@dataclass(frozen=True, slots=True)
class _Heard:
    at_s: float
    is_cut_off: bool


class Agreement:
    """The last result of each provider beyond our own network, as seen from this vantage.

    Any answer, even a refusal, shows that the network is there; only failures to exchange
    anything may be our own.
    """

    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._clock_s = clock_s
        self._heard: dict[str, _Heard] = {}

    def now_s(self) -> float:
        """Return the moment, by the clock that `answered_since` goes by."""
        return self._clock_s()

    def hear(self, provider: str, *, is_cut_off: bool) -> None:
        """Take in what a run came to; `is_cut_off` where our own network could be the cause."""
        self._heard[provider] = _Heard(self._clock_s(), is_cut_off)

    def answered_since(self, at_s: float, *, but: str) -> bool:
        """Return whether a provider other than `but` has answered since a moment."""
        return any(
            heard.at_s >= at_s and not heard.is_cut_off
            for provider, heard in self._heard.items()
            if provider != but
        )

    def all_cut_off(self) -> bool:
        """Return whether all that were heard lately are cut off, and they are several."""
        now_s = self._clock_s()
        lately = [heard for heard in self._heard.values() if now_s - heard.at_s <= WITHIN_S]
        return len(lately) >= AT_LEAST and all(heard.is_cut_off for heard in lately)
