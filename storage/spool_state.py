"""What a worker tells of its spool, in a small file that can be read without the database."""

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

_SIZE = 4096
_LONGEST_REASON = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SpoolState:
    """How many results of one worker wait for the database, since when, and why.

    `in_memory` of them could not be put on the disk and would be lost with the process; `lost`
    are those for which there was no room there either. `at_ms` is when the worker told of it,
    `since_ms` when the first of them had to wait, both epoch ms UTC.
    """

    vantage: str
    pid: int
    at_ms: int
    on_disk: int = 0
    in_memory: int = 0
    lost: int = 0
    since_ms: int | None = None
    reason: str | None = None

    @property
    def waiting(self) -> int:
        """How many results wait, wherever."""
        return self.on_disk + self.in_memory


def tell(spool: Path, state: SpoolState) -> None:
    """Write `state` beside the spool at `spool`, over what was told before.

    The file has one size for ever, so that a full disk has room for it. Raises `OSError` where
    it cannot be written.
    """
    said = asdict(state) | {"reason": state.reason and state.reason[:_LONGEST_REASON]}
    data = json.dumps(said).encode()
    if len(data) > _SIZE:
        data = json.dumps(said | {"reason": "the reason is too long to tell"}).encode()
    file = os.open(_beside(spool), os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
    try:
        os.pwrite(file, data.ljust(_SIZE), 0)
    finally:
        os.close(file)


def forget(spool: Path) -> None:
    """Remove what was told of the spool at `spool`: another worker has emptied it."""
    with contextlib.suppress(OSError):
        _beside(spool).unlink()


def states(folder: Path) -> list[SpoolState]:
    """Return what each worker that spools into `folder` told last."""
    return list(_states(folder))


def _states(folder: Path) -> Iterator[SpoolState]:
    for path in sorted(folder.glob("*.state")):
        try:
            yield SpoolState(**json.loads(path.read_bytes()))
        except (OSError, ValueError, TypeError):
            continue


def _beside(spool: Path) -> Path:
    return spool.with_suffix(".state")
