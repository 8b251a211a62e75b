"""A year of 40 probes as retention leaves it, and a feeder that lets it go on while pages look."""

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from threading import Event, Thread

from benchmarks.storage.ingest import appending, batches
from benchmarks.storage.world import EVERY_MS, PROBES, PROVIDERS, SURFACES, results
from incidents.incident import Change, Facet, Incident, ProviderState, Scope, State, Transition
from probes.result import ProbeResult
from probes.spec import ProbeSpec, ProviderSpec, StrictModel
from storage import incidents, probes, workers
from storage.database import Database, open_database

DAY_MS = 86_400_000
DAYS = 365
_WHOLE_DAYS = 30
# Before the days that retention keeps raw, hours and days are as many with fewer runs in each.
_ONE_IN = 10
_INCIDENTS_EACH = 24


class _Options(StrictModel):
    pass


def fill(file: Path, now_ms: int, days: int = DAYS) -> int:
    """Keep the history up to `now_ms` (epoch ms UTC) in a new database; return its results."""
    database = open_database(file)
    _watch(database, now_ms)
    keep, kept = appending(database), 0
    for part in batches(_history(now_ms, days), 10_000):
        keep(part, ())
        kept += len(part)
    _judge(database, now_ms, days)
    with database.transaction() as connection:
        connection.exec_driver_sql("ANALYZE")
    database.close()
    return kept


def _history(now_ms: int, days: int) -> Iterator[ProbeResult]:
    start_ms = now_ms // EVERY_MS * EVERY_MS - days * DAY_MS
    whole_from_ms = now_ms - _WHOLE_DAYS * DAY_MS
    for place, run in enumerate(results(start_ms, days * DAY_MS // EVERY_MS * PROBES)):
        if run.started_at_ms >= whole_from_ms or place // PROBES % _ONE_IN == 0:
            yield run


def _watch(database: Database, now_ms: int) -> None:
    specs = [
        ProbeSpec(
            name=f"provider-{number}/{surface}",
            provider=ProviderSpec(id=f"provider-{number}", name=f"Provider {number}"),
            surface=surface,
            check="http",
            options=_Options(),
            every_s=EVERY_MS / 1000,
        )
        for number in range(PROVIDERS)
        for surface in SURFACES
    ]
    with database.transaction() as connection:
        probes.register(connection, [], specs, now_ms)


def _judge(database: Database, now_ms: int, days: int) -> None:
    """Give every provider incidents all over the year, and one that goes on to the first."""
    for number in range(PROVIDERS):
        name, is_troubled = f"provider-{number}", number == 0
        apart_ms = days * DAY_MS // _INCIDENTS_EACH
        began = [now_ms - place * apart_ms - number * 3_600_000 for place in range(_INCIDENTS_EACH)]
        with database.transaction() as connection:
            for place, start_ms in enumerate(began):
                is_open = is_troubled and place == 0
                incidents.save(connection, _incident(name, start_ms, place, is_open=is_open))
            said = "7 of the last 12 canaries failed with overloaded" if is_troubled else "as usual"
            state = State.OUTAGE if is_troubled else State.OPERATIONAL
            judged = ProviderState(provider=name, state=state, since_ms=began[0], sentence=said,
                                   judged_at_ms=now_ms)  # fmt: skip
            incidents.save_states(connection, [judged])


def _incident(provider: str, start_ms: int, place: int, *, is_open: bool) -> list[Transition]:
    opened = Incident(
        id=f"{provider}-{place}", provider=provider, scope=Scope.API, state=State.OUTAGE,
        worst=State.OUTAGE, facets=(Facet.ERRORS,),
        sentence="7 of the last 12 canaries failed with overloaded",
        started_at_ms=start_ms, detected_at_ms=start_ms + 40_000,
    )  # fmt: skip
    told = [Transition(at_ms=start_ms + 40_000, change=Change.OPENED, incident=opened)]
    if not is_open:
        end_ms = start_ms + 900_000
        closed = replace(opened, ended_at_ms=end_ms, closed_at_ms=end_ms + 60_000)
        told.append(Transition(at_ms=end_ms + 60_000, change=Change.CLOSED, incident=closed))
    return told


class Feeder:
    """Adds results all the while, some every second, so that viewers have something new to see."""

    def __init__(self, file: Path) -> None:
        self._database = open_database(file)
        self._over = Event()
        self._thread = Thread(target=self._feed, daemon=True)

    def __enter__(self) -> "Feeder":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._database.close()

    def _feed(self) -> None:
        keep = appending(self._database)
        made = results(0, 10**9)
        for number in count():
            now_ms = time.time_ns() // 1_000_000
            batch = [
                replace(run, started_at_ms=now_ms + place, judged_at_ms=now_ms + place)
                for place, run in enumerate(islice(made, PROBES // 10))
            ]
            keep(batch, ())
            if number % 10 == 0:
                self._beat(now_ms)
            if self._over.wait(1.0):
                return

    def _beat(self, now_ms: int) -> None:
        with self._database.transaction() as connection:
            workers.beat(
                connection,
                workers.WorkerBeat(
                    vantage="home", host="here", pid=1, version="0", started_at_ms=now_ms,
                    beat_at_ms=now_ms, config_path="probes.yaml",
                ),
            )  # fmt: skip
