"""When bytes arrived, by the kernel's clock where it tells."""

import contextlib
import functools
import os
import socket
import struct
import sys
import time

# Linux numbers that `socket` does not name; where they differ or are missing, the time at
# which we noticed is taken instead. See socket(7), SO_TIMESTAMPNS.
_SO_TIMESTAMPNS = 35
_TIMESPEC = struct.Struct("@ll")
_ONE_MOMENT_S = 20e-6
_TRIES = 10
HAS_KERNEL_STAMPS = sys.platform == "linux" and os.uname().machine in {"x86_64", "aarch64"}

LATE_CLOCK = "this platform does not say when bytes arrived, so times are when they were noticed"


def clock() -> str:
    """Return whose clock says when bytes arrived here: the `kernel`'s, or the `event loop`'s.

    By the event loop's, what a busy monitor noticed late counts as the provider's time.
    """
    return "kernel" if HAS_KERNEL_STAMPS else "event loop"


def ask_for_stamps(sock: socket.socket) -> None:
    """Let the kernel stamp what arrives at `sock`, where it does such a thing."""
    if HAS_KERNEL_STAMPS:
        _keep_stamping()
        _ask(sock)


def moment(ancillary: list[tuple[int, int, bytes]]) -> float:
    """Return when what was just read had arrived, in seconds of `time.perf_counter()`.

    That is the kernel's stamp where the ancillary data hold one, else now.
    """
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS:
            seconds, nanoseconds = _TIMESPEC.unpack_from(data)
            now, now_ns = _both_clocks()
            age_ns: int = now_ns - seconds * 10**9 - nanoseconds
            return now - max(0, age_ns) / 1e9
    return time.perf_counter()


def _both_clocks() -> tuple[float, int]:
    # The kernel stamps by the wall clock and we measure by another. Were we put aside between
    # the readings of the two, that time would be taken off the provider's.
    for _ in range(_TRIES):
        now = time.perf_counter()
        now_ns = time.time_ns()
        if time.perf_counter() - now < _ONE_MOMENT_S:
            break
    return now, now_ns


def _ask(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)


@functools.cache
def _keep_stamping() -> None:
    # The kernel begins to stamp when the first socket asks, a little later than asked, and
    # stops with the last: one that is never closed keeps it at it between exchanges.
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    _ask(sock)
    sock.detach()
