"""What the Failover page reads: whom to use now, and what each order would have had."""

from dashboard import data
from incidents.failover import Advice
from probes.result import Surface
from publish import failover, failover_history
from publish.card import DAY_MS, HOUR_MS, MINUTE_MS
from publish.failover_history import FailoverHistory
from publish.kept import Kept
from storage.probes import watched

WINDOWS = {
    "1h": HOUR_MS,
    "24h": DAY_MS,
    "7d": 7 * DAY_MS,
    "30d": 30 * DAY_MS,
    "90d": 90 * DAY_MS,
}
"""The windows that are offered, in ms, by the word that stands in the address."""


def candidates() -> dict[str, str]:
    """Return the providers that could be asked, by their ids in the order of probes.yaml."""
    return _CANDIDATES.get(data.database_url())


def advice(order: tuple[str, ...], max_ttft_ms: float | None) -> Advice:
    """Return which of `order` to use now."""
    return _ADVICE.get((data.database_url(), order, max_ttft_ms))


def history(order: tuple[str, ...], window: str) -> FailoverHistory:
    """Return what failing over would have been worth in one of `WINDOWS`."""
    return _HISTORY.get((data.database_url(), order, window))


def _read_candidates(url: str) -> dict[str, str]:
    with data.database(url).read() as connection:
        return {
            each.name: each.title
            for each in watched(connection)
            if any(probe.surface in (Surface.API, Surface.AUTH, Surface.EDGE)
                   for probe in each.probes)
        }  # fmt: skip


def _read_advice(asked: tuple[str, tuple[str, ...], float | None]) -> Advice:
    url, order, max_ttft_ms = asked
    with data.database(url).read() as connection:
        return failover.advice(connection, order, data.now_ms(), max_ttft_ms=max_ttft_ms)


def _read_history(asked: tuple[str, tuple[str, ...], str]) -> FailoverHistory:
    url, order, window = asked
    end_ms = data.now_ms() // MINUTE_MS * MINUTE_MS
    with data.database(url).read() as connection:
        return failover_history.history(connection, order, end_ms - WINDOWS[window], end_ms)


_CANDIDATES = Kept(_read_candidates, most_s=30)
_ADVICE = Kept(_read_advice, most_s=5)
_HISTORY = Kept(_read_history, least_s=30, most_s=600)
