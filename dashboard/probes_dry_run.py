"""Probes of a typed configuration, run once by `brownout check` in a process of its own."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

AT_MOST = 6
"""How many probes one dry run may run."""

_MARGIN_S = 20.0
_SAID_CHARS = 2_000
_starting = threading.Lock()
_running: "DryRun | None" = None


class Busy(Exception):
    """Another dry run is under way: one at a time, so that pages are no way to flood anybody."""


class DryRun:
    """A run of `probes` as `text` has them, were it the file at `path`; nothing of it is kept.

    It begins at once, takes no longer than `limit_s` and a margin, and is asked whether it is done.
    Raises `Busy` where another one goes on in this process.
    """

    def __init__(self, text: str, path: Path, probes: Sequence[str], limit_s: float) -> None:
        global _running
        self.probes = tuple(probes)
        self._until_s = time.monotonic() + limit_s + _MARGIN_S
        with _starting:
            if _running is not None and not _running.is_done:
                raise Busy
            # Files rather than pipes: nobody has to wait at either end.
            with tempfile.TemporaryFile() as typed:
                typed.write(text.encode())
                typed.seek(0)
                self._out = tempfile.TemporaryFile()  # noqa: SIM115  read when it has ended
                self._err = tempfile.TemporaryFile()  # noqa: SIM115
                self._process = subprocess.Popen(  # noqa: S603  our own interpreter and module
                    [
                        *(sys.executable, "-P", "-m", "monitor", "check", "--json", "--stdin"),
                        *("--config", str(path), "--", *probes),
                    ],
                    stdin=typed,
                    stdout=self._out,
                    stderr=self._err,
                    env={**os.environ, "PYTHONSAFEPATH": "1"},
                )
            _running = self

    @property
    def is_done(self) -> bool:
        """Whether it has ended; one that takes too long is ended."""
        if self._process.poll() is None and time.monotonic() > self._until_s:
            self._process.kill()
            self._process.wait()
        return self._process.poll() is not None

    def results(self) -> list[dict[str, Any]]:
        """Return the results as `brownout check --json` prints them; none where it could not."""
        try:
            return list(json.loads(self._read(self._out))["results"])
        except (ValueError, KeyError, TypeError):
            return []

    def complaint(self) -> str:
        """Return what it said instead of results."""
        said = self._read(self._err).strip()
        return said[:_SAID_CHARS] or "it was ended, for it took too long"

    @staticmethod
    def _read(file: Any) -> str:
        file.seek(0)
        return str(file.read().decode(errors="replace"))
