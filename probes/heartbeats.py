"""Signs of life that jobs send by themselves, as the check that waits for them knows them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """What was heard of one job; times are epoch ms UTC, None where it never happened.

    `awaited_since_ms` is when somebody began to wait for it. `failed_at_ms` and `detail` are of
    the last time that the job itself reported a failure. Whoever listens has listened without
    a break since `listening_since_ms`, and was last at it at `listening_at_ms`.
    """

    awaited_since_ms: int
    beat_at_ms: int | None = None
    failed_at_ms: int | None = None
    detail: str | None = None
    listening_since_ms: int | None = None
    listening_at_ms: int | None = None


Listen = Callable[[str], Awaitable[Heartbeat | None]]
"""Tells what was heard for the probe of that name; None where nobody waits for it yet."""
