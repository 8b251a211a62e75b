"""All that is known of one incident, gathered once for its page, its draft and its bundle."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import storage.maintenance
import storage.official
from incidents import wording
from incidents.amended import Amended
from incidents.incident import Facet, Incident, Scope, State
from incidents.maintenance import Window, marks
from probes.official import Impact
from probes.result import Outcome, ProbeResult, Surface
from publish.bystanders import WORKS, Neighbour, Part
from publish.card import DAY_MS, HOUR_MS, total
from publish.incident_timeline import Moment, notice_ms, timeline
from publish.long_view import by_provider, counted
from storage import evidence, transcripts
from storage.amendments import amended, find
from storage.database import Connection
from storage.history import Counted
from storage.incidents import open_incidents, states, transitions
from storage.official import KeptIncident
from storage.probes import WatchedProvider, watched
from storage.usual import UsualRange, usual_ttft_range

EVIDENCE = 20
"""How many runs are shown as evidence, of each kind: the first that failed, and the slowest."""

_USUAL_MS = 7 * DAY_MS
# Their notice may come hours after we saw it, or before.
_NOTICE_WITHIN_MS = 6 * HOUR_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentReport:
    """One incident at `at_ms`. Times are epoch ms UTC; it goes on in [start_ms, end_ms).

    `sentence` is the judge's newest. `failures` are the first runs of its scope that failed,
    `slow` the slowest answers where it is about speed; `lag_ms` is how much later than us their
    own page first told of it, negative where it was earlier, None where it told nothing.
    """

    at_ms: int
    shown: Amended
    title: str
    status_page: str | None
    sentence: str
    start_ms: int
    end_ms: int
    moments: tuple[Moment, ...]
    parts: tuple[Part, ...]
    neighbours: tuple[Neighbour, ...]
    failures: tuple[ProbeResult, ...]
    slow: tuple[ProbeResult, ...]
    usual: UsualRange | None
    official: tuple[KeptIncident, ...]
    lag_ms: int | None
    planned: Window | None

    @property
    def incident(self) -> Incident:
        """The incident as it is shown."""
        return self.shown.incident

    @property
    def counts(self) -> Mapping[Outcome, int]:
        """The outcomes of all runs of its scope while it went on."""
        found: dict[Outcome, int] = {}
        for part in self.parts:
            if Scope.of(part.surface) is self.incident.scope:
                for outcome, number in part.counts.items():
                    found[outcome] = found.get(outcome, 0) + number
        return found

    @property
    def slow_probes(self) -> frozenset[str]:
        """The probes whose slowest answers were far slower than usual."""
        if self.usual is None:
            return frozenset()
        limit_ms = self.usual.high_ms * _SLOW_FACTOR
        return frozenset(run.probe for run in self.slow if (run.timings.ttft_ms or 0) > limit_ms)

    @property
    def working(self) -> tuple[Part, ...]:
        """The probes of the provider that went well all the while."""
        return tuple(
            part
            for part in self.parts
            if (part.good or 0.0) >= WORKS and part.probe not in self.slow_probes
        )


_SLOW_FACTOR = 1.5


def gather_incident_report(
    connection: Connection, incident_id: str, now_ms: int
) -> IncidentReport | None:
    """Return all that is known of what an id stands for now, None where there is nothing."""
    shown = find(connection, incident_id)
    if shown is None:
        return None
    incident = shown.incident
    end_ms = max(incident.started_at_ms + 1, incident.ended_at_ms or now_ms)
    span = (incident.started_at_ms, end_ms)
    providers = watched(connection)
    seen = by_provider(counted(connection, *span, end_ms - incident.started_at_ms))
    own = next((p for p in providers if p.name == incident.provider), None)
    official = _official(connection, incident, end_ms)
    is_slow = bool({Facet.LATENCY, Facet.THROUGHPUT} & set(incident.facets))
    changes = [each for judged in shown.judged for each in transitions(connection, judged)]
    return IncidentReport(
        at_ms=now_ms,
        shown=shown,
        title=incident.provider if own is None else own.title,
        status_page=None if own is None else own.status_page,
        sentence=_sentence(connection, incident),
        start_ms=span[0],
        end_ms=span[1],
        moments=timeline(shown, changes, official),
        parts=_parts(seen.get(incident.provider, ())),
        neighbours=_neighbours(connection, providers, seen, incident, span),
        failures=_evidence(connection, evidence.first_failures, incident, end_ms),
        slow=_evidence(connection, evidence.slowest, incident, end_ms) if is_slow else (),
        usual=usual_ttft_range(
            connection,
            provider=incident.provider,
            start_ms=incident.started_at_ms - _USUAL_MS,
            end_ms=incident.started_at_ms,
        ),
        official=official,
        lag_ms=_lag_ms(official, incident),
        planned=marks(storage.maintenance.windows(connection, *span), incident, now_ms),
    )


def _sentence(connection: Connection, incident: Incident) -> str:
    """Return the judge's newest words: an incident keeps those of its last transition."""
    state = states(connection).get(incident.provider)
    scopes = [
        each.scope for each in open_incidents(connection) if each.provider == incident.provider
    ]
    is_about_it = incident.is_open and scopes and incident.scope is wording.foremost(scopes)
    if state is None or not is_about_it or state.state not in (State.BROWNOUT, State.OUTAGE):
        return incident.sentence
    return wording.without_part(state.sentence)


def _evidence(
    connection: Connection,
    read: Callable[..., list[ProbeResult]],
    incident: Incident,
    end_ms: int,
) -> tuple[ProbeResult, ...]:
    found = read(
        connection,
        provider=incident.provider,
        scope=incident.scope,
        start_ms=incident.started_at_ms,
        end_ms=end_ms,
        limit=EVIDENCE,
    )
    return tuple(transcripts.with_transcripts(connection, found))


def _parts(buckets: Iterable[Counted]) -> tuple[Part, ...]:
    found = [Part(surface=b.surface, probe=b.probe, counts=b.counts) for b in buckets]
    return tuple(sorted(found, key=lambda part: (list(Surface).index(part.surface), part.probe)))


def _neighbours(
    connection: Connection,
    providers: Sequence[WatchedProvider],
    seen: Mapping[str, Sequence[Counted]],
    incident: Incident,
    span: tuple[int, int],
) -> tuple[Neighbour, ...]:
    theirs: dict[str, list[Incident]] = {}
    for each in amended(connection, start_ms=span[0], end_ms=span[1]):
        if each.false_alarm is None:
            theirs.setdefault(each.incident.provider, []).append(each.incident)
    return tuple(
        Neighbour(
            provider=provider.name,
            title=provider.title,
            counts=total(seen.get(provider.name, ())),
            incidents=tuple(theirs.get(provider.name, ())),
        )
        for provider in providers
        if provider.name != incident.provider
    )


def _official(connection: Connection, incident: Incident, end_ms: int) -> tuple[KeptIncident, ...]:
    """Return what their page tells of that time; what began long before is about something else."""
    begins_ms = incident.started_at_ms - _NOTICE_WITHIN_MS
    found = storage.official.incidents(
        connection,
        incident.provider,
        start_ms=incident.started_at_ms,
        end_ms=end_ms + _NOTICE_WITHIN_MS,
    )
    return tuple(
        kept
        for kept in reversed(found)
        if kept.incident.started_at_ms >= begins_ms
        and kept.incident.impact is not Impact.MAINTENANCE
    )


def _lag_ms(official: Iterable[KeptIncident], incident: Incident) -> int | None:
    noticed = [at_ms for kept in official if (at_ms := notice_ms(kept)) is not None]
    return min(noticed) - incident.detected_at_ms if noticed else None
