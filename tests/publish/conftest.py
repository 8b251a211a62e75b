"""The API asked over ASGI, receivers on loopback, and a real database of a known past."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import BaseModel
from starlette.applications import Starlette

from incidents.incident import Change, Facet, Incident, ProviderState, Scope, State, Transition
from probes.result import Outcome, ProbeResult, Surface, Timings
from probes.spec import ProbeSpec, ProviderSpec
from publish.api.routes import routes
from publish.metrics.collecting import Collecting
from publish.source import Source
from publish.status import Status, gather_status
from storage import incidents, probes, results, workers
from storage.database import Database, open_database

Ask = Callable[..., httpx.Response]


def api(house: Any, environ: dict[str, str]) -> Starlette:
    def status() -> Status:
        with house.database.read() as connection:
            return gather_status(connection, house.now_ms)

    source = Source(status, lambda: house.database, lambda: house.now_ms - 3_600_000)
    return Starlette(routes=routes(source, Collecting(source, "1.2.3"), "1.2.3", environ))


@pytest.fixture
def app(house: Any) -> Starlette:
    """The API over the database of `house`."""
    return api(house, {})


@pytest.fixture
def ask(house: Any) -> Ask:
    """Ask the API over the database of `house`; words in capitals go to its environment."""

    def once(path: str, method: str = "GET", **said: Any) -> httpx.Response:
        environ = {key: said.pop(key) for key in list(said) if key.isupper()}
        transport = httpx.ASGITransport(app=api(house, environ))

        async def exchange() -> httpx.Response:
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
                return await client.request(method, path, **said)

        return asyncio.run(exchange())

    return once


MINUTE_MS = 60_000


class _Options(BaseModel):
    pass


class Past:
    """A database; each method adds to the past that a test is about. `now_ms` is its present."""

    def __init__(self, database: Database, now_ms: int) -> None:
        self.database = database
        self.now_ms = now_ms
        self._specs: dict[str, ProbeSpec] = {}

    def probe(
        self,
        name: str,
        surface: Surface = Surface.API,
        *,
        every_s: float = 60,
        title: str | None = None,
    ) -> str:
        provider = name.partition("/")[0].partition(" ")[0]
        self._specs[name] = ProbeSpec(
            name=name,
            provider=ProviderSpec(id=provider, name=title or provider.title()),
            surface=surface,
            check="canary" if surface is Surface.API else "http",
            options=_Options(),
            every_s=every_s,
        )
        with self.database.transaction() as connection:
            probes.register(connection, [], list(self._specs.values()), self.now_ms)
        return name

    def runs(
        self,
        probe: str,
        starts_ms: Iterable[int],
        outcome: Outcome = Outcome.OK,
        ttft_ms: float | None = 400.0,
        **said: Any,
    ) -> None:
        spec = self._specs[probe]
        timings = Timings(ttft_ms=ttft_ms, total_ms=900.0) if outcome.is_answered else Timings()
        made = [
            ProbeResult(
                **{
                    "probe": probe,
                    "provider": spec.provider.id,
                    "surface": spec.surface,
                    "vantage": "home",
                    "started_at_ms": at_ms,
                    "outcome": outcome,
                    "timings": timings,
                    **said,
                }
            )
            for at_ms in starts_ms
        ]
        with self.database.transaction() as connection:
            results.append(connection, made)

    def incident(
        self,
        provider: str,
        started_at_ms: int,
        ended_at_ms: int | None,
        *,
        detected_after_ms: int = 30_000,
        scope: Scope = Scope.API,
        worst: State = State.OUTAGE,
        sentence: str = "30 of the last 30 canaries failed",
    ) -> Incident:
        made = Incident(
            id=f"{provider}-{scope}-{started_at_ms}",
            provider=provider,
            scope=scope,
            state=worst,
            worst=worst,
            facets=(Facet.ERRORS,),
            sentence=sentence,
            started_at_ms=started_at_ms,
            detected_at_ms=started_at_ms + detected_after_ms,
            ended_at_ms=ended_at_ms,
            closed_at_ms=None if ended_at_ms is None else ended_at_ms + MINUTE_MS,
        )
        change = Change.OPENED if ended_at_ms is None else Change.CLOSED
        with self.database.transaction() as connection:
            at = Transition(at_ms=made.detected_at_ms, change=change, incident=made)
            incidents.save(connection, [at])
        return made

    def state(self, provider: str, state: State, sentence: str = "answers as usual") -> None:
        judged = ProviderState(
            provider=provider,
            state=state,
            since_ms=self.now_ms - MINUTE_MS,
            sentence=sentence,
            judged_at_ms=self.now_ms,
        )
        with self.database.transaction() as connection:
            incidents.save_states(connection, [judged])

    def worker(self, beat_at_ms: int | None = None) -> None:
        beat_ms = self.now_ms if beat_at_ms is None else beat_at_ms
        with self.database.transaction() as connection:
            workers.beat(
                connection,
                workers.WorkerBeat(
                    vantage="home", host="here", pid=1, version="0", started_at_ms=beat_ms,
                    beat_at_ms=beat_ms, config_path="probes.yaml",
                ),
            )  # fmt: skip


@pytest.fixture
def past(tmp_path: Path, migrated: Callable[[Path], Path]) -> Iterator[Past]:
    database = open_database(migrated(tmp_path / "past.db"))
    yield Past(database, now_ms=1_790_000_000_000)
    database.close()
