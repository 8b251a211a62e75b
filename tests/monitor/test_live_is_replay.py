"""What was judged live is what a replay of the kept results judges: transition by transition."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

import storage.incidents
import storage.probes
import storage.results
from incidents.incident import Transition
from incidents.replay import final, in_judged_order, replay
from incidents.rules import Rules
from monitor.keeping import Keeper
from probes.result import Outcome, ProbeResult, Surface, Timings
from storage.database import Database, open_database

RULES = Rules(open_after_s=5, open_after_pooled_s=5, warm_up_results=10, quiet_s=60)
PROBES = {
    "a/canary": Surface.API, "a/auth": Surface.AUTH, "a/login": Surface.OAUTH,
    "b/canary": Surface.API,
}  # fmt: skip
EVERY_S = {"a/canary": 10.0, "a/auth": 10.0, "a/login": 30.0, "b/canary": 10.0}
OUTCOMES = [
    Outcome.OK, Outcome.OVERLOADED, Outcome.TIMEOUT, Outcome.WRONG_ANSWER, Outcome.RATE_LIMITED,
    Outcome.QUOTA, Outcome.BLIND, Outcome.SKIPPED, Outcome.STREAM_BROKEN,
]  # fmt: skip
CASES = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

# A stretch of runs: how many, which outcome most of them have, how slow they are.
STRETCHES = st.lists(
    st.tuples(st.integers(1, 25), st.sampled_from(OUTCOMES), st.floats(0.5, 8), st.integers(0, 5)),
    min_size=3,
    max_size=8,
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return open_database(Path(tmp_path_factory.mktemp("live")) / "b.db")


def runs(stretches: list[tuple[int, Outcome, float, int]]) -> list[ProbeResult]:
    made, at_ms = [], 1_700_000_000_000
    for length, mostly, slowness, seldom in stretches:
        for number in range(length):
            at_ms += 10_000
            for offset, (probe, surface) in enumerate(PROBES.items()):
                is_odd = seldom and number % (seldom + 1) == 0
                made.append(
                    ProbeResult(
                        probe=probe,
                        provider=probe[0],
                        surface=surface,
                        vantage="here",
                        started_at_ms=at_ms + 700 * offset,
                        outcome=Outcome.OK if is_odd else mostly,
                        timings=Timings(
                            ttft_ms=300.123 * slowness,
                            # Slow enough that ends overtake each other.
                            total_ms=900.456 * slowness * (1 + number % 3),
                            tokens_per_s=80.1 / slowness,
                        ),
                    )
                )
    return made


@CASES
@given(stretches=STRETCHES, batch=st.integers(1, 9), restart=st.integers(1, 60))
def test_live_and_replayed_judgements_are_the_same(
    database: Database, stretches: list[tuple[int, Outcome, float, int]], batch: int, restart: int
) -> None:
    with database.transaction() as connection:
        for table in ("transition", "incident", "provider_state", "judge_memory", "result"):
            connection.execute(text(f'DELETE FROM "{table}"'))
    # They come in as they end, some batches at once, and the worker restarts in between.
    arriving = sorted(runs(stretches), key=lambda each: each.started_at_ms + _took(each))
    live: list[Transition] = []
    keeper = None
    for number, start in enumerate(range(0, len(arriving), batch)):
        if keeper is None or number % restart == 0:
            now = [arriving[start].started_at_ms + _took(arriving[start])]
            keeper = Keeper(database, RULES, clock_ms=lambda now=now: now[0])
        chunk = arriving[start : start + batch]
        now[0] = chunk[-1].started_at_ms + _took(chunk[-1])
        judged = keeper.keep(chunk, EVERY_S)
        live += [change for _, judgement in judged for change in judgement.transitions]

    with database.read() as connection:
        kept = in_judged_order(storage.results.stream(connection, 0, 2**62))
        again = list(replay(kept, EVERY_S, RULES))
        stored = storage.incidents.incidents(connection, limit=1000)

    assert again == live
    key = lambda incident: (incident.started_at_ms, incident.id)  # noqa: E731
    assert sorted(stored, key=key) == final(again)


def _took(result: ProbeResult) -> int:
    return round(result.timings.total_ms or 0)


def test_results_are_dated_in_one_order_whatever_the_clock_does(database: Database) -> None:
    # The first look is for whether the judge before us was ahead of it.
    clock = iter([0, 1_000, 500, 500, 2_000])
    keeper = Keeper(database, RULES, clock_ms=lambda: next(clock))
    (first, *_) = runs([(1, Outcome.OK, 1, 0)])
    four = [replace(first, started_at_ms=n) for n in (1, 2, 5_000, 4)]

    keeper.keep(four, EVERY_S)

    with database.read() as connection:
        kept = {
            r.started_at_ms: r.judged_at_ms for r in storage.results.stream(connection, 0, 9999)
        }
    assert [kept[n] for n in (1, 2, 5_000, 4)] == [1_000, 1_001, 5_000, 5_001]
