"""What a database is filled with, that a status is gathered from."""

from typing import Any

from pydantic import BaseModel

from incidents.incident import Change, Facet, Incident, ProviderState, Scope, State, Transition
from probes.result import Outcome, ProbeResult, Surface, Timings
from probes.spec import ProbeSpec, ProviderSpec
from publish.card import DAY_MS, HOUR_MS, MINUTE_MS
from publish.status import Status, gather_status
from storage import incidents, probes, results, workers
from storage.database import Database

NOW_MS = 1_790_000_000_000


class _Options(BaseModel):
    pass


def spec(provider: str, surface: Surface, waiting_for: str | None = None) -> ProbeSpec:
    return ProbeSpec(
        name=f"{provider}/{surface}",
        provider=ProviderSpec(id=provider, name=f"{provider.title()} Inc"),
        surface=surface,
        check={"api": "canary", "edge": "http"}.get(surface, str(surface)),
        options=_Options(),
        every_s=60,
        waiting_for=waiting_for,
    )


def watch(database: Database, *specs: ProbeSpec) -> None:
    with database.transaction() as connection:
        probes.register(connection, [], specs, NOW_MS)


def run(provider: str = "aurora", ago_ms: int = MINUTE_MS, **said: Any) -> ProbeResult:
    plausible: dict[str, Any] = {
        "probe": f"{provider}/api",
        "provider": provider,
        "surface": Surface.API,
        "vantage": "home",
        "started_at_ms": NOW_MS - ago_ms,
        "outcome": Outcome.OK,
        "timings": Timings(ttft_ms=400.0, total_ms=900.0),
    }
    return ProbeResult(**{**plausible, **said})


def keep(database: Database, *runs: ProbeResult) -> None:
    with database.transaction() as connection:
        results.append(connection, runs)


def judge(database: Database, provider: str, state: State, sentence: str = "so it is") -> None:
    judged = ProviderState(
        provider=provider,
        state=state,
        since_ms=NOW_MS - HOUR_MS,
        sentence=sentence,
        judged_at_ms=NOW_MS,
    )
    with database.transaction() as connection:
        incidents.save_states(connection, [judged])


def incident(began_ms: int, ended_ms: int | None = None, **said: Any) -> Incident:
    plausible: dict[str, Any] = {
        "id": "1",
        "provider": "aurora",
        "scope": Scope.API,
        "state": State.OUTAGE,
        "worst": said.get("state", State.OUTAGE),
        "facets": (Facet.ERRORS,),
        "sentence": "it fails",
        "started_at_ms": began_ms,
        "detected_at_ms": began_ms,
        "ended_at_ms": ended_ms,
        "closed_at_ms": ended_ms,
    }
    return Incident(**{**plausible, **said})


def open_incidents(database: Database, *found: Incident) -> None:
    with database.transaction() as connection:
        incidents.save(
            connection,
            [Transition(at_ms=i.detected_at_ms, change=Change.OPENED, incident=i) for i in found],
        )


def sign_of_life(database: Database, ago_ms: int = 0, **said: Any) -> None:
    plausible: dict[str, Any] = {
        "vantage": "home",
        "host": "here",
        "pid": 1,
        "version": "0",
        "started_at_ms": NOW_MS - DAY_MS,
        "beat_at_ms": NOW_MS - ago_ms,
        "config_path": "probes.yaml",
    }
    with database.transaction() as connection:
        workers.beat(connection, workers.WorkerBeat(**{**plausible, **said}))


def gathered(database: Database) -> Status:
    with database.read() as connection:
        return gather_status(connection, NOW_MS)
