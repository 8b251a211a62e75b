"""What the database cannot take waits in order: on disk, else in memory, else it is counted."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.backlog import Backlog
from probes.result import Outcome, ProbeResult, Surface
from storage import spool_state
from storage.spool import Spooled, hold
from storage.spool_state import SpoolState


def some(*numbers: int) -> list[Spooled]:
    return [
        Spooled(
            ProbeResult(
                probe="aurora/canary",
                provider="aurora",
                surface=Surface.API,
                vantage="here",
                started_at_ms=number,
                outcome=Outcome.OK,
            ),
            60.0,
        )
        for number in numbers
    ]


def drained(backlog: Backlog) -> list[int]:
    found = []
    while len(backlog):
        found += [each.result.started_at_ms for each in backlog.first(2)]
        backlog.drop()
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "spool"


@pytest.fixture
def backlog(folder: Path) -> Iterator[Backlog]:
    backlog = Backlog(folder, memory_limit=5)
    yield backlog
    backlog.close()


def test_results_wait_on_disk_in_their_order(backlog: Backlog, folder: Path) -> None:
    backlog.add(some(1, 2, 3))
    assert (backlog.on_disk, backlog.in_memory, backlog.trouble) == (3, 0, None)
    backlog.close()

    later = Backlog(folder)
    later.open()
    assert len(later) == 3
    later.add(some(4))
    assert drained(later) == [1, 2, 3, 4]
    later.close()


def test_a_disk_that_takes_nothing_is_told_and_memory_is_used_up_to_its_bound(
    backlog: Backlog, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder.write_text("a file in its place")
    backlog.add(some(1, 2, 3))
    backlog.add(some(4, 5, 6, 7))

    assert (backlog.on_disk, backlog.in_memory, backlog.lost) == (0, 5, 2)
    assert backlog.trouble == os.strerror(17)
    assert caplog.text.count("wait in memory alone") == 1
    assert caplog.text.count("the newest are lost from now on") == 1
    assert [each.result.started_at_ms for each in backlog.first(9)] == [1, 2, 3, 4, 5]

    # Room again: what waited in memory goes to disk, before what comes next.
    folder.unlink()
    backlog.add(some(8))
    backlog.drop()  # of what was given from memory, and lies on the disk now
    assert (backlog.on_disk, backlog.in_memory, backlog.trouble) == (6, 0, None)
    assert drained(backlog) == [1, 2, 3, 4, 5, 8]


def test_what_other_workers_left_behind_comes_in_first(backlog: Backlog, folder: Path) -> None:
    killed, other = hold(folder), hold(folder)
    killed.append(some(1, 2, 3))
    other.append(some(99))
    for spool in (killed, other):
        told = SpoolState(vantage="here", pid=1, at_ms=1, on_disk=len(spool))
        spool_state.tell(spool.path, told)
    killed.close()
    other.close()

    backlog.add(some(4))
    assert drained(backlog) == [99, 1, 2, 3, 4]
    # Nobody says any more that they wait but of the spool that is ours.
    (left,) = spool_state.states(folder)
    assert backlog.path == folder / "0.spool"
    assert left.on_disk == 3
