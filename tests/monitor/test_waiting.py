"""What waits for the database is told beside the spool, and as what it is when a worker stops."""

from pathlib import Path

import pytest

from monitor.backlog import Backlog
from monitor.waiting import WaitingTold
from probes.result import Outcome, ProbeResult, Surface
from storage.spool import Spooled
from storage.spool_state import states


def test_it_is_told_since_when_until_nothing_waits(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    backlog, now = Backlog(tmp_path), [1_000]
    backlog.open()
    waiting = WaitingTold(backlog, lambda: now[0])

    def told(reason: str | None) -> tuple[int, int | None, str | None]:
        waiting.tell("here", reason)
        (state,) = states(tmp_path)
        assert state.at_ms == now[0]
        return state.on_disk, state.since_ms, state.reason

    assert told(None) == (0, None, None)
    result = ProbeResult(
        probe="p", provider="p", surface=Surface.API, vantage="here", started_at_ms=1,
        outcome=Outcome.OK,
    )  # fmt: skip
    for now[0] in (2_000, 3_000):
        backlog.add([Spooled(result, 60.0)])
        told("it is busy")
    assert told("it is busy") == (2, 2_000, "it is busy")
    backlog.first(9)
    backlog.drop()
    assert told(None) == (0, None, None)

    now[0] = 4_000
    backlog.add([Spooled(result, 60.0)])
    waiting.leave("here", "it is away")
    (state,) = states(tmp_path)
    assert (state.on_disk, state.since_ms, state.reason) == (1, 4_000, "it is away")
    assert "waiting on disk for the next start: 1" in caplog.text
