"""Brownout itself: its processes over one database, and all that is done to them."""

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.chaos.town import Town

LIBRARIES = Path("/usr/lib").glob("*/faketime/libfaketime.so.1")
PROBES, EVERY_S, FARTHEST_JUMP_S = 24, 3, 45

CONFIG = """
reference: []
incidents:
  {{ preset: fast, open_after_s: 2, open_after_pooled_s: 1, burst_gap_s: 0.5, incident_gap_s: 0.5,
    burst_gap_pooled_s: 0.5, burst_per_hour: 3600, quiet_s: 3, repeat_s: 0.5, reopen_s: 5 }}
alerts: {{ settle: 1s, targets: {{ town: {{ webhook: "http://127.0.0.1:{receiver}/" }} }} }}
providers: {{ aurora: {{}}, borealis: {{}} }}
probes:
"""
PROBE = """  - {{ name: p{number}, provider: {provider}, check: http, surface: api,
      url: "http://127.0.0.1:{target}/{number}", every: {every}s }}
"""


@dataclass
class Life:
    """One process of a worker, by the monotonic clock: when it began, was stopped, and ended."""

    began_s: float
    ended_s: float | None = None
    stopped_s: float = 0.0
    samples: list[tuple[float, int, int]] = field(default_factory=list)


class House:
    """A worker and a dashboard over one SQLite file, with what disturbs them."""

    def __init__(self, folder: Path, town: Town, dice: random.Random) -> None:
        self.folder, self.path = folder, folder / "brownout.db"
        self.config = folder / "probes.yaml"
        self.lives: list[Life] = []
        self.done: dict[str, int] = {}
        self._town, self._dice = town, dice
        self._clock = folder / "clock"
        self._clock.write_text("+0")
        self._library = next(LIBRARIES, None)
        text = CONFIG.format(receiver=town.receiver.server_address[1])
        for number in range(PROBES):
            text += PROBE.format(
                number=number,
                provider="aurora" if number % 2 else "borealis",
                target=town.target.server_address[1],
                every=EVERY_S,
            )
        self.config.write_text(text)
        self.worker = self._start_worker()
        self.dashboard = self._start_dashboard()

    @property
    def disturbances(self) -> list[str]:
        """What can be done here."""
        named = ["kill_worker", "kill_dashboard", "stop", "starve", "lock", "mood", "receiver"]
        return [*named, "jump"] if self._library else named

    def disturb(self, what: str) -> None:
        """Do one thing, and undo it where it would not pass by itself."""
        self.done[what] = self.done.get(what, 0) + 1
        getattr(self, f"_{what}")()

    def mend(self) -> None:
        """Let everything be well."""
        self._town.mood, self._town.takes_alerts = "well", True
        self._town.free()
        self._clock.write_text("+0")

    def sample(self) -> None:
        """Note memory and file handles of the worker, in KiB and as a count."""
        with contextlib.suppress(OSError, ValueError, IndexError):
            pid = self.worker.pid
            status = Path(f"/proc/{pid}/status").read_text()
            resident = int(status.split("VmRSS:")[1].split()[0])
            handles = len([*Path(f"/proc/{pid}/fd").iterdir()])
            self.lives[-1].samples.append((time.monotonic(), resident, handles))

    def end(self) -> int:
        """Ask both to stop; return the exit code of the worker."""
        for process in (self.dashboard, self.worker):
            process.terminate()
        self.dashboard.wait(60)
        return self.worker.wait(60)

    def kill(self) -> None:
        """End both at once, whatever happened."""
        for process in (self.worker, self.dashboard):
            process.kill()
            process.wait()

    def _start(self, *words: str) -> "subprocess.Popen[bytes]":
        environ = dict(os.environ)
        if self._library:
            environ |= {
                "LD_PRELOAD": str(self._library), "FAKETIME_TIMESTAMP_FILE": str(self._clock),
                "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                "DONT_FAKE_MONOTONIC": "1",
            }  # fmt: skip
        command = [sys.executable, "-P", "-m", "monitor", *words, "--database", str(self.path)]
        with (self.folder / f"{words[0]}.log").open("ab") as log:
            return subprocess.Popen(command, env=environ, stdout=log, stderr=log)

    def _start_worker(self) -> "subprocess.Popen[bytes]":
        self.lives.append(Life(time.monotonic()))
        return self._start("worker", "--quiet", "--config", str(self.config))

    def _start_dashboard(self) -> "subprocess.Popen[bytes]":
        port = self._dice.randrange(20_000, 30_000)
        return self._start("dashboard", "--quiet", "--port", str(port))

    def _kill_worker(self) -> None:
        self.worker.kill()
        self.lives[-1].ended_s = time.monotonic()
        self.worker.wait()
        self.worker = self._start_worker()

    def _kill_dashboard(self) -> None:
        self.dashboard.kill()
        self.dashboard.wait()
        self.dashboard = self._start_dashboard()

    def _stop(self) -> None:
        began = time.monotonic()
        self.worker.send_signal(signal.SIGSTOP)
        time.sleep(self._dice.uniform(0.2, 4))
        self.worker.send_signal(signal.SIGCONT)
        self.lives[-1].stopped_s += time.monotonic() - began

    def _starve(self) -> None:
        with self._burning():
            time.sleep(self._dice.uniform(0.5, 3))

    @contextlib.contextmanager
    def _burning(self) -> Iterator[None]:
        code = "while True: sum(range(10_000))"
        burners = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(2)]
        try:
            yield
        finally:
            for burner in burners:
                burner.kill()
                burner.wait()

    def _lock(self) -> None:
        other = sqlite3.connect(self.path, timeout=20, isolation_level=None)
        with contextlib.closing(other), contextlib.suppress(sqlite3.OperationalError):
            other.execute("BEGIN IMMEDIATE")
            time.sleep(self._dice.uniform(0.5, 8))
            other.execute("ROLLBACK")

    def _mood(self) -> None:
        self._town.mood = self._dice.choice([m for m in ("well", "broken", "hanging")
                                             if m != self._town.mood])  # fmt: skip
        if self._town.mood != "hanging":
            self._town.free()

    def _receiver(self) -> None:
        self._town.takes_alerts = not self._town.takes_alerts

    def _jump(self) -> None:
        self._clock.write_text(f"{self._dice.randint(-FARTHEST_JUMP_S, FARTHEST_JUMP_S):+d}")
