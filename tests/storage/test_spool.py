"""The spool: what it acknowledged is there again, in order, whatever happened meanwhile."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import storage
from probes.official import Impact, OfficialIncident, OfficialState, Reading
from probes.result import Expectation, ProbeResult
from storage import spool_state
from storage.spool import Spool, Spooled, SpoolFull, hold, left_behind, was_used
from storage.spool_state import SpoolState

REPOSITORY = Path(storage.__file__).parents[1]
Make = Callable[..., ProbeResult]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "brownout.db-spool"


@pytest.fixture
def some(result: Make) -> Callable[..., list[Spooled]]:
    return lambda *starts: [Spooled(result(started_at_ms=n), 60.0) for n in starts]


def starts(spooled: list[Spooled]) -> list[int]:
    return [each.result.started_at_ms for each in spooled]


def test_what_was_appended_comes_back_whole_and_in_order(folder: Path, result: Make) -> None:
    page = OfficialIncident(key="k", title="t", impact=Impact.MINOR, status="open", started_at_ms=1)
    full = result(
        detail="wrong\n\0 \ud800 ü",
        score=0.5,
        expectations=(Expectation(name="n", expected="1", got="2", held=False),),
        official=Reading(state=OfficialState.DEGRADED, incidents=(page,)),
    )
    spool = hold(folder)
    spool.append([Spooled(full, 30.0), Spooled(result(started_at_ms=1), None)])
    spool.close()

    again = hold(folder)
    assert len(again) == 2
    first, second = again.first(10)
    assert first == Spooled(replace(full, detail="wrong\n\0 ? ü"), 30.0)
    assert second == Spooled(result(started_at_ms=1), None)
    again.close()


def test_what_was_dropped_is_gone_and_the_rest_goes_on(
    folder: Path, some: Callable[..., list[Spooled]]
) -> None:
    spool = hold(folder)
    spool.append(some(1, 2, 3))
    assert starts(spool.first(2)) == [1, 2]
    assert starts(spool.first(2)) == [1, 2]
    spool.drop()
    spool.append(some(4))
    assert (len(spool), starts(spool.first(9))) == (2, [3, 4])
    spool.drop()
    assert (len(spool), spool.first(9)) == (0, [])
    spool.close()
    assert spool.path.stat().st_size == 0


def test_two_processes_never_share_a_file_and_one_takes_over_what_another_left(
    folder: Path, some: Callable[..., list[Spooled]]
) -> None:
    assert not was_used(folder)
    one, other = hold(folder), hold(folder)
    assert one.path != other.path
    with pytest.raises(BlockingIOError):
        Spool(one.path)
    other.append(some(7))
    assert left_behind(folder) == []
    other.close()

    (left,) = left_behind(folder)
    assert starts(left.first(9)) == [7]
    left.drop()
    left.close()
    assert left_behind(folder) == []
    one.close()
    assert was_used(folder)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cut=st.integers(0, 10_000), zeros=st.booleans())
def test_a_torn_tail_costs_only_what_was_never_acknowledged(
    tmp_path_factory: pytest.TempPathFactory,
    some: Callable[..., list[Spooled]],
    cut: int,
    zeros: bool,
) -> None:
    path = tmp_path_factory.mktemp("torn") / "0.spool"
    spool = Spool(path, reserve_bytes=0)
    spool.append(some(1, 2))
    acknowledged = path.stat().st_size
    spool.append(some(3, 4, 5))
    spool.close()
    size = path.stat().st_size
    torn = acknowledged + cut % (size - acknowledged)
    os.truncate(path, torn)
    if zeros:  # as where room was allocated ahead
        os.truncate(path, size + 4096)

    again = Spool(path, reserve_bytes=0)
    kept = starts(again.first(9))
    assert kept[:2] == [1, 2]
    assert kept == list(range(1, len(kept) + 1))
    again.append(some(9))
    again.close()
    last = Spool(path)
    assert starts(last.first(9)) == [*kept, 9]
    last.close()


def test_a_damaged_record_is_told_and_costs_no_other(
    folder: Path, some: Callable[..., list[Spooled]], caplog: pytest.LogCaptureFixture
) -> None:
    spool = hold(folder)
    spool.append(some(1, 2, 3))
    spool.close()
    text = spool.path.read_bytes()
    second = text.index(b"\n") + 30
    spool.path.write_bytes(text[:second] + b"X" + text[second + 1 :])

    again = hold(folder)
    assert starts(again.first(9)) == [1, 3]
    assert "cannot be read: its checksum is wrong" in caplog.text
    again.drop()
    assert len(again) == 0
    again.close()


def test_it_grows_to_its_limit_and_no_further(
    folder: Path, some: Callable[..., list[Spooled]]
) -> None:
    spool = hold(folder, limit_bytes=2_000)
    spool.append(some(1, 2, 3))
    with pytest.raises(SpoolFull, match=r"0\.spool has grown to 0 MiB"):
        spool.append(some(4, 5, 6))
    assert starts(spool.first(99)) == [1, 2, 3]
    spool.drop()
    spool.append(some(4, 5, 6))
    spool.close()


FILLER = """
import resource, signal, sys
from pathlib import Path
from probes.result import Outcome, ProbeResult, Surface
from storage.spool import Spool, Spooled

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
spool = Spool(Path(sys.argv[1]), reserve_bytes=0)
for number in range(1, 1000):
    try:
        spool.append([Spooled(ProbeResult(
            probe="p", provider="p", surface=Surface.API, vantage="home",
            started_at_ms=number, outcome=Outcome.OK,
        ), 60.0)])
    except OSError as error:
        print(number - 1, error.errno, flush=True)
        break
"""


def test_a_disk_that_fills_up_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "0.spool"
    told = subprocess.run(
        [sys.executable, "-P", "-c", FILLER, str(path)],
        cwd=REPOSITORY, env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    acknowledged = int(told.stdout.split()[0])
    assert acknowledged > 10

    spool = Spool(path)
    assert starts(spool.first(1000)) == list(range(1, acknowledged + 1))
    spool.close()


def test_room_is_allocated_ahead_for_a_disk_that_will_be_full(folder: Path) -> None:
    spool = hold(folder)
    assert spool.path.stat().st_blocks * 512 >= 8 * 2**20
    spool.close()


def test_what_a_worker_tells_is_read_without_it(folder: Path) -> None:
    spool = hold(folder)
    told = SpoolState(vantage="home", pid=1, at_ms=5, on_disk=3, in_memory=1, reason="busy " * 999)
    spool_state.tell(spool.path, told)
    (read,) = spool_state.states(folder)
    assert read.waiting == 4
    assert read == replace(told, reason=str(told.reason)[:1000])

    spool_state.tell(spool.path, SpoolState(vantage="home", pid=1, at_ms=6))
    assert spool_state.states(folder) == [SpoolState(vantage="home", pid=1, at_ms=6)]
    spool.path.with_suffix(".state").write_text("{")
    assert spool_state.states(folder) == []
    spool.close()
