"""Brownout itself: its processes over one database, and all that is done to them."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.chaos.life import Life
from benchmarks.chaos.stores import Store
from benchmarks.chaos.town import Town
from monitor.ports import reserved_port

ROOT = Path(__file__).parents[2]

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
      url: "http://127.0.0.1:{target}/{number}", every: {every}s,
      headers: {{ x-life: "${{LIFE}}" }} }}
"""


class House:
    """A worker and a dashboard over one database, people who look at it, and what disturbs them."""

    def __init__(self, folder: Path, store: Store, town: Town, dice: random.Random) -> None:
        self.folder, self._store = folder, store
        self.config = folder / "probes.yaml"
        self.lives: list[Life] = []
        self.dashboards: list[Life] = []
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
        self._reserved = contextlib.ExitStack()
        self._port = self._reserved.enter_context(reserved_port())
        self.worker = self._start_worker()
        self.dashboard = self._start_dashboard()
        self._visitors = self._start_visitors()

    @property
    def disturbances(self) -> list[str]:
        """What can be done here."""
        named = ["kill_worker", "kill_dashboard", "stop", "starve", "lock", "mood", "receiver"]
        named += ["crash"] if self._store.CRASHES else []
        return [*named, "jump"] if self._library else named

    @property
    def refused(self) -> str:
        """What visitors were answered that nobody should be, a line each."""
        return (self.folder / "visitors.log").read_text()

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
        """Note memory and file handles of the worker and of the dashboard."""
        self.lives[-1].sample(self.worker.pid)
        self.dashboards[-1].sample(self.dashboard.pid)

    def end(self) -> int:
        """Ask both to stop; return the exit code of the worker."""
        self._visitors.kill()
        for process in (self.dashboard, self.worker):
            process.terminate()
        self.dashboard.wait(60)
        return self.worker.wait(60)

    def kill(self) -> None:
        """End both at once, whatever happened."""
        for process in (self._visitors, self.worker, self.dashboard):
            process.kill()
            process.wait()
        self._reserved.close()

    def _start(self, *words: str) -> "subprocess.Popen[bytes]":
        environ = {**os.environ, "LIFE": str(len(self.lives) - 1)}
        if self._library:
            environ |= {
                "LD_PRELOAD": str(self._library), "FAKETIME_TIMESTAMP_FILE": str(self._clock),
                "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                "DONT_FAKE_MONOTONIC": "1",
            }  # fmt: skip
        command = [sys.executable, "-P", "-m", "monitor", *words, "--database", self._store.url]
        with (self.folder / f"{words[0]}.log").open("ab") as log:
            return subprocess.Popen(command, env=environ, stdout=log, stderr=log)

    def _start_worker(self) -> "subprocess.Popen[bytes]":
        self.lives.append(Life())
        return self._start("worker", "--quiet", "--config", str(self.config))

    def _start_dashboard(self) -> "subprocess.Popen[bytes]":
        self.dashboards.append(Life())
        return self._start("dashboard", "--quiet", "--port", str(self._port))

    def _start_visitors(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "benchmarks.chaos.visitors", str(self._port)]
        with (self.folder / "visitors.log").open("wb") as log:
            return subprocess.Popen(
                command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdout=subprocess.DEVNULL, stderr=log,
            )  # fmt: skip

    def _kill_worker(self) -> None:
        self.worker.kill()
        self.lives[-1].end()
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
        with self._store.locked():
            time.sleep(self._dice.uniform(0.5, 8))

    def _crash(self) -> None:
        with self._store.away():
            time.sleep(self._dice.uniform(0, 6))

    def _mood(self) -> None:
        self._town.mood = self._dice.choice([m for m in ("well", "broken", "hanging")
                                             if m != self._town.mood])  # fmt: skip
        if self._town.mood != "hanging":
            self._town.free()

    def _receiver(self) -> None:
        self._town.takes_alerts = not self._town.takes_alerts

    def _jump(self) -> None:
        self._clock.write_text(f"{self._dice.randint(-FARTHEST_JUMP_S, FARTHEST_JUMP_S):+d}")
