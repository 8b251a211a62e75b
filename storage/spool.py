"""Results on disk that the database could not take: appended, synced, and read back in order."""

import contextlib
import json
import logging
import os
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from probes.result import ProbeResult

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

log = logging.getLogger(__name__)

LIMIT_BYTES = 512 * 2**20
"""How large a spool may grow: about a million results, or weeks of 40 probes a minute."""

RESERVE_BYTES = 8 * 2**20
"""What is allocated ahead, so that a disk that has filled up still has room for a beginning."""

_CHUNK = 2**18
_MOST_WORKERS = 256
_RESULT: TypeAdapter[ProbeResult] = TypeAdapter(ProbeResult)


class SpoolFull(OSError):
    """The spool has grown as large as it may."""


@dataclass(frozen=True, slots=True)
class Spooled:
    """A result that waits, and the cadence of its probe in seconds, None where nobody knows."""

    result: ProbeResult
    every_s: float | None


class Spool:
    """One file of results, oldest first, which one process holds. Not for several threads at once.

    A record is a line: the CRC-32 of the rest in eight hex digits, a space, and JSON. What
    `append` returned from is on the disk. The end is found by reading: a torn last record was
    never acknowledged and is overwritten; a damaged one further up is passed over and logged.
    """

    def __init__(
        self, path: Path, *, limit_bytes: int = LIMIT_BYTES, reserve_bytes: int = RESERVE_BYTES
    ) -> None:
        """Hold the file at `path`, with what waits in it; it is made where there is none.

        Raises `BlockingIOError` where another process holds it, another `OSError` where it
        cannot be made, read or written.
        """
        self.path = path
        self._limit, self._reserve = limit_bytes, reserve_bytes
        self._begin = self._peeked = self._peeked_count = 0
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        try:
            if fcntl is not None:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._end, self._count = _measured(self._file)
            os.ftruncate(self._file, self._end)
            self._allocate()
        except BaseException:
            os.close(self._file)
            raise

    def __len__(self) -> int:
        """Return how many results wait."""
        return self._count

    def __iter__(self) -> Iterator[Spooled]:
        """Yield all results that wait, the oldest first."""
        for line, end in _lines(self._file, self._begin, self._end):
            if (spooled := _spooled(line, self.path, end)) is not None:
                yield spooled

    def append(self, spooled: Sequence[Spooled]) -> None:
        """Write results behind those that wait, and return when they are on the disk.

        Raises `SpoolFull` where they would not fit within the limit, another `OSError` where
        the disk does not take them. None of them counts as written then.
        """
        data = b"".join(map(_line, spooled))
        if self._end + len(data) > self._limit:
            raise SpoolFull(f"{self.path} has grown to {self._end / 2**20:.0f} MiB")
        _write(self._file, data, self._end)
        os.fsync(self._file)
        self._end += len(data)
        self._count += len(spooled)

    def first(self, limit: int) -> list[Spooled]:
        """Return the oldest results, `limit` of them at most; they stay until `drop`.

        Raises `OSError` where the disk does not give them.
        """
        found: list[Spooled] = []
        self._peeked, self._peeked_count = self._begin, 0
        for line, end in _lines(self._file, self._begin, self._end):
            spooled = _spooled(line, self.path, end)
            self._peeked = end
            if spooled is not None:
                found.append(spooled)
            if len(found) == limit:
                break
        self._peeked_count = len(found)
        return found

    def drop(self) -> None:
        """Forget what `first` returned last: it is in the database."""
        self._begin, self._count = self._peeked, self._count - self._peeked_count
        self._peeked_count = 0
        if self._begin >= self._end:
            # Cut only when all is drained. A crash before that brings back what the database
            # has already, and the database passes over it.
            self._begin = self._peeked = self._end = self._count = 0
            os.ftruncate(self._file, 0)
            self._allocate()

    def close(self) -> None:
        """Let the file go; what waits in it stays for whoever comes next."""
        with contextlib.suppress(OSError):
            os.ftruncate(self._file, self._end)
        os.close(self._file)

    def _allocate(self) -> None:
        if self._reserve:
            with contextlib.suppress(OSError, AttributeError):  # a full disk; macOS and Windows
                os.posix_fallocate(self._file, 0, self._reserve)


def hold(folder: Path, *, limit_bytes: int = LIMIT_BYTES) -> Spool:
    """Return the first spool of `folder` that no other process holds.

    Raises `OSError` where the folder or the file cannot be made, read or written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(_MOST_WORKERS):
        with contextlib.suppress(BlockingIOError):
            return Spool(folder / f"{number}.spool", limit_bytes=limit_bytes)
    raise OSError(f"{folder} is held by {_MOST_WORKERS} other workers")


def left_behind(folder: Path) -> list[Spool]:
    """Return the spools of `folder` in which something waits and that no process holds any more."""
    found = []
    for path in sorted(folder.glob("*.spool")):
        with contextlib.suppress(OSError):
            if _holds_something(path):
                found.append(Spool(path, reserve_bytes=0))
    return found


def was_used(folder: Path) -> bool:
    """Return whether a worker has ever kept a spool in `folder`."""
    return next(folder.glob("*.spool"), None) is not None


def _holds_something(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(1) not in (b"", b"\0")


def _measured(file: int) -> tuple[int, int]:
    """Return where the last whole record ends, and how many whole ones there are."""
    last = count = 0
    for line, end in _lines(file, 0, os.fstat(file).st_size):
        if _body(line) is not None:
            last, count = end, count + 1
    return last, count


def _lines(file: int, begin: int, end: int) -> Iterator[tuple[bytes, int]]:
    """Yield each line and where it ends; what was allocated ahead is zeros, and no line."""
    rest, at = b"", begin
    while at < end:
        chunk = os.pread(file, min(_CHUNK, end - at), at)
        if not chunk:
            return
        at += len(chunk)
        *lines, rest = (rest + chunk).split(b"\n")
        line_end = at - len(rest) - sum(len(line) + 1 for line in lines)
        for line in lines:
            line_end += len(line) + 1
            yield line, line_end
        if rest.startswith(b"\0"):
            return


def _line(spooled: Spooled) -> bytes:
    said = {"every_s": spooled.every_s, "result": asdict(spooled.result)}
    # Halves of characters, which targets may send, are no UTF-8.
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return b"%08x %s\n" % (zlib.crc32(body), body)


def _body(line: bytes) -> bytes | None:
    body = line[9:]
    return body if line[:9] == b"%08x " % zlib.crc32(body) else None


def _spooled(line: bytes, path: Path, end: int) -> Spooled | None:
    try:
        body = _body(line)
        if body is None:
            raise ValueError("its checksum is wrong")
        said: dict[str, Any] = json.loads(body)
        return Spooled(_RESULT.validate_python(said["result"]), said["every_s"])
    except (ValueError, KeyError, TypeError, RecursionError, ValidationError) as error:
        log.error("%s: the result that ends at byte %d cannot be read: %s", path, end, error)
        return None


def _write(file: int, data: bytes, at: int) -> None:
    left = memoryview(data)
    while left:
        written = os.pwrite(file, left, at)
        left, at = left[written:], at + written
