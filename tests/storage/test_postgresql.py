"""What is PostgreSQL's own: URLs, refusals in plain words, duplicates, and migrating once."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

import storage.postgresql
from probes.result import Expectation, Outcome, ProbeResult, Surface, Timings
from storage import results, schema
from storage.database import Database, DatabaseError, open_database

SECRET = "hunter2"
NOON_MS = 1_790_000_000_000


def refusal(url: str) -> str:
    with pytest.raises(DatabaseError) as caught:
        open_database(url)
    told = caught.value
    chain = [told, told.__cause__, None if told.__suppress_context__ else told.__context__]
    for error in chain:
        assert SECRET not in str(error)
        assert SECRET not in repr(error)
    return str(told)


def test_a_wrong_password_is_told_and_never_echoed(postgresql: Any) -> None:
    said = refusal(postgresql.url("postgres", SECRET))

    assert said == (
        f"postgresql://brownout@127.0.0.1:{postgresql.port}/postgres refuses this user or "
        "password: check both in its URL, and write special characters like %40 for @"
    )
    assert "refuses this user" in refusal(
        f"postgresql://brownout@127.0.0.1:{postgresql.port}/postgres?password={SECRET}"
    )


def test_a_database_or_a_server_that_is_not_there_is_told(postgresql: Any, free_port: int) -> None:
    assert refusal(postgresql.url("nowhere")).endswith(
        "/nowhere does not exist on that server: make it with createdb"
    )
    assert refusal(f"postgresql://u:{SECRET}@127.0.0.1:{free_port}/db") == (
        f"postgresql://u@127.0.0.1:{free_port}/db is not there: check that PostgreSQL runs, "
        "and its host and port"
    )


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://user:{SECRET}",  # read as a host and its port
        f"postgresql://user:pass@{SECRET}@host/db",
        f"postgresql://user@host:{SECRET}/db",
        f"postgresql//user:{SECRET}@host/db:x://",
    ],
)
def test_an_url_that_cannot_be_read_is_not_repeated(url: str) -> None:
    assert re.search("cannot be read: write it like|more than one @", refusal(url))


def test_a_user_without_rights_is_told_what_to_grant(postgresql: Any) -> None:
    url = postgresql.create()
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("CREATE ROLE guest LOGIN PASSWORD 'guest'")
    guest = url.replace(f"brownout:{postgresql.QUOTED}", "guest:guest")
    assert "GRANT it CREATE on the database's schema" in refusal(guest)


def test_an_awkward_password_works_as_it_is_written_in_urls(postgres: Database) -> None:
    assert "p@ss" not in postgres.name
    assert re.fullmatch(r"postgresql://brownout@127\.0\.0\.1:\d+/brownout_\d+", postgres.name)


def test_many_processes_may_open_a_new_database_at_once_and_it_is_migrated_once(
    postgresql: Any,
) -> None:
    url = postgresql.create()
    with ThreadPoolExecutor(4) as pool:
        databases = list(pool.map(open_database, [url] * 4))
    with databases[0].read() as connection:
        versions = connection.execute(text("SELECT version_num FROM alembic_version")).all()
    assert versions == [(schema.known_revisions()[-1],)]
    for each in databases:
        each.close()


def test_a_batch_with_duplicates_adds_the_others(
    postgres: Database, result: Callable[..., ProbeResult]
) -> None:
    first = [result(started_at_ms=n) for n in range(50)]
    again = [*first[25:], *[result(started_at_ms=n) for n in range(50, 60)], first[0]]
    changed = [replace(each, outcome=Outcome.TIMEOUT) for each in again]
    with postgres.transaction() as connection:
        results.append(connection, first)
        results.append(connection, changed)
        kept = list(results.stream(connection, 0, 100))
    assert kept == first + changed[25:35]


def test_every_column_comes_back_as_it_went_in(
    postgres: Database, result: Callable[..., ProbeResult]
) -> None:
    full = result(
        timings=Timings(
            dns_ms=0.001, connect_ms=2.0, tls_ms=3.0, ttfb_ms=4.0, ttft_ms=5.0, total_ms=1e10,
            longest_gap_ms=0.0, tokens_per_s=1e-300,
        ),
        http_status=599, request_id="", input_tokens=0, output_tokens=10**12, score=1 / 3,
        detail='tab\t, line\n, backslash \\, "quotes", \\N and ☃🦉', headroom=0.25,
        expectations=(Expectation(name="a", expected="b", got="c", held=False),),
        retry_after_s=2.5, judged_at_ms=NOON_MS + 7,
    )  # fmt: skip
    bare = ProbeResult(
        probe="bare", provider="openai", surface=Surface.EDGE, vantage="home",
        started_at_ms=NOON_MS, outcome=Outcome.CONNECT,
    )  # fmt: skip
    with postgres.transaction() as connection:
        results.append(connection, [full, bare])
        assert list(results.stream(connection, 0, 2**44)) == [full, bare]


def test_a_result_that_the_database_cannot_hold_is_our_mistake_not_its(
    postgres: Database, result: Callable[..., ProbeResult]
) -> None:
    with (
        pytest.raises(Exception, match=r"too large|out of range") as caught,
        postgres.transaction() as c,
    ):
        results.append(c, [result(started_at_ms=2**70)])
    assert not isinstance(caught.value, DatabaseError)
    with postgres.transaction() as connection:
        results.append(connection, [result()])


def test_a_server_that_was_restarted_is_found_again(
    postgresql: Any, postgres: Database, result: Callable[..., ProbeResult]
) -> None:
    with postgres.transaction() as connection:
        results.append(connection, [result()])
    postgresql.stop()
    with pytest.raises(DatabaseError, match=r"is not there|has gone away"), postgres.read() as gone:
        results.recent(gone)
    postgresql.start()
    with postgres.read() as connection:
        assert results.recent(connection) == [result()]


def test_connections_of_before_a_restart_are_replaced_unseen(
    postgresql: Any,
    postgres: Database,
    result: Callable[..., ProbeResult],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(storage.postgresql, "_IDLE_S", 0.0)
    with postgres.transaction() as connection:
        results.append(connection, [result()])
    postgresql.stop()
    postgresql.start()
    with postgres.transaction() as connection:
        assert results.recent(connection) == [result()]


def test_a_server_that_goes_in_the_middle_is_the_servers_trouble(
    postgresql: Any, postgres: Database, result: Callable[..., ProbeResult]
) -> None:
    def lose() -> None:
        with postgres.transaction() as connection:
            results.append(connection, [result(started_at_ms=n) for n in range(5)])
            postgresql.stop()
            results.append(connection, [result(started_at_ms=n) for n in range(5, 9)])

    with pytest.raises(DatabaseError, match="has gone away"):
        lose()
    postgresql.start()
    with postgres.read() as connection:
        assert results.recent(connection) == []
