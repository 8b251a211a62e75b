"""From a provider's fault to an incident and back, through a worker process and a database."""

import re
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import storage.incidents
import storage.results
from incidents.incident import Change, Facet, Incident, Scope, State, Transition
from probes.result import Outcome
from simulator.faults import Fault
from simulator.provider import Provider
from simulator.thread import SimulatorThread
from storage.database import Database, open_database

PLAYERS = (
    Provider("aurora", "openai", ttft_s=0.02, tokens_per_s=500),
    Provider("borealis", "anthropic", ttft_s=0.02, tokens_per_s=500),
    Provider("cirrus", "gemini", ttft_s=0.02, tokens_per_s=500),
)
# Suspicion brings a look every half second. The cadence leaves each run a timeout that a busy
# machine keeps, and speeds are never judged: an unlucky moment must not pass for trouble.
CONFIG = """
vantage: here
reference: []
incidents:
  preset: fast
  open_after_s: 2
  open_after_pooled_s: 1
  open_after_throttled_s: 3
  burst_gap_s: 0.5
  burst_gap_pooled_s: 0.5
  burst_per_hour: 3600
  incident_gap_s: 0.5
  quiet_s: 2
  reopen_s: 120
  repeat_s: 0.5
  warm_up_results: 1000
providers:
  aurora: {{ like: openai, base_url: "{aurora}", key: sim-key, model: sim-small, every: 3s }}
  borealis: {{ like: anthropic, base_url: "{borealis}", key: sim-key, model: sim-small, every: 3s }}
  cirrus: {{ like: gemini, base_url: "{cirrus}", key: sim-key, model: sim-small, every: 3s }}
probes:
  - name: borealis/login
    provider: borealis
    check: http
    surface: oauth
    url: {url}/borealis/oauth/token
    method: POST
    headers: {{ content-type: application/x-www-form-urlencoded }}
    body: grant_type=client_credentials&client_id=nobody
    every: 3s
    expect: {{ status: 401, json: {{ error: invalid_client }} }}
"""
OVERLOADED = Fault("error", body="overloaded", paths="api")


class Town:
    """Three played providers, the worker that watches them, and what it wrote."""

    def __init__(self, simulator: SimulatorThread, folder: Path, start: Any) -> None:
        self.simulator = simulator
        self.path = folder / "brownout.db"
        self.config = folder / "probes.yaml"
        addresses = {player.name: simulator.base_url(player.name) for player in PLAYERS}
        self.config.write_text(CONFIG.format(url=simulator.url, **addresses))
        self.database: Database = open_database(self.path)
        self._start = start
        self.worker = self.work()

    def work(self) -> Any:
        self.worker = self._start("worker", "--config", self.config, "--database", self.path)
        return self.worker

    def states(self) -> dict[str, State]:
        with self.database.read() as connection:
            states = storage.incidents.states(connection)
        return {name: state.state for name, state in states.items()}

    def are_well(self) -> bool:
        wanted = dict.fromkeys((player.name for player in PLAYERS), State.OPERATIONAL)
        return self.states() == wanted

    def incidents(self) -> list[Incident]:
        with self.database.read() as connection:
            return storage.incidents.incidents(connection)

    def transitions(self, incident: Incident) -> list[Transition]:
        with self.database.read() as connection:
            return storage.incidents.transitions(connection, incident.id)

    def runs(self) -> Counter[tuple[str, Outcome]]:
        """How often each probe ended with each outcome."""
        with self.database.read() as connection:
            results = storage.results.recent(connection, limit=10_000)
        return Counter((result.probe, result.outcome) for result in results)

    def ended(self, provider: str, outcome: Outcome) -> int:
        runs = self.runs().items()
        return sum(
            count
            for (probe, how), count in runs
            if (probe.split("/")[0], how) == (provider, outcome)
        )


@pytest.fixture
def town(tmp_path: Path, start: Any, eventually: Any) -> Iterator[Town]:
    with SimulatorThread(PLAYERS) as simulator:
        town = Town(simulator, tmp_path, start)
        eventually(town.are_well)
        yield town
        town.worker.process.kill()
        town.worker.process.wait()
        town.database.close()


def test_a_fault_opens_an_incident_that_closes_when_it_is_over_and_nothing_is_lost(
    town: Town, eventually: Callable[..., Any]
) -> None:
    town.simulator.set_fault("borealis", OVERLOADED)
    (opened,) = eventually(town.incidents)
    eventually(lambda: town.states()["borealis"] is State.OUTAGE)

    assert (opened.provider, opened.scope, opened.facets) == (
        "borealis", Scope.API, (Facet.ERRORS,),
    )  # fmt: skip
    assert re.fullmatch(
        r"\d+ of the last \d+ (checks|canaries) failed with overloaded \(usually 0\.\d %\), "
        r"in canaries alone, since \d\d:\d\d:\d\d UTC \(seen [\d:]{8}( to [\d:]{8})?\); "
        r"still well: .*(key|reachability) checks",
        opened.sentence,
    )
    assert opened.started_at_ms <= opened.detected_at_ms

    town.simulator.set_fault("borealis", None)
    (closed,) = eventually(lambda: [each for each in town.incidents() if not each.is_open])
    eventually(town.are_well)

    assert closed.id == opened.id
    assert closed.worst is State.OUTAGE
    assert closed.sentence.startswith("well again since ")
    changes = [each.change for each in town.transitions(closed)]
    assert changes.count(Change.OPENED) == changes.count(Change.CLOSED) == 1
    assert changes[-1] is Change.CLOSED
    # Nobody else was blamed.
    assert [each.id for each in town.incidents()] == [closed.id]

    assert town.worker.stop() == 0
    logged = re.findall(r"probe=(\S+) outcome=(\w+)", town.worker.stderr.read_text())
    kept = {key: count for key, count in town.runs().items() if key[1] is not Outcome.SKIPPED}
    assert kept == Counter((probe, Outcome(outcome)) for probe, outcome in logged)
    asked = [each for each in town.simulator.requests if each.path == "/v1/messages"]
    answered = sum(count for (probe, _), count in kept.items() if probe == "borealis/canary")
    assert len(asked) - 1 <= answered <= len(asked)  # one may have been under way at the end


def test_a_login_that_is_down_has_an_incident_of_its_own(
    town: Town, eventually: Callable[..., Any]
) -> None:
    town.simulator.set_fault("borealis", Fault("login_down"))

    (opened,) = eventually(town.incidents)

    assert (opened.provider, opened.scope) == ("borealis", Scope.LOGIN)
    assert "login" in opened.sentence
    assert {town.states()["aurora"], town.states()["cirrus"]} == {State.OPERATIONAL}


def test_a_rejected_key_is_told_as_ours_and_opens_nothing(
    town: Town, eventually: Callable[..., Any]
) -> None:
    town.simulator.set_fault("aurora", Fault("error", body="invalid_key"))
    # So many refusals that a provider's fault would long be an incident.
    eventually(lambda: town.ended("aurora", Outcome.AUTH_REJECTED) >= 5)

    assert town.states()["aurora"] is State.ACCOUNT
    assert town.incidents() == []
    with town.database.read() as connection:
        said = storage.incidents.states(connection)["aurora"].sentence
    assert said.startswith("our key was rejected")
    assert said.endswith("not the provider's fault")

    town.simulator.set_fault("aurora", None)
    eventually(town.are_well)


def test_a_worker_killed_in_the_middle_of_an_incident_goes_on_with_the_same_one(
    town: Town, eventually: Callable[..., Any]
) -> None:
    town.simulator.set_fault("borealis", OVERLOADED)
    eventually(lambda: town.states()["borealis"] is State.OUTAGE)
    (before,) = town.incidents()
    town.worker.stop(signal.SIGKILL)
    failures = town.ended("borealis", Outcome.OVERLOADED)

    town.work()
    eventually(lambda: town.ended("borealis", Outcome.OVERLOADED) >= failures + 3)
    (during,) = town.incidents()
    assert during.id == before.id
    assert during.is_open
    assert during.started_at_ms == before.started_at_ms

    town.simulator.set_fault("borealis", None)
    eventually(lambda: not town.incidents()[0].is_open)

    (after,) = town.incidents()
    assert after.id == before.id
    changes = [each.change for each in town.transitions(after)]
    assert changes.count(Change.OPENED) == changes.count(Change.CLOSED) == 1
