"""Runs code that somebody else wrote in a thread of its own, and tells at which line it is."""

import contextlib
import ctypes
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Generic, TypeVar

T = TypeVar("T")


class Work(Generic[T]):
    """A function under way in a thread of its own, which ends with us where it does not itself.

    `ended` is called in that thread when the function is done.
    """

    def __init__(
        self, function: Callable[[], T], name: str, ended: Callable[[], None] = lambda: None
    ) -> None:
        self._came: list[T] = []
        self._error: BaseException | None = None

        def run() -> None:
            try:
                self._came.append(function())
            except BaseException as error:  # noqa: BLE001  an exit too is told, not obeyed
                self._error = error
            ended()

        self._thread = threading.Thread(target=run, name=name, daemon=True)
        self._thread.start()

    @property
    def is_under_way(self) -> bool:
        """Whether the function still runs."""
        return self._thread.is_alive()

    def wait(self, limit_s: float) -> bool:
        """Return whether the function ended within so many seconds."""
        self._thread.join(limit_s)
        return not self.is_under_way

    def result(self) -> T:
        """Return what the function returned, or raise what it raised."""
        if self._error is not None:
            raise self._error
        return self._came[0]

    def line_in(self, file: Path) -> int | None:
        """Return the line of `file` that is being run, None where that is elsewhere."""
        frame: FrameType | None = sys._current_frames().get(self._thread.ident or 0)
        while frame is not None:
            if Path(frame.f_code.co_filename) == file:
                return frame.f_lineno
            frame = frame.f_back
        return None

    def break_off(self) -> None:
        """Let the function raise SystemExit at its next step: one that spins slows all others.

        One that waits within a system call goes on waiting.
        """
        ident = self._thread.ident
        if ident is not None and self.is_under_way:
            # CPython's own way to reach into a thread; it has no other.
            raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
            raise_in(ctypes.c_ulong(ident), ctypes.py_object(SystemExit))


def line_of(error: BaseException, file: Path) -> int | None:
    """Return the last line of `file` that an error, or its cause, came through."""
    while True:
        if isinstance(error, SyntaxError) and error.filename == str(file):
            return error.lineno
        frames = traceback.extract_tb(error.__traceback__)
        lines = [each.lineno for each in frames if Path(each.filename) == file]
        if lines or error.__cause__ is None:
            return lines[-1] if lines else None
        error = error.__cause__


def worded(error: BaseException) -> str:
    """Return an error as `KeyError: 'x'`, whatever its own wording does."""
    name = type(error).__name__
    with contextlib.suppress(Exception):
        return f"{name}: {error}" if str(error) else name
    return name
