"""The dashboard in a process of its own on one core, and what that takes of a processor."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from monitor.ports import reserved_port

_SCRIPT = """
import contextlib, json, sys
from dashboard.server import run
from streamlit import config

port, file, settings = int(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3])

@contextlib.asynccontextmanager
async def set_all(app):
    for name, value in settings.items():
        config.set_option(name, value)
    yield

run("127.0.0.1", port, file, lifespan=set_all)
"""
_CORE = min(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0
_TICK_S = 1 / os.sysconf("SC_CLK_TCK")

STOCK = {"runner.postScriptGC": True}
"""What Streamlit does unless told otherwise: a full collection after each run."""


class Served:
    """A server that runs: its port, and the processor time that it took so far."""

    def __init__(self, port: int, pid: int) -> None:
        self.port = port
        self._pid = pid

    @property
    def cpu_s(self) -> float:
        """Seconds of the processor, user and system together."""
        fields = Path(f"/proc/{self._pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * _TICK_S

    @property
    def memory_mb(self) -> float:
        """Resident memory."""
        lines = Path(f"/proc/{self._pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


@contextmanager
def serving(file: Path, settings: Mapping[str, object] | None = None) -> Iterator[Served]:
    """Serve the database `file` until the end of the block."""
    with reserved_port() as port:
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", _SCRIPT, str(port), str(file), json.dumps(settings or {})],
            stdout=subprocess.DEVNULL,
        )
        try:
            if hasattr(os, "sched_setaffinity"):
                os.sched_setaffinity(process.pid, {_CORE})
            _wait_for(port, process)
            yield Served(port, process.pid)
        finally:
            process.terminate()
            process.wait()


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    give_up = time.monotonic() + 120
    while True:
        try:
            urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=10).close()
        except (URLError, ConnectionError):
            if process.poll() is not None or time.monotonic() > give_up:
                raise
            time.sleep(0.1)
        else:
            return
