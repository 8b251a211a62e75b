"""What is watched follows the configuration."""

from collections.abc import Callable

from pydantic import SecretStr
from sqlalchemy import text

from probes.result import ProbeResult, Surface
from probes.spec import ProbeSpec, ProviderSpec, StrictModel
from storage import probes, results, workers
from storage.database import Database
from storage.probes import WatchedProbe, WatchedProvider
from storage.workers import WorkerBeat

OPENAI = ProviderSpec(
    id="openai",
    name="OpenAI",
    key=SecretStr("sk-proj-do-not-keep-me"),
    key_env="OPENAI_API_KEY",
    headers={"x-secret": SecretStr("nor-me")},
    status_page="https://status.openai.com",
)
SEARCH = ProviderSpec(id="our-search", name="Our search")


def probe(name: str, provider: ProviderSpec, **said: object) -> ProbeSpec:
    plausible: dict[str, object] = {
        "surface": Surface.API,
        "check": "canary",
        "options": StrictModel(),
        "every_s": 60.0,
    }
    return ProbeSpec(name=name, provider=provider, **{**plausible, **said})  # type: ignore[arg-type]


def test_what_is_registered_is_watched_in_the_order_of_the_file(database: Database) -> None:
    specs = [
        probe("search index", SEARCH, surface=Surface.DEPENDENCY, check="http", every_s=7.5),
        probe("openai key", OPENAI, surface=Surface.AUTH, check="auth", waiting_for="a key"),
        probe("openai canary", OPENAI),
    ]
    with database.transaction() as connection:
        probes.register(connection, [SEARCH, OPENAI], specs, 1, costs={"openai canary": 480})
        assert probes.watched(connection) == [
            WatchedProvider(
                name="our-search",
                title="Our search",
                status_page=None,
                key_env=None,
                probes=(
                    WatchedProbe(
                        name="search index",
                        surface=Surface.DEPENDENCY,
                        check="http",
                        every_s=7.5,
                    ),
                ),
            ),
            WatchedProvider(
                name="openai",
                title="OpenAI",
                status_page="https://status.openai.com",
                key_env="OPENAI_API_KEY",
                probes=(
                    WatchedProbe(
                        name="openai key",
                        surface=Surface.AUTH,
                        check="auth",
                        every_s=60.0,
                        waiting_for="a key",
                    ),
                    WatchedProbe(
                        name="openai canary",
                        surface=Surface.API,
                        check="canary",
                        every_s=60.0,
                        cost_per_day_microusd=480,
                    ),
                ),
            ),
        ]


def test_registering_again_changes_what_was_edited_and_keeps_the_results(
    database: Database, result: Callable[..., ProbeResult]
) -> None:
    with database.transaction() as connection:
        probes.register(connection, [OPENAI], [probe("openai canary", OPENAI)], 1)
        results.append(connection, [result()])
        edited = probe("openai canary", OPENAI, every_s=30.0)
        probes.register(connection, [OPENAI], [edited], 2)
        assert probes.watched(connection)[0].probes[0].every_s == 30.0
        assert results.recent(connection) == [result()]


def test_a_vanished_probe_is_not_watched_but_keeps_its_results_and_may_return(
    database: Database, result: Callable[..., ProbeResult]
) -> None:
    canary = probe("openai canary", OPENAI)
    index = probe("search index", SEARCH)
    with database.transaction() as connection:
        probes.register(connection, [OPENAI, SEARCH], [canary, index], 1)
        results.append(connection, [result()])
        probes.register(connection, [SEARCH], [index], 2)
        assert [p.name for p in probes.watched(connection)] == ["our-search"]
        assert results.recent(connection, probe="openai canary") == [result()]
        probes.register(connection, [OPENAI], [canary], 3)
        assert [p.name for p in probes.watched(connection)] == ["openai"]
        assert results.latest(connection) == {"openai canary": result()}


def test_a_result_of_an_unknown_probe_is_kept_and_its_probe_is_shown(
    database: Database, result: Callable[..., ProbeResult]
) -> None:
    with database.transaction() as connection:
        results.append(connection, [result(probe="spooled", provider="nobody knows")])
        (provider,) = probes.watched(connection)
    assert (provider.name, provider.title) == ("nobody knows", "nobody knows")
    assert [(p.name, p.surface) for p in provider.probes] == [("spooled", Surface.API)]


def test_no_secret_of_a_provider_reaches_the_database(database: Database) -> None:
    with database.transaction() as connection:
        probes.register(connection, [OPENAI], [probe("openai canary", OPENAI)], 1)
        stored = [
            str(tuple(row))
            for table in ("provider", "probe")
            for row in connection.execute(text(f"SELECT * FROM {table}"))
        ]
    assert len(stored) == 2
    assert not any("do-not-keep-me" in row or "nor-me" in row for row in stored)


def watched(database: Database) -> list[str]:
    with database.read() as connection:
        return sorted(each.name for of in probes.watched(connection) for each in of.probes)


def register(database: Database, vantage: str, *specs: ProbeSpec, now_ms: int = 1) -> None:
    with database.transaction() as connection:
        probes.register(connection, [], specs, now_ms, vantage=vantage)


def test_what_another_vantage_watches_is_not_removed(postgres: Database) -> None:
    canary, index = probe("openai canary", OPENAI), probe("search index", SEARCH)
    register(postgres, "home", canary, index)
    register(postgres, "eu-west", canary)
    assert watched(postgres) == ["openai canary", "search index"]

    register(postgres, "home", index)
    assert watched(postgres) == ["openai canary", "search index"]
    register(postgres, "eu-west")
    assert watched(postgres) == ["search index"]


def test_a_vantage_without_workers_for_a_day_watches_nothing_any_more(postgres: Database) -> None:
    canary, index = probe("openai canary", OPENAI), probe("search index", SEARCH)
    register(postgres, "home", canary, now_ms=1)
    day_ms = 86_400_000
    with postgres.transaction() as connection:
        beat = WorkerBeat(
            vantage="home", host="h", pid=1, version="1", started_at_ms=1, beat_at_ms=day_ms,
            config_path="probes.yaml",
        )  # fmt: skip
        workers.beat(connection, beat)

    register(postgres, "eu-west", index, now_ms=day_ms + 2)
    assert watched(postgres) == ["openai canary", "search index"]
    register(postgres, "eu-west", index, now_ms=2 * day_ms + 1)
    assert watched(postgres) == ["search index"]


def test_a_vantage_that_was_renamed_takes_its_probes_along(sqlite: Database) -> None:
    canary, index = probe("openai canary", OPENAI), probe("search index", SEARCH)
    register(sqlite, "home", canary, index)
    register(sqlite, "office", index)
    assert watched(sqlite) == ["search index"]


def test_those_that_wait_for_heartbeats_are_known(database: Database) -> None:
    register(database, "home", probe("train", SEARCH, check="heartbeat"), probe("canary", OPENAI))
    with database.read() as connection:
        assert probes.awaited(connection) == ["train"]
