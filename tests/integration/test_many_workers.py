"""Workers share the probes of a vantage, take over from each other, and one of them judges."""

import itertools
import signal
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import storage.incidents
import storage.probes
import storage.results
import storage.workers
from incidents.incident import Change, State
from incidents.replay import in_judged_order, replay
from monitor.config import load_config
from probes.result import Outcome, ProbeResult
from simulator.faults import Fault
from simulator.provider import Provider
from simulator.thread import SimulatorThread
from storage.database import Database, open_database

PLAYERS = (Provider("aurora", "openai", ttft_s=0.02), Provider("borealis", "openai", ttft_s=0.02))
PROBES = [f"{player.name}/{number}" for player in PLAYERS for number in range(4)]
EVERY_S = 1.0
CONFIG = """
vantage: here
reference: []
incidents:
  preset: fast
  open_after_s: 2
  open_after_pooled_s: 1
  burst_gap_s: 0.5
  burst_gap_pooled_s: 0.5
  burst_per_hour: 3600
  incident_gap_s: 0.5
  quiet_s: 2
  repeat_s: 0.5
  warm_up_results: 1000
providers:
  aurora: {}
  borealis: {}
probes:
"""
PROBE = "  - {{ name: {name}, provider: {of}, check: http, surface: api, url: {url}, every: 1s }}\n"


class Fleet:
    """Workers that watch two played providers and share a database on a real server."""

    def __init__(self, simulator: SimulatorThread, url: str, folder: Path, start: Any) -> None:
        self.simulator, self.url, self.folder, self._start = simulator, url, folder, start
        self.config = self.write("probes.yaml", PROBES)
        self.database: Database = open_database(url)

    def write(self, name: str, probes: list[str]) -> Path:
        config = self.folder / name
        lines = (
            PROBE.format(
                name=probe,
                of=probe.split("/")[0],
                url=f"{self.simulator.url}/{probe.split('/')[0]}/health",
            )
            for probe in probes
        )
        config.write_text(CONFIG + "".join(lines))
        return config

    def work(self, *arguments: object, config: Path | None = None) -> Any:
        return self._start(
            "worker", "--config", config or self.config, *arguments, BROWNOUT_DATABASE=self.url
        )

    def results(self) -> list[ProbeResult]:
        with self.database.read() as connection:
            return list(storage.results.stream(connection, 0, 2**44))

    def starts(self) -> dict[str, list[int]]:
        found = defaultdict(list)
        for result in self.results():
            if result.outcome is not Outcome.SKIPPED:
                found[result.probe].append(result.started_at_ms)
        return found

    def state(self, provider: str) -> State | None:
        with self.database.read() as connection:
            found = storage.incidents.states(connection).get(provider)
        return found.state if found else None

    def parts(self) -> list[int]:
        """How many probes each worker runs that is alive."""
        since_ms = time.time_ns() // 1_000_000 - 3_000
        with self.database.read() as connection:
            return sorted(w.probes for w in storage.workers.workers(connection, since_ms=since_ms))

    def have_shared(self) -> bool:
        """Whether two workers run some of the probes each, and together all of them."""
        parts = self.parts()
        return len(parts) == 2 and parts[0] > 0 and sum(parts) == len(PROBES)

    def unjudged(self) -> int:
        return sum(result.judged_at_ms is None for result in self.results())


def log(worker: Any) -> str:
    return worker.stderr.read_text()  # type: ignore[no-any-return]


def judges(worker: Any) -> bool:
    return "this worker judges" in log(worker)


def doubled_for_s(starts: list[int]) -> float:
    """For how long a probe ran more often than its cadence says."""
    close = [b for a, b in itertools.pairwise(starts) if b - a < 500 * EVERY_S]
    return (close[-1] - close[0]) / 1000 if close else 0.0


@pytest.fixture
def fleet(postgresql_url: str, tmp_path: Path, start: Any) -> Iterator[Fleet]:
    with SimulatorThread(PLAYERS) as simulator:
        fleet = Fleet(simulator, postgresql_url, tmp_path, start)
        yield fleet
        fleet.database.close()


def test_the_probes_of_a_killed_worker_and_its_judging_move_to_the_other(
    fleet: Fleet, eventually: Callable[..., Any]
) -> None:
    first = fleet.work()
    eventually(lambda: judges(first))
    second = fleet.work()
    eventually(fleet.have_shared)
    assert not judges(second)

    at_ms = time.time_ns() // 1_000_000
    first.stop(signal.SIGKILL)
    eventually(lambda: all(starts[-1] > at_ms for starts in fleet.starts().values()))
    eventually(lambda: judges(second))

    for probe, starts in fleet.starts().items():
        taken_over = next(start for start in starts if start > at_ms)
        assert taken_over - at_ms < 10_000, probe
        # A probe changed hands twice, and was run by two for no longer than one cadence.
        assert doubled_for_s([start for start in starts if start > at_ms - 5_000]) <= EVERY_S

    assert second.stop() == 0
    assert fleet.unjudged() == 0


def test_the_sights_of_all_vantages_are_judged_together_as_a_replay_judges_them(
    fleet: Fleet, eventually: Callable[..., Any]
) -> None:
    here = fleet.work()
    eventually(lambda: judges(here))
    other = fleet.write("other.yaml", [*PROBES[:6], "borealis/extra"])
    there = fleet.work("--vantage", "there", config=other)
    eventually(lambda: {r.vantage for r in fleet.results()} == {"here", "there"})
    with fleet.database.read() as connection:
        watched = [p.name for w in storage.probes.watched(connection) for p in w.probes]
    assert sorted(watched) == sorted([*PROBES, "borealis/extra"])

    fleet.simulator.set_fault("borealis", Fault("error", body="overloaded"))
    eventually(lambda: fleet.state("borealis") is State.OUTAGE)
    # The one who judges goes in the middle of it, and the other goes on with the same incident.
    here.stop(signal.SIGKILL)
    eventually(lambda: judges(there))
    again = fleet.work()
    eventually(lambda: "started" in log(again))
    fleet.simulator.set_fault("borealis", None)
    eventually(lambda: fleet.state("borealis") is State.OPERATIONAL)
    assert again.stop() == 0
    assert there.stop() == 0

    with fleet.database.read() as connection:
        (incident,) = storage.incidents.incidents(connection, provider="borealis")
        live = storage.incidents.transitions(connection, incident.id)
        every_s = storage.probes.cadences(connection)
        kept = in_judged_order(storage.results.stream(connection, 0, 2**44))
        replayed = list(replay(kept, every_s, load_config(fleet.config, {}).rules))
    assert [each for each in replayed if each.incident.provider == "borealis"] == live
    assert [each.change for each in live].count(Change.OPENED) == 1
    assert fleet.unjudged() == 0


def test_a_server_that_stops_and_comes_back_is_survived(
    fleet: Fleet, postgresql: Any, eventually: Callable[..., Any]
) -> None:
    first = fleet.work()
    second = fleet.work()
    eventually(fleet.have_shared)

    stopped_ms = time.time_ns() // 1_000_000
    postgresql.stop()
    time.sleep(3)
    postgresql.start()
    started_ms = time.time_ns() // 1_000_000

    eventually(lambda: all(starts[-1] > started_ms for starts in fleet.starts().values()))
    eventually(fleet.have_shared)
    eventually(lambda: fleet.unjudged() < len(PROBES))
    for starts in fleet.starts().values():
        # Probing went on meanwhile, and what was seen is there, once.
        assert [start for start in starts if stopped_ms < start < started_ms]
        assert doubled_for_s([s for s in starts if s > stopped_ms - 2_000]) <= EVERY_S
    # Who goes leaves nothing unjudged behind that the other does not judge.
    assert first.stop() == 0
    eventually(lambda: fleet.unjudged() == 0)
    assert second.stop() == 0
    assert "Traceback" not in log(first) + log(second)
