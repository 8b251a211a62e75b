"""The monitor says of itself when it is not well, and why."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import storage.probes
import storage.results
import storage.workers
from probes.checks import http
from probes.result import Outcome, ProbeResult, Surface
from probes.spec import ProbeSpec, ProviderSpec
from publish.health import Health, as_json, gather_health, look
from publish.waiting import sentence
from storage.database import Database, open_database
from storage.spool_state import SpoolState
from storage.workers import WorkerBeat

NOW_MS = 1_790_000_000_000


@pytest.fixture
def database(tmp_path: Path, migrated: Callable[[Path], Path]) -> Iterator[Database]:
    database = open_database(migrated(tmp_path / "brownout.db"))
    spec = ProbeSpec(
        name="aurora/edge",
        provider=ProviderSpec(id="aurora", name="Aurora"),
        surface=Surface.EDGE,
        check="http",
        options=http.Options(url="http://127.0.0.1:9"),
        every_s=20,
    )
    with database.transaction() as connection:
        storage.probes.register(connection, [spec.provider], [spec], NOW_MS)
    yield database
    database.close()


@pytest.fixture
def told(database: Database) -> Callable[..., Health]:
    """What is told of a worker and its last result, so many seconds ago."""

    def tell(result_s: float, *spools: SpoolState, **said: Any) -> Health:
        beat: dict[str, Any] = {
            "vantage": "here", "host": "h", "pid": 1, "version": "1", "probes": 1,
            "started_at_ms": NOW_MS - 3_600_000, "beat_at_ms": NOW_MS - 1000, "config_path": "",
        }  # fmt: skip
        result = ProbeResult(
            probe="aurora/edge",
            provider="aurora",
            surface=Surface.EDGE,
            vantage="here",
            started_at_ms=NOW_MS - round(result_s * 1000),
            outcome=Outcome.OK,
        )
        with database.transaction() as connection:
            storage.workers.beat(connection, WorkerBeat(**{**beat, **said}))
            storage.results.append(connection, [result])
            return gather_health(look(connection), None, spools, NOW_MS)

    return tell


def test_all_is_well(told: Callable[..., Health]) -> None:
    health = told(30)
    assert health.is_well
    assert as_json(health) == {
        "status": "ok",
        "reasons": [],
        "at_ms": NOW_MS,
        "late_ms": 0.0,
        "last_result_ms": NOW_MS - 30_000,
        "beat_ms": NOW_MS - 1000,
        "waiting": 0,
    }


@pytest.mark.parametrize(
    ("result_s", "said", "reason"),
    [
        (30, {"beat_at_ms": NOW_MS - 90_000}, "no worker has given a sign of life for 90 s"),
        (30, {"stopped_at_ms": NOW_MS - 500}, "no worker has given a sign of life for 1 s"),
        (30, {"late_ms": 12_400.0}, "the schedule is 12 s late"),
        (121, {}, "no result has landed for 121 s"),
    ],
)
def test_each_trouble_has_its_reason(
    told: Callable[..., Health], result_s: float, said: dict[str, Any], reason: str
) -> None:
    health = told(result_s, **said)
    assert health.reasons == (reason,)
    assert as_json(health)["status"] == "failing"


def test_a_worker_has_time_for_its_first_results(told: Callable[..., Health]) -> None:
    assert told(7200, started_at_ms=NOW_MS - 90_000).is_well
    assert not told(7200, started_at_ms=NOW_MS - 150_000).is_well


def test_an_empty_database_has_no_worker(database: Database) -> None:
    with database.read() as connection:
        assert gather_health(look(connection), None, (), NOW_MS).reasons == (
            "no worker has ever run",
        )


SPOOL = SpoolState(
    vantage="here", pid=1, at_ms=NOW_MS - 500, on_disk=3, since_ms=NOW_MS - 60_000, reason="b busy"
)


def test_results_that_wait_are_a_reason_also_where_the_database_is_gone(
    told: Callable[..., Health],
) -> None:
    said = "3 results wait on disk for the database since 2026-09-21 14:12:20 UTC: b busy"
    assert told(30, SPOOL).reasons == (said,)
    away = gather_health(None, "it is away", [SPOOL], NOW_MS)
    # The worker lives, though no database tells of it.
    assert away.reasons == ("the database cannot be read: it is away", said)
    assert (away.beat_ms, away.waiting) == (NOW_MS - 500, 3)


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ([], None),
        ([SpoolState(vantage="a", pid=1, at_ms=1)], None),
        (
            [SpoolState(vantage="a", pid=1, at_ms=1, on_disk=1)],
            "1 result waits on disk for the database: it is being read into the database.",
        ),
        (
            [SPOOL, SpoolState(vantage="b", pid=2, at_ms=1, on_disk=1, in_memory=1, lost=2_000)],
            "5 results wait on disk for the database since 2026-09-21 14:12:20 UTC: b busy. "
            "1 result is in memory alone, where a crash would lose them. "
            "2,000 results are lost: there was no room for them.",
        ),
        (
            [SpoolState(vantage="a", pid=1, at_ms=1, lost=1)],
            "1 result is lost: there was no room for them.",
        ),
    ],
)
def test_what_waits_is_said_in_a_sentence(states: list[SpoolState], said: str | None) -> None:
    assert sentence(states) == said
