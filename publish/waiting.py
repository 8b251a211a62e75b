"""What is said of results that wait for the database."""

from collections.abc import Sequence
from datetime import UTC, datetime

from storage.spool_state import SpoolState


def sentence(states: Sequence[SpoolState]) -> str | None:
    """Return how many results of all workers wait, since when and why; None where none does."""
    waiting = sum(state.waiting for state in states)
    lost = sum(state.lost for state in states)
    if not waiting:
        return f"{_results(lost)} lost: there was no room for them." if lost else None
    since_ms = min((s.since_ms for s in states if s.since_ms is not None), default=None)
    since = "" if since_ms is None else f" since {_utc(since_ms)}"
    reason = next((state.reason for state in states if state.reason), None)
    why = "it is being read into the database" if reason is None else reason
    said = f"{_results(waiting, 'wait')} on disk for the database{since}: {why}."
    if in_memory := sum(state.in_memory for state in states):
        said += f" {_results(in_memory)} in memory alone, where a crash would lose them."
    if lost:
        said += f" {_results(lost)} lost: there was no room for them."
    return said


def _results(count: int, verb: str = "are") -> str:
    one = {"are": "is", "wait": "waits"}[verb]
    return f"{count:,} result {one}" if count == 1 else f"{count:,} results {verb}"


def _utc(at_ms: int) -> str:
    return f"{datetime.fromtimestamp(at_ms / 1000, UTC):%Y-%m-%d %H:%M:%S} UTC"
