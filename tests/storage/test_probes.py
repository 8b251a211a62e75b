"""What is watched follows the configuration."""

from collections.abc import Callable

from pydantic import SecretStr
from sqlalchemy import text

from probes.result import ProbeResult, Surface
from probes.spec import ProbeSpec, ProviderSpec, StrictModel
from storage import probes, results
from storage.database import Database
from storage.probes import WatchedProbe, WatchedProvider

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
