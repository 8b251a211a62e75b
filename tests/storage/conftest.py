"""A real SQLite file, or a real PostgreSQL database, for every test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from incidents.incident import Change, Facet, Incident, Scope, State, Transition
from probes.result import Outcome, ProbeResult, Surface, Timings
from storage.database import Database, open_database

NOON_MS = 1_790_000_000_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "brownout.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """Whatever a test asks of it holds on both."""
    of = {"sqlite": "sqlite", "postgresql": "postgres"}[request.param]
    database: Database = request.getfixturevalue(of)
    return database


@pytest.fixture
def sqlite(path: Path, migrated: Callable[[Path], Path]) -> Iterator[Database]:
    database = open_database(migrated(path))
    yield database
    database.close()


@pytest.fixture
def postgres(postgresql_url: str) -> Iterator[Database]:
    database = open_database(postgresql_url)
    yield database
    database.close()


@pytest.fixture
def result() -> Callable[..., ProbeResult]:
    """A plausible result, with whatever a test wants to say about it."""

    def make(**said: Any) -> ProbeResult:
        plausible: dict[str, Any] = {
            "probe": "openai canary",
            "provider": "openai",
            "surface": Surface.API,
            "vantage": "home",
            "started_at_ms": NOON_MS,
            "outcome": Outcome.OK,
            "late_ms": 1.25,
            "timings": Timings(ttft_ms=412.345, total_ms=1400.5, tokens_per_s=61.7),
            "http_status": 200,
            "cost_microusd": 34,
        }
        return ProbeResult(**{**plausible, **said})

    return make


@pytest.fixture
def transition() -> Callable[..., Transition]:
    """A transition of a plausible incident, with whatever a test wants to say about either."""

    def make(change: Change = Change.OPENED, at_ms: int = NOON_MS, **said: Any) -> Transition:
        plausible: dict[str, Any] = {
            "id": "openai-api-1",
            "provider": "openai",
            "scope": Scope.API,
            "state": State.BROWNOUT,
            "worst": State.BROWNOUT,
            "facets": (Facet.ERRORS,),
            "sentence": "7 of the last 12 canaries failed with overloaded.",
            "started_at_ms": NOON_MS - 60_000,
            "detected_at_ms": NOON_MS,
        }
        return Transition(at_ms=at_ms, change=change, incident=Incident(**{**plausible, **said}))

    return make
