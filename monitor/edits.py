"""Notices that files were edited."""

from collections.abc import Iterable
from pathlib import Path

Stamp = tuple[int, int] | None


class Edits:
    """Watches files, by asking after them; one that is not there yet may come."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._stamps = {file: _stamp(file) for file in files}

    def happened(self) -> bool:
        """Return whether a file was edited, made or deleted since this was last asked."""
        before, self._stamps = self._stamps, {file: _stamp(file) for file in self._stamps}
        return before != self._stamps

    def follow(self, files: Iterable[Path]) -> None:
        """Watch `files` from now on, and those among them that were watched without a gap."""
        self._stamps = {file: self._stamps.get(file, _stamp(file)) for file in files}


def _stamp(file: Path) -> Stamp:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
