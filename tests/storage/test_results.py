"""Results: what is appended is read back, in every order that is asked for."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event

from probes.result import Expectation, Outcome, ProbeResult, Surface, Timings
from storage import probes, results
from storage.database import Database, open_database

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
COUNTS = st.integers(0, 10**9)
DURATIONS_MS = st.integers(0, 10**10).map(lambda us: us / 1000)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
PROBES = {
    "openai canary": ("openai", Surface.API),
    "openai login": ("openai", Surface.OAUTH),
    "größe & co": ("größe", Surface.DEPENDENCY),
}


def maybe(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | strategy


@st.composite
def any_result(draw: st.DrawFn) -> ProbeResult:
    probe = draw(st.sampled_from(sorted(PROBES)))
    provider, surface = PROBES[probe]
    timing = maybe(DURATIONS_MS)
    timings = st.builds(
        Timings,
        dns_ms=timing,
        connect_ms=timing,
        tls_ms=timing,
        ttfb_ms=timing,
        ttft_ms=timing,
        total_ms=timing,
        longest_gap_ms=timing,
        tokens_per_s=maybe(NUMBERS),
    )
    expectation = st.builds(Expectation, name=WORDS, expected=WORDS, got=WORDS, held=st.booleans())
    built = st.builds(
        ProbeResult,
        probe=st.just(probe),
        provider=st.just(provider),
        surface=st.just(surface),
        vantage=st.sampled_from(["home", "eu-west"]),
        started_at_ms=st.integers(0, 2**43),
        outcome=st.sampled_from(Outcome),
        late_ms=DURATIONS_MS,
        timings=timings,
        http_status=maybe(st.integers(100, 599)),
        request_id=maybe(WORDS),
        input_tokens=maybe(COUNTS),
        output_tokens=maybe(COUNTS),
        score=maybe(st.floats(0, 1)),
        cost_microusd=COUNTS,
        detail=maybe(WORDS),
        expectations=st.lists(expectation, max_size=2).map(tuple),
    )
    return draw(built)


def identity(result: ProbeResult) -> tuple[int, str, str]:
    return result.started_at_ms, result.probe, result.vantage


many_results = st.lists(any_result(), max_size=20, unique_by=identity)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One file for all examples of a property; each example rolls back what it wrote."""
    database = open_database(tmp_path_factory.mktemp("shared") / "brownout.db")
    yield database
    database.close()


@settings(deadline=None)
@given(kept=many_results)
def test_what_is_appended_is_read_back_exactly(shared: Database, kept: list[ProbeResult]) -> None:
    with shared.transaction() as connection:
        savepoint = connection.begin_nested()
        results.append(connection, kept)
        streamed = list(results.stream(connection, 0, 2**44))
        newest = results.recent(connection, limit=100)
        savepoint.rollback()
    assert sorted(streamed, key=identity) == sorted(kept, key=identity)
    assert [r.started_at_ms for r in streamed] == sorted(r.started_at_ms for r in kept)
    assert newest == streamed[::-1]
    for result in streamed:
        assert isinstance(result.late_ms, float)
        assert isinstance(result.cost_microusd, int)


@settings(deadline=None, max_examples=30)
@given(kept=many_results)
def test_appending_again_changes_nothing(shared: Database, kept: list[ProbeResult]) -> None:
    with shared.transaction() as connection:
        savepoint = connection.begin_nested()
        results.append(connection, kept)
        results.append(connection, kept + kept)
        streamed = list(results.stream(connection, 0, 2**44))
        savepoint.rollback()
    assert sorted(streamed, key=identity) == sorted(kept, key=identity)


@settings(deadline=None)
@given(
    kept=many_results,
    limit=st.integers(1, 5),
    before_ms=st.none() | st.integers(0, 2**43),
    only_failures=st.booleans(),
    probe=st.none() | st.sampled_from(sorted(PROBES)),
    provider=st.none() | st.sampled_from(["openai", "größe"]),
)
def test_recent_is_the_newest_of_what_was_asked_for(
    shared: Database,
    kept: list[ProbeResult],
    limit: int,
    before_ms: int | None,
    only_failures: bool,
    probe: str | None,
    provider: str | None,
) -> None:
    with shared.transaction() as connection:
        savepoint = connection.begin_nested()
        results.append(connection, kept)
        found = results.recent(
            connection,
            provider=provider,
            probe=probe,
            limit=limit,
            before_ms=before_ms,
            only_failures=only_failures,
        )
        savepoint.rollback()
    wanted = [
        r
        for r in kept
        if (probe is None or r.probe == probe)
        and (provider is None or r.provider == provider)
        and (before_ms is None or r.started_at_ms < before_ms)
        and not (only_failures and r.outcome in (Outcome.OK, Outcome.SKIPPED))
    ]
    assert set(map(identity, found)) <= set(map(identity, wanted))
    newest_first = sorted((r.started_at_ms for r in wanted), reverse=True)
    assert [r.started_at_ms for r in found] == newest_first[:limit]


def test_a_first_result_is_kept_when_the_same_run_comes_twice(
    database: Database, result: Callable[..., ProbeResult]
) -> None:
    with database.transaction() as connection:
        results.append(connection, [result(detail="first")])
        results.append(connection, [result(detail="second")])
        assert [r.detail for r in results.recent(connection)] == ["first"]


def test_durations_are_kept_to_the_microsecond(
    database: Database, result: Callable[..., ProbeResult]
) -> None:
    with database.transaction() as connection:
        results.append(connection, [result(timings=Timings(ttft_ms=1 / 3, total_ms=1e6 / 7))])
        (kept,) = results.recent(connection)
    assert kept.timings == Timings(ttft_ms=0.333, total_ms=142857.143)


def test_a_result_no_database_could_hold_is_kept_without_what_is_impossible(
    database: Database, result: Callable[..., ProbeResult]
) -> None:
    hostile = result(
        detail="half an emoji \ud83d and a \0",
        request_id="\udfff",
        input_tokens=2**70,
        cost_microusd=2**70,
        timings=Timings(ttft_ms=float("inf"), total_ms=float("nan"), ttfb_ms=3.5),
        score=float("nan"),
    )
    with database.transaction() as connection:
        results.append(connection, [hostile, result(started_at_ms=1)])
        kept, _ = results.recent(connection)
    assert kept.detail == "half an emoji ? and a \ufffd"
    assert kept.request_id == "?"
    assert (kept.input_tokens, kept.cost_microusd, kept.score) == (None, 0, None)
    assert kept.timings == Timings(ttfb_ms=3.5)


def test_latest_is_the_newest_of_each_probe_in_the_configuration(
    database: Database, result: Callable[..., ProbeResult]
) -> None:
    canary = [result(started_at_ms=n) for n in (3, 9, 6)]
    login = [result(probe="login", surface=Surface.OAUTH, started_at_ms=n) for n in (2, 1)]
    with database.transaction() as connection:
        results.append(connection, canary + login)
        assert results.latest(connection) == {"openai canary": canary[1], "login": login[0]}
        probes.register(connection, [], [], now_ms=10)
        assert results.latest(connection) == {}


def plan(database: Database, read: Callable[[Connection], object]) -> list[str]:
    """How SQLite carries out what `read` asks of the results table."""
    asked = []

    def note(
        _c: object, _k: object, statement: str, values: tuple[object, ...], *_: object
    ) -> None:
        if "FROM result" in statement or "JOIN result" in statement:
            asked.append((statement, values))

    with database.read() as connection:
        event.listen(connection.engine, "before_cursor_execute", note)
        read(connection)
        event.remove(connection.engine, "before_cursor_execute", note)
        assert asked
        return [
            row[3].replace("COVERING ", "")
            for statement, values in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            if "result" in row[3]
        ]


def test_no_question_reads_more_of_the_results_than_it_needs(
    sqlite: Database, result: Callable[..., ProbeResult]
) -> None:
    with sqlite.transaction() as connection:
        results.append(connection, [result()])
    key = "SEARCH result USING PRIMARY KEY (probe_id=?"
    span: dict[str, int] = {"start_ms": 0, "end_ms": 2**44}

    # The second line is the search for each probe's largest start, which reads one row.
    assert plan(sqlite, results.latest) == [f"{key} AND started_at_ms=?)", f"{key})"]
    assert plan(sqlite, lambda c: results.recent(c)) == [f"{key} AND started_at_ms<?)"]
    assert plan(sqlite, lambda c: results.recent(c, only_failures=True)) == [
        f"{key} AND started_at_ms=? AND vantage_id=?)",
        "SEARCH result USING INDEX ix_result_failed (probe_id=? AND started_at_ms<?)",
    ]
    assert plan(sqlite, lambda c: list(results.stream(c, 0, 9))) == [
        f"{key} AND (started_at_ms,vantage_id)>(?,?) AND started_at_ms<?)"
    ]
    within = f"{key} AND started_at_ms>? AND started_at_ms<?)"
    assert plan(sqlite, lambda c: results.buckets(c, step_ms=9, **span)) == [within]
    assert plan(sqlite, lambda c: results.points(c, **span)) == [within]


def test_a_stream_is_bounded_below_inclusive_and_above_exclusive(
    database: Database, result: Callable[..., ProbeResult]
) -> None:
    with database.transaction() as connection:
        results.append(connection, [result(started_at_ms=n) for n in range(10)])
        results.append(connection, [result(started_at_ms=5, vantage="eu-west")])
        found = [(r.started_at_ms, r.vantage) for r in results.stream(connection, 4, 7)]
    assert found == [(4, "home"), (5, "home"), (5, "eu-west"), (6, "home")]


def test_a_stream_goes_on_over_many_pages(
    database: Database, result: Callable[..., ProbeResult]
) -> None:
    kept = [
        result(probe=probe, started_at_ms=n, vantage=vantage)
        for n in range(700)
        for probe in ("a", "b")
        for vantage in ("home", "eu-west")
    ]
    with database.transaction() as connection:
        results.append(connection, kept)
        assert list(results.stream(connection, 0, 700)) == kept


def test_a_stream_of_one_provider_leaves_out_the_others(
    database: Database, result: Callable[..., ProbeResult]
) -> None:
    with database.transaction() as connection:
        results.append(connection, [result(), result(probe="claude", provider="anthropic")])
        found = results.stream(connection, 0, 2**44, provider="anthropic")
        assert [r.probe for r in found] == ["claude"]


def test_a_result_takes_no_more_room_than_it_must(
    path: Path, sqlite: Database, result: Callable[..., ProbeResult], tmp_path: Path
) -> None:
    empty = tmp_path / "empty.db"
    open_database(empty).close()
    with sqlite.transaction() as connection:
        results.append(connection, [result(started_at_ms=60_000 * n) for n in range(20_000)])
    sqlite.close()
    # Of which what sums it up takes 2.
    assert (path.stat().st_size - empty.stat().st_size) / 20_000 < 61
