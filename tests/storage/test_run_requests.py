"""Runs that people ask for: each is taken once, in time, and told of."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from probes.result import Surface
from probes.spec import ProbeSpec, ProviderSpec, StrictModel
from storage import placings, probes, run_requests
from storage.database import Database
from storage.run_requests import TAKEN_WITHIN_MS, RunRequest

NOW_MS = 1_790_000_000_000
PROVIDER = ProviderSpec(id="openai", name="OpenAI")


@pytest.fixture
def watched(database: Database) -> Database:
    spec = ProbeSpec(
        name="openai/canary",
        provider=PROVIDER,
        surface=Surface.API,
        check="canary",
        options=StrictModel(),
        every_s=60,
    )
    with database.transaction() as connection:
        offsets = {"openai/canary": 12_000}
        probes.register(connection, [PROVIDER], [spec], NOW_MS, offsets_ms=offsets)
    return database


def ask(database: Database, at_ms: int = NOW_MS, vantage: str = "home") -> bool:
    with database.transaction() as connection:
        return run_requests.ask(
            connection, probe="openai/canary", vantage=vantage, by="Ana", now_ms=at_ms
        )


def told(database: Database) -> list[RunRequest]:
    with database.read() as connection:
        return run_requests.requests(connection, 0)


def test_a_request_is_taken_by_one_of_many_and_told_to_the_end(watched: Database) -> None:
    assert ask(watched)
    with watched.read() as connection:
        (request,) = run_requests.unclaimed(connection, "home", NOW_MS)
        assert run_requests.unclaimed(connection, "eu-west", NOW_MS) == []

    def take(who: str) -> bool:
        with watched.transaction() as connection:
            return run_requests.claim(connection, request, who, NOW_MS + 500)

    with ThreadPoolExecutor(4) as workers:
        assert sum(workers.map(take, "abcd")) == 1
    with watched.transaction() as connection:
        assert run_requests.unclaimed(connection, "home", NOW_MS) == []
        run_requests.end(connection, request, NOW_MS + 900, "paused")

    (ended,) = told(watched)
    assert (ended.asked_by, ended.claimed_at_ms, ended.ended_at_ms) == (
        "Ana", NOW_MS + 500, NOW_MS + 900,
    )  # fmt: skip
    assert ended.refusal == "paused"
    assert not ended.is_pending(NOW_MS + 900)


def test_what_is_asked_for_twice_runs_once(watched: Database) -> None:
    with ThreadPoolExecutor(4) as viewers:
        assert sum(viewers.map(lambda _: ask(watched), range(4))) == 1

    assert len(told(watched)) == 1


def test_what_nobody_takes_in_time_is_not_run_any_more(watched: Database) -> None:
    ask(watched)
    later_ms = NOW_MS + TAKEN_WITHIN_MS

    with watched.read() as connection:
        assert run_requests.unclaimed(connection, "home", later_ms) == []
    assert not told(watched)[0].is_pending(later_ms)
    assert ask(watched, later_ms)


def test_where_nobody_runs_a_probe_there_is_nothing_to_ask_for(watched: Database) -> None:
    assert not ask(watched, vantage="eu-west")
    assert told(watched) == []


def test_old_requests_are_forgotten(watched: Database) -> None:
    ask(watched)
    ask(watched, NOW_MS + 3_600_001)

    assert [each.asked_at_ms for each in told(watched)] == [NOW_MS + 3_600_001]


def test_it_is_known_when_a_probe_is_due_next(watched: Database) -> None:
    with watched.read() as connection:
        (placing,) = placings.placings(connection)["openai/canary"]

    minute_ms = NOW_MS // 60_000 * 60_000
    assert placing.vantage == "home"
    assert placing.next_run_ms(60, minute_ms) == minute_ms + 12_000
    assert placing.next_run_ms(60, minute_ms + 12_000) == minute_ms + 72_000
