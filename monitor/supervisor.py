"""Runs Brownout's processes side by side: starts each again if it dies, stops all together."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitor.cli import SUPERVISED

# A process that lived this long was well; its next death starts again with a short pause.
WELL_AFTER_S = 60.0
LONGEST_PAUSE_S = 30.0
STOP_WITHIN_S = 15.0
LOOK_EVERY_S = 0.2


@dataclass
class Process:
    """One of Brownout's own commands, run as a process."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    _popen: subprocess.Popen[bytes] | None = None
    _started_at_s: float = 0.0
    _pause_s: float = 1.0
    _due_at_s: float = 0.0

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches only the supervisor."""
        self._started_at_s = time.monotonic()
        self._popen = subprocess.Popen(  # noqa: S603  our own interpreter and modules
            [sys.executable, "-P", "-m", *self.arguments],
            stdin=subprocess.PIPE,
            env={**os.environ, **self.environment, SUPERVISED: "1"},
            start_new_session=True,
        )

    def look(self) -> None:
        """Start it again, after a growing pause, where it has died."""
        now_s = time.monotonic()
        if self._popen is not None and self._popen.poll() is not None:
            if now_s - self._started_at_s > WELL_AFTER_S:
                self._pause_s = 1.0
            sys.stderr.write(
                f"the {self.name} ended with exit code {self._popen.returncode}; "
                f"starting it again in {self._pause_s:.0f} s\n"
            )
            self._popen = None
            self._due_at_s = now_s + self._pause_s
            self._pause_s = min(LONGEST_PAUSE_S, self._pause_s * 2)
        if self._popen is None and now_s >= self._due_at_s:
            self.start()

    def stop(self) -> None:
        """Ask it to stop."""
        if self._popen is not None and self._popen.poll() is None:
            self._popen.terminate()

    def wait(self, until_s: float) -> None:
        """Wait for it to stop, and kill it where it does not."""
        if self._popen is None:
            return
        try:
            self._popen.wait(max(0.0, until_s - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()


def supervise(processes: Sequence[Process], *, for_s: float | None = None) -> None:
    """Run `processes` until SIGINT, SIGTERM, or `for_s` seconds are over; then stop them."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    until_s = None if for_s is None else time.monotonic() + for_s
    try:
        for process in processes:
            process.start()
        while not stopping.wait(LOOK_EVERY_S):
            if until_s is not None and time.monotonic() >= until_s:
                break
            for process in processes:
                process.look()
    finally:
        for process in processes:
            process.stop()
        deadline_s = time.monotonic() + STOP_WITHIN_S
        for process in processes:
            process.wait(deadline_s)
