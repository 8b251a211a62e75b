"""A real database, filled through the same door as the worker's, and the pages over it."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from dashboard import data
from dashboard.server import DATABASE_VARIABLE
from incidents.incident import Change, Facet, Incident, ProviderState, Scope, State, Transition
from probes.result import Outcome, ProbeResult, Surface, Timings
from probes.spec import ProbeSpec, ProviderSpec
from storage import incidents, probes, results, workers
from storage.database import Database

MINUTE_MS = 60_000


class _Options(BaseModel):
    pass


class House:
    """A database with providers in it; each method adds what a test wants to be seen."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now_ms = time.time_ns() // 1_000_000
        self._providers: dict[str, ProviderSpec] = {}
        self._probes: list[ProbeSpec] = []

    def provider(self, name: str, title: str | None = None, waiting_for: str | None = None) -> None:
        spec = ProviderSpec(id=name, name=title or name.title(), key_env=f"{name.upper()}_KEY")
        self._providers[name] = spec
        for surface, check, waits in (
            (Surface.EDGE, "http", None),
            (Surface.API, "canary", waiting_for),
        ):
            self._probes.append(
                ProbeSpec(
                    name=f"{name}/{check}",
                    provider=spec,
                    surface=surface,
                    check=check,
                    options=_Options(),
                    every_s=60,
                    waiting_for=waits,
                )
            )
        with self.database.transaction() as connection:
            probes.register(connection, self._providers.values(), self._probes, self.now_ms)

    def runs(self, provider: str, count: int = 30, **said: Any) -> None:
        made = [
            ProbeResult(
                **{
                    "probe": f"{provider}/canary",
                    "provider": provider,
                    "surface": Surface.API,
                    "vantage": "home",
                    "started_at_ms": self.now_ms - (number + 1) * 20_000,
                    "outcome": Outcome.OK,
                    "timings": Timings(ttft_ms=400.0 + number, total_ms=900.0),
                    "request_id": f"req-{number}",
                    **said,
                }
            )
            for number in range(count)
        ]
        with self.database.transaction() as connection:
            results.append(connection, made)

    def state(self, provider: str, state: State, sentence: str, minutes: int = 10) -> None:
        judged = ProviderState(
            provider=provider,
            state=state,
            since_ms=self.now_ms - minutes * MINUTE_MS,
            sentence=sentence,
            judged_at_ms=self.now_ms,
        )
        with self.database.transaction() as connection:
            incidents.save_state(connection, judged)

    def incident(self, provider: str, sentence: str, minutes: int = 10) -> Incident:
        started_ms = self.now_ms - minutes * MINUTE_MS
        incident = Incident(
            id=f"{provider}-1",
            provider=provider,
            scope=Scope.API,
            state=State.OUTAGE,
            worst=State.OUTAGE,
            facets=(Facet.ERRORS,),
            sentence=sentence,
            started_at_ms=started_ms,
            detected_at_ms=started_ms + 9_000,
        )
        opened = Transition(at_ms=started_ms + 9_000, change=Change.OPENED, incident=incident)
        with self.database.transaction() as connection:
            incidents.save(connection, [opened])
        return incident

    def worker(self, beat_minutes_ago: float = 0, config_error: str | None = None) -> None:
        beat_ms = self.now_ms - round(beat_minutes_ago * MINUTE_MS)
        with self.database.transaction() as connection:
            workers.beat(
                connection,
                workers.WorkerBeat(
                    vantage="home",
                    host="here",
                    pid=1,
                    version="0",
                    started_at_ms=beat_ms,
                    beat_at_ms=beat_ms,
                    config_path="probes.yaml",
                    config_error=config_error,
                ),
            )


@pytest.fixture
def database_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the pages look for their database; nothing is there yet."""
    path = tmp_path / "brownout.db"
    monkeypatch.setenv(DATABASE_VARIABLE, str(path))
    return path


@pytest.fixture
def house(database_path: Path) -> Iterator[House]:
    database = data.database(str(database_path))
    yield House(database)
    data.database.cache_clear()
    database.close()


@pytest.fixture
def trouble(house: House) -> House:
    """Two providers, one well and one down, under a living worker."""
    house.provider("aurora", "Aurora AI")
    house.provider("borealis", "Borealis")
    house.runs("aurora")
    house.runs("borealis", outcome=Outcome.OVERLOADED, timings=Timings(total_ms=80.0))
    house.state("aurora", State.OPERATIONAL, "answers as usual")
    house.state("borealis", State.OUTAGE, "30 of the last 30 canaries failed with overloaded")
    house.incident("borealis", "30 of the last 30 canaries failed with overloaded")
    house.worker()
    return house


@pytest.fixture
def seen() -> Callable[[Any], str]:
    """All that a page shows, as one text."""

    def text(app: Any) -> str:
        assert not app.exception, app.exception
        return "\n".join(element.value for element in app.html)

    return text
