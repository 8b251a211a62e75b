"""What the page of probes reads: each with its last result, its runs before, and when it is due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard import data
from probes.result import ProbeResult
from publish.kept import Kept
from publish.status import is_alive
from storage.last_runs import Run, last_runs
from storage.placings import Placing, placings
from storage.probes import WatchedProbe, watched
from storage.results import latest, recent
from storage.run_requests import RunRequest, ask, requests
from storage.workers import workers

RUNS = 30
"""How many of its last runs are drawn of a probe."""

_ASKED_SINCE_MS = 120_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeRow:
    """One probe as the page shows it; `asked` is the newest request of each vantage."""

    provider: str
    title: str
    probe: WatchedProbe
    last: ProbeResult | None
    runs: tuple[Run, ...]
    placings: tuple[Placing, ...]
    asked: tuple[RunRequest, ...]

    def next_run_ms(self, now_ms: int) -> int | None:
        """Return when the next of its vantages is due to run it."""
        every_s = self.probe.every_s
        due = (each.next_run_ms(every_s, now_ms) for each in self.placings)
        return min((at_ms for at_ms in due if at_ms is not None), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbesView:
    """All probes at `at_ms`, and at which vantages a worker lives."""

    at_ms: int
    rows: tuple[ProbeRow, ...]
    alive: frozenset[str]
    config_errors: tuple[str, ...]

    @property
    def is_waited_for(self) -> bool:
        """True while a run that somebody asked for has not ended."""
        return any(asked.is_pending(self.at_ms) for row in self.rows for asked in row.asked)


def probes_view() -> ProbesView:
    """Return all probes. Raises `DatabaseError` where the database cannot be read."""
    return _VIEW.get(data.database_url())


def _read(url: str) -> ProbesView:
    now_ms = data.now_ms()
    with data.database(url).read() as connection:
        providers, newest = watched(connection), latest(connection)
        runs, placed = last_runs(connection, RUNS), placings(connection)
        asked = _newest(requests(connection, now_ms - _ASKED_SINCE_MS))
        beats = [each for each in workers(connection) if is_alive(each, now_ms)]
    return ProbesView(
        at_ms=now_ms,
        rows=tuple(
            ProbeRow(
                provider=provider.name,
                title=provider.title,
                probe=probe,
                last=newest.get(probe.name),
                runs=runs.get(probe.name, ()),
                placings=placed.get(probe.name, ()),
                asked=asked.get(probe.name, ()),
            )
            for provider in providers
            for probe in provider.probes
        ),
        alive=frozenset(each.vantage for each in beats),
        config_errors=tuple(sorted({each.config_error for each in beats if each.config_error})),
    )


def _newest(found: Sequence[RunRequest]) -> Mapping[str, tuple[RunRequest, ...]]:
    newest: dict[tuple[str, str], RunRequest] = {}
    for each in found:
        newest[each.probe, each.vantage] = each
    by_probe: dict[str, tuple[RunRequest, ...]] = {}
    for (probe, _), each in newest.items():
        by_probe[probe] = (*by_probe.get(probe, ()), each)
    return by_probe


def last_failure(probe: str) -> ProbeResult | None:
    """Return the newest run of a probe that failed."""
    with data.database(data.database_url()).read() as connection:
        return next(iter(recent(connection, probe=probe, limit=1, only_failures=True)), None)


def ask_for(probe: str, vantages: Sequence[str], by: str) -> int:
    """Ask for a run at each of these vantages, and return how many will hear of it."""
    with data.database(data.database_url()).transaction() as connection:
        asked = [
            ask(connection, probe=probe, vantage=vantage, by=by, now_ms=data.now_ms())
            for vantage in vantages
        ]
    read_anew()
    return sum(asked)


def read_anew() -> None:
    """Forget what was read: somebody has asked for a run."""
    _VIEW.clear()


_VIEW = Kept(_read, least_s=1, most_s=5)
