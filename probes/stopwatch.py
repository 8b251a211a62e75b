"""What the sockets of one exchange saw, phase by phase."""

import time
from collections.abc import Callable
from contextvars import ContextVar


class ConnectionFailed(Exception):
    """No connection came about; `phase` is dns, connect or tls."""

    def __init__(
        self,
        message: str,
        *,
        phase: str,
        is_dns_temporary: bool = False,
        is_too_near: bool = False,
    ) -> None:
        super().__init__(message)
        self.phase = phase
        self.is_dns_temporary = is_dns_temporary
        self.is_too_near = is_too_near


def _ignore(phase: str) -> None:
    pass


class Stopwatch:
    """What the sockets saw of one exchange, in seconds of `time.perf_counter()`.

    `on_phase` is told whenever the exchange enters dns, connect, tls, send or first_byte.
    Durations stay None where a phase did not happen: a reused connection has none of the
    first three, and an address that is no name needs no lookup. `sent_by` is who named where we
    go (`probes.exchange.Request`), `peer` the address that we went to.
    """

    def __init__(self, on_phase: Callable[[str], None] = _ignore) -> None:
        self._on_phase = on_phase
        self.sent_by: str | None = None
        self.peer: str | None = None
        self.phase = "dns"
        self.dns_s: float | None = None
        self.connect_s: float | None = None
        self.tls_s: float | None = None
        self.sent_at: float | None = None
        self.first_byte_at: float | None = None
        self.last_byte_at: float | None = None
        self.is_reused = True
        self.is_closed_by_peer = False

    def enter(self, phase: str) -> None:
        """Note that `phase` begins."""
        self.phase = phase
        self._on_phase(phase)

    def tell_nobody(self) -> None:
        """Let go of `on_phase`, whose owner mostly holds this stopwatch: a cycle otherwise."""
        self._on_phase = _ignore

    def sent(self) -> None:
        """Note that everything written so far has been handed to the kernel."""
        self.sent_at = time.perf_counter()
        self.enter("first_byte")

    def received(self, data: bytes, arrived_at: float) -> None:
        """Note bytes of the response, or its end where `data` is empty."""
        if not data:
            self.is_closed_by_peer = True
            return
        if self.first_byte_at is None:
            self.first_byte_at = arrived_at
        self.last_byte_at = arrived_at


# Of the exchange that runs in the current task: a pool's connections serve many.
stopwatch: ContextVar[Stopwatch] = ContextVar("stopwatch")
