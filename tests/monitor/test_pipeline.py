"""Whatever happens between a probe and the table: no result is lost, and none is there twice."""

import asyncio
import logging
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

import monitor.landing
import storage.dialect
import storage.incidents
import storage.results
from incidents.incident import State
from incidents.judge import Judge
from incidents.rules import Rules
from monitor.pipeline import Asker, Pipeline, now_ms
from probes.checks import canary, http
from probes.references import References
from probes.result import Outcome, ProbeResult, Surface
from probes.schedule import Schedule
from probes.spec import Deadlines, ProbeSpec, ProviderSpec
from simulator.faults import Fault
from simulator.provider import Provider
from simulator.server import Simulator
from storage.database import Database, open_database

NAMES = ("aurora", "borealis")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "brownout.db"


@pytest.fixture
def database(path: Path, migrated: Callable[[Path], Path]) -> Iterator[Database]:
    database = open_database(migrated(path))
    yield database
    database.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that is opened after this is soon known to be locked, and soon tried again."""
    monkeypatch.setattr(storage.dialect, "BUSY_TIMEOUT_MS", 100)
    monkeypatch.setattr(monitor.landing, "RETRY_AFTER_S", 0.1)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let another hold the database's file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield


def kept(database: Database) -> list[ProbeResult]:
    """What is in the table, each as it was before it was dated."""
    with database.read() as connection:
        found = storage.results.recent(connection, limit=10_000)
    dates = [each.judged_at_ms for each in found if each.judged_at_ms is not None]
    assert len(set(dates)) == len(dates)
    return [replace(each, judged_at_ms=None) for each in found]


def pipeline_to(database: Database, *references: str, **said: Any) -> Pipeline:
    asker = Asker(vantage="here", references=References(references))
    return Pipeline(database, asker=asker, rules=Rules(), **said)


def canary_of(simulator: Simulator, name: str, *, every_s: float = 60) -> ProbeSpec:
    return ProbeSpec(
        name=f"{name}/canary",
        provider=ProviderSpec(
            id=name,
            name=name.title(),
            wire="openai",
            base_url=simulator.base_url(name),
            key=SecretStr("sim-key"),
            model="sim-small",
        ),
        surface=Surface.API,
        check="canary",
        options=canary.Options(task="arithmetic"),
        every_s=every_s,
        deadlines=Deadlines(total=20),
    )


def play(ask: Callable[[Simulator], Any]) -> None:
    """Run `ask` with two quick providers."""

    async def run() -> None:
        players = [Provider(name, "openai", ttft_s=0.01, tokens_per_s=1000) for name in NAMES]
        async with Simulator(players) as simulator:
            await ask(simulator)

    asyncio.run(run())


async def until(question: Callable[[], object]) -> None:
    async with asyncio.timeout(40):
        while not question():
            await asyncio.sleep(0.02)


def test_each_result_is_kept_and_judged_before_the_pipeline_ends(database: Database) -> None:
    async def ask(simulator: Simulator) -> None:
        pipeline = pipeline_to(database)
        keeping = asyncio.create_task(pipeline.keep_all())
        simulator.set_fault("borealis", Fault("error", body="overloaded"))
        given = [
            await pipeline.ask(canary_of(simulator, name), 1.5) for name in NAMES for _ in range(3)
        ]
        pipeline.finish()
        await keeping

        assert sorted(kept(database), key=lambda each: each.started_at_ms) == given
        assert [each.outcome for each in given] == [Outcome.OK] * 3 + [Outcome.OVERLOADED] * 3
        assert {each.late_ms for each in given} == {1.5}
        assert pipeline.last_kept_at_ms is not None

    play(ask)
    with database.read() as connection:
        assert {*storage.incidents.states(connection)} == {*NAMES}


@pytest.mark.usefixtures("impatient")
def test_a_database_that_is_away_for_a_while_loses_nothing(
    path: Path, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async def ask(simulator: Simulator) -> None:
        pipeline = pipeline_to(database)
        keeping = asyncio.create_task(pipeline.keep_all())
        with locked(path):
            given = [await pipeline.ask(canary_of(simulator, "aurora"), 0) for _ in range(3)]
            await until(lambda: pipeline.trouble)
            # Asking goes on meanwhile.
            given += [await pipeline.ask(canary_of(simulator, "borealis"), 0) for _ in range(3)]
            assert "is busy" in str(pipeline.trouble)
        pipeline.finish()
        await keeping

        assert pipeline.trouble is None
        assert sorted(kept(database), key=lambda each: each.started_at_ms) == given

    play(ask)
    # Told once, however often it was tried.
    assert caplog.text.count("cannot keep results, trying again") == 1


def test_a_crash_in_judging_costs_no_result_and_no_other_judgement(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sound = Judge.step

    def step(self: Judge, result: ProbeResult, *, every_s: float) -> Any:
        if self.provider == "aurora":
            raise ZeroDivisionError("a bug of ours")
        return sound(self, result, every_s=every_s)

    monkeypatch.setattr(Judge, "step", step)

    async def ask(simulator: Simulator) -> None:
        pipeline = pipeline_to(database)
        given = [
            await pipeline.ask(canary_of(simulator, name), 0) for _ in range(2) for name in NAMES
        ]
        pipeline.finish()
        await pipeline.keep_all()

        assert sorted(kept(database), key=lambda each: each.started_at_ms) == given

    play(ask)
    with database.read() as connection:
        states = storage.incidents.states(connection)
    assert {name: state.state for name, state in states.items()} == {"borealis": State.OPERATIONAL}
    assert "probe=aurora/canary a result is kept unjudged, which is a bug" in caplog.text
    assert "ZeroDivisionError: a bug of ours" in caplog.text


def test_runs_that_a_hanging_one_holds_up_and_it_itself_are_recorded_as_skipped(
    database: Database,
) -> None:
    async def ask(simulator: Simulator) -> None:
        simulator.set_fault("aurora", Fault("hang"))
        pipeline = pipeline_to(database)
        keeping = asyncio.create_task(pipeline.keep_all())

        async def run(spec: ProbeSpec, late_ms: float) -> None:
            await pipeline.ask(spec, late_ms)

        schedule = Schedule(run, pipeline.missed)
        schedule.start([canary_of(simulator, "aurora", every_s=0.2)])
        await until(lambda: len(kept(database)) >= 3)
        await schedule.stop()
        pipeline.finish()
        await keeping

    play(ask)
    found = kept(database)
    assert {each.outcome for each in found} == {Outcome.SKIPPED}
    told = Counter(each.detail for each in found)
    assert told.pop("it was under way when the monitor stopped") == 1
    assert told["the run before it was still going, or waiting for its turn"] >= 1
    # A machine that is busy with other tests may miss some of them by itself, or find several due.
    assert told.keys() <= {
        "the run before it was still going, or waiting for its turn",
        "it was about to start when the monitor stopped",
        "the machine was asleep or too busy to start it in time",
    }
    assert {each.vantage for each in found} == {"here"}
    assert len({each.started_at_ms for each in found}) == len(found)


@pytest.mark.usefixtures("impatient")
def test_turns_of_the_same_millisecond_are_all_kept_also_after_they_had_to_wait(
    path: Path, database: Database
) -> None:
    async def ask(simulator: Simulator) -> None:
        pipeline = pipeline_to(database)
        spec = canary_of(simulator, "aurora")
        keeping = asyncio.create_task(pipeline.keep_all())
        with locked(path):
            for _ in range(20):
                pipeline.missed(spec, now_ms(), "before")
                runs = [asyncio.create_task(pipeline.ask(spec, 0)) for _ in range(2)]
                await asyncio.sleep(0)  # until they have begun
                pipeline.missed(spec, now_ms(), "meanwhile")
                await asyncio.gather(*runs)
            await until(lambda: pipeline.trouble)
        pipeline.finish()
        await keeping

    play(ask)

    outcomes = Counter(each.outcome for each in kept(database))
    assert outcomes == {Outcome.OK: 40, Outcome.SKIPPED: 40}


def test_runs_that_a_stalled_machine_missed_are_recorded_as_skipped(database: Database) -> None:
    asleep = "the machine was asleep or too busy to start it in time"

    async def ask(simulator: Simulator) -> None:
        pipeline = pipeline_to(database)
        keeping = asyncio.create_task(pipeline.keep_all())

        async def run(spec: ProbeSpec, late_ms: float) -> None:
            await pipeline.ask(spec, late_ms)

        schedule = Schedule(run, pipeline.missed)
        schedule.start([canary_of(simulator, "aurora", every_s=0.2)])
        # Runs that fall due beside one under way are told as that instead.
        await until(lambda: kept(database) and not schedule.under_way)
        time.sleep(2)  # as if the machine slept: nothing of ours runs meanwhile
        await until(lambda: any(each.detail == asleep for each in kept(database)))
        await schedule.stop()
        pipeline.finish()
        await keeping

    play(ask)
    missed = [each for each in kept(database) if each.detail == asleep]
    assert {each.outcome for each in missed} == {Outcome.SKIPPED}


def test_a_judge_that_suspects_something_asks_for_another_look(database: Database) -> None:
    looks: list[tuple[str, float]] = []

    async def ask(simulator: Simulator) -> None:
        pipeline = pipeline_to(
            database, look_again=lambda look: looks.append((look.probe, look.after_s))
        )
        keeping = asyncio.create_task(pipeline.keep_all())
        await pipeline.ask(canary_of(simulator, "aurora"), 0)
        simulator.set_fault("borealis", Fault("error", body="overloaded"))
        await pipeline.ask(canary_of(simulator, "borealis"), 0)
        pipeline.finish()
        await keeping

    play(ask)
    assert [probe for probe, _ in looks] == ["borealis/canary"]
    assert 0 < looks[0][1] < 60


@pytest.mark.parametrize(
    ("url", "outcome"),
    [
        # Closed ports: on this machine, by a path under a base URL on this machine, and one in
        # a network that is kept for documentation and reached by nobody.
        ("http://127.0.0.1:9/health", Outcome.CONNECT),
        ("/health", Outcome.CONNECT),
        ("http://brownout.invalid/health", Outcome.BLIND),
    ],
)
def test_only_what_lies_beyond_this_network_can_be_lost_from_sight(
    database: Database, url: str, outcome: Outcome
) -> None:
    asker = Asker(vantage="here", references=References(["tcp://127.0.0.1:9"]))

    assert asyncio.run(asker.ask(health_of("p", url))).outcome is outcome


def health_of(provider: str, url: str) -> ProbeSpec:
    return ProbeSpec(
        name=f"{provider}/health",
        provider=ProviderSpec(id=provider, name="P", base_url="http://127.0.0.1:9"),
        surface=Surface.DEPENDENCY,
        check="http",
        options=http.Options(url=url),
        every_s=60,
    )


def test_all_of_several_providers_out_of_reach_is_us_whatever_the_references_say() -> None:
    async def ask(simulator: Simulator) -> None:
        reference = simulator.url.replace("http", "tcp")
        asker = Asker(vantage="here", references=References([reference]))
        lost = [health_of(name, "http://brownout.invalid/health") for name in "abc"]
        outcomes = [(await asker.ask(each)).outcome for each in lost]
        assert Outcome.BLIND not in outcomes[:2]
        assert outcomes[2] is Outcome.BLIND

    play(ask)


def test_a_name_that_fails_is_the_providers_where_the_references_answer(
    database: Database,
) -> None:
    async def ask(simulator: Simulator) -> None:
        reference = simulator.url.replace("http", "tcp")
        asker = Asker(vantage="here", references=References([reference]))
        spec = canary_of(simulator, "aurora")
        lost = ProviderSpec(
            id="p", name="P", wire="openai", key=SecretStr("k" * 9), model="m",
            base_url="http://brownout.invalid",
        )  # fmt: skip
        result = await asker.ask(
            ProbeSpec(**{**{f: getattr(spec, f) for f in spec.__slots__}, "provider": lost})
        )
        assert result.outcome in {Outcome.CONNECT, Outcome.DNS_LOCAL}

    play(ask)


def test_other_rules_hold_from_the_next_result_on_and_nothing_learned_is_lost(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)

    async def ask(simulator: Simulator) -> None:
        pipeline = pipeline_to(database)
        keeping = asyncio.create_task(pipeline.keep_all())
        simulator.set_fault("aurora", Fault("error", body="overloaded"))
        for _ in range(3):
            await pipeline.ask(canary_of(simulator, "aurora"), 0)
        await until(lambda: len(kept(database)) == 3)
        with database.read() as connection:
            assert storage.incidents.open_incidents(connection) == []  # it has not lasted yet
        pipeline.adopt(Rules(open_after_s=0, open_after_pooled_s=0, repeat_s=0))
        for _ in range(3):
            await pipeline.ask(canary_of(simulator, "aurora"), 0)
        pipeline.finish()
        await keeping

    play(ask)
    with database.read() as connection:
        (incident,) = storage.incidents.open_incidents(connection)
    # Those before the other rules are told of too.
    told = re.match(r"(\d) of the last \1 canaries failed", incident.sentence)
    assert told
    assert int(told[1]) > 3
    assert caplog.text == ""
