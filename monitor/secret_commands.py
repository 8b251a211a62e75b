"""Secrets that a program gives: `${command:pass show openai}`, run without a shell."""

import contextlib
import os
import shlex
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

TIMEOUT_S = 10.0
KEPT_S = 900.0
"""For so long a secret is kept in memory before its program is asked again."""

_LIMIT_BYTES = 64 * 1024


class CommandFailed(Exception):
    """The program gave no secret; the message repeats nothing of what it wrote."""


class SecretCommands:
    """Runs programs in a folder and keeps what they gave for `kept_s` seconds, in memory only."""

    def __init__(
        self, kept_s: float = KEPT_S, clock_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._kept_s, self._clock_s = kept_s, clock_s
        self._given: dict[tuple[Path, str], tuple[float, str]] = {}
        self._lock = threading.Lock()

    def ask(self, command: str, folder: Path, timeout_s: float = TIMEOUT_S) -> str:
        """Return what `command` writes to its standard output, without blanks at both ends.

        Raises:
            CommandFailed: where it cannot be run, fails, takes longer than `timeout_s`, or
                writes nothing, no text, or more than a secret is long.
        """
        with self._lock:
            asked_at_s, secret = self._given.get((folder, command), (0.0, ""))
            if not secret or self._clock_s() - asked_at_s >= self._kept_s:
                secret = _run(command, folder, timeout_s)
                self._given[folder, command] = self._clock_s(), secret
            return secret


def _run(command: str, folder: Path, timeout_s: float) -> str:
    try:
        words = shlex.split(command)
    except ValueError:
        raise CommandFailed("the command has a quotation mark without its other half") from None
    if not words:
        raise CommandFailed("the command is empty")
    program = words[0]
    try:
        process = subprocess.Popen(  # noqa: S603  whoever writes probes.yaml may run what it names
            words,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            # What it complains of may quote the secret.
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise CommandFailed(f"the command `{program}` cannot be run: {reason}") from None
    with process:
        output = _output_within(process, timeout_s)
    if output is None:
        raise CommandFailed(f"the command `{program}` gave no answer within {timeout_s:g} s")
    if len(output) > _LIMIT_BYTES:
        raise CommandFailed(f"the command `{program}` gave more than 64 KiB")
    if process.returncode:
        raise CommandFailed(f"the command `{program}` failed with exit code {process.returncode}")
    try:
        secret = output.decode().strip()
    except UnicodeDecodeError:
        raise CommandFailed(f"the command `{program}` gave what is no text") from None
    if not secret:
        raise CommandFailed(f"the command `{program}` gave nothing")
    return secret


def _output_within(process: subprocess.Popen[bytes], timeout_s: float) -> bytes | None:
    """Return what it wrote, None where it took too long; then it and its children are killed."""
    assert process.stdout is not None
    is_late = threading.Event()

    def kill() -> None:
        is_late.set()
        with contextlib.suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()

    timer = threading.Timer(timeout_s, kill)
    timer.start()
    try:
        output = process.stdout.read(_LIMIT_BYTES + 1)
        if len(output) > _LIMIT_BYTES:
            process.kill()
        process.wait()
    finally:
        timer.cancel()
    return None if is_late.is_set() else output


COMMANDS = SecretCommands()
"""Those of this process: what a program gave is remembered over edits of the configuration."""
