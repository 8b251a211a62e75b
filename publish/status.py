"""How every provider is right now: what the Now page, `brownout status` and the API all show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from itertools import chain
from typing import Any

import storage.maintenance
import storage.official
from incidents import wording
from incidents.amended import Amended
from incidents.correlation import together
from incidents.incident import ProviderState, State
from incidents.maintenance import Window, active
from incidents.official import alone, beside
from incidents.verdict import verdict
from probes.result import ProbeResult
from publish import card as cards
from publish import waiting
from publish.card import HOUR_MS, MINUTE_MS, Card, Official, Strip
from publish.long_view import (
    ByProvider,
    LongView,
    by_provider,
    counted,
    gather_long_view,
    strips_of,
)
from storage.amendments import going_on
from storage.database import Connection
from storage.incidents import states
from storage.official import OfficialStatus
from storage.probes import WatchedProvider, watched
from storage.results import latest, newest_ttft_ms
from storage.spool_state import SpoolState
from storage.workers import WorkerBeat, workers

FRESH_MS, FRESH_RUNS = 15 * MINUTE_MS, 5
"""What "now" means for a latency: this many canaries of each probe, and none that is older."""

BEAT_LIMIT_MS = 60_000
"""A worker beats every second; this long without, and nothing should rely on it any more."""

STALE_AFTER_MS = 10_000
"""This long without a sign of life, and what is shown is called history."""

_ORDER = (
    State.OUTAGE,
    State.BROWNOUT,
    State.ACCOUNT,
    State.UNKNOWN,
    State.MAINTENANCE,
    State.OPERATIONAL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Everything at one moment, the most troubled provider first. Times are epoch ms UTC.

    `sentence` is the verdict; `headline` is the same unless the monitor itself stands still.
    `beat_ms` is the last sign of life of any worker, None where there never was one.
    `config_errors` are edits of probes.yaml that running workers refused. `waiting` says which
    results wait for the database and why, None where none does.
    """

    at_ms: int
    sentence: str
    headline: str
    is_stale: bool
    beat_ms: int | None
    last_result_ms: int | None
    config_errors: tuple[str, ...]
    cards: tuple[Card, ...]
    waiting: str | None = None


def gather_status(
    connection: Connection,
    now_ms: int,
    long_view: LongView | None = None,
    spools: Sequence[SpoolState] = (),
) -> Status:
    """Return how every watched provider is at `now_ms` (epoch ms UTC).

    `long_view` saves the counting over months where one of the last minute is at hand. `spools`
    are those of the workers on this machine: one that cannot write to the database lives.
    """
    providers = watched(connection)
    if long_view is None or any(p.name not in long_view.uptimes for p in providers):
        long_view = gather_long_view(connection, now_ms)
    seen = _Seen(
        long_view=long_view,
        strips=long_view.strips or strips_of(connection, providers, long_view.shape, now_ms),
        hour=by_provider(counted(connection, now_ms - HOUR_MS, now_ms, HOUR_MS)),
        fresh=newest_ttft_ms(connection, start_ms=now_ms - FRESH_MS, each=FRESH_RUNS),
        states=states(connection),
        going_on=going_on(connection),
        newest=_newest(connection),
        official=storage.official.statuses(connection),
        planned=storage.maintenance.windows(connection, now_ms, now_ms + 1),
        titles={p.name: p.title for p in providers},
        now_ms=now_ms,
    )
    found = [_card(provider, seen) for provider in providers]
    beats = workers(connection)
    alive = [each for each in beats if is_alive(each, now_ms)]
    is_stale = not alive and not any(each.waiting for each in spools if is_telling(each, now_ms))
    beat_ms = max((w.beat_at_ms for w in beats), default=None)
    sentence = _verdict(found, seen.states)
    return Status(
        at_ms=now_ms,
        sentence=sentence,
        headline=_stale(beat_ms) if is_stale else sentence,
        is_stale=is_stale,
        beat_ms=beat_ms,
        last_result_ms=_newest_ms(chain.from_iterable(seen.newest.values())),
        config_errors=tuple(sorted({w.config_error for w in alive if w.config_error})),
        cards=tuple(sorted(found, key=lambda card: (card.is_waiting, _ORDER.index(card.state)))),
        waiting=waiting.sentence(spools),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    long_view: LongView
    strips: Mapping[str, Strip]
    hour: ByProvider
    fresh: Mapping[str, Sequence[Sequence[float]]]
    states: Mapping[str, ProviderState]
    going_on: Sequence[Amended]
    newest: Mapping[str, Sequence[ProbeResult]]
    official: Mapping[str, OfficialStatus]
    planned: Sequence[Window]
    titles: Mapping[str, str]
    now_ms: int


def _newest(connection: Connection) -> dict[str, list[ProbeResult]]:
    newest: dict[str, list[ProbeResult]] = {}
    judged = (each for each in latest(connection).values() if each.surface.is_judged)
    for result in judged:
        newest.setdefault(result.provider, []).append(result)
    return newest


def _newest_ms(results: Iterable[ProbeResult]) -> int | None:
    return max((result.started_at_ms for result in results), default=None)


def _card(provider: WatchedProvider, seen: _Seen) -> Card:
    name = provider.name
    judged = seen.states.get(name)
    last_ms = _newest_ms(seen.newest.get(name, ()))
    looking = [probe for probe in provider.probes if probe.surface.is_judged]
    waits = last_ms is None and all(probe.waiting_for is not None for probe in looking)
    sentence = wording.NO_RESULT_YET if judged is None else judged.sentence
    hour = seen.hour.get(name, ())
    state = State.UNKNOWN if judged is None else judged.state
    at_work = active(seen.planned, name, seen.now_ms)
    if waits:
        sentence = _WAITS if looking else _READ_ALONE
    elif at_work is not None:
        sentence = wording.maintenance(at_work, sentence if state in _TROUBLED else None)
    return Card(
        provider=name,
        title=provider.title,
        state=State.MAINTENANCE if at_work is not None and not waits else state,
        sentence=sentence,
        since_ms=None if judged is None else judged.since_ms,
        is_blind=judged is not None and _is_blind(judged),
        is_waiting=waits,
        probes=len(provider.probes),
        uptimes=seen.long_view.uptimes[name],
        ttft_now_ms=cards.ttft_ms(seen.fresh.get(name, ())),
        ttft_usual_ms=seen.long_view.usual_ttft_ms[name],
        served=cards.served(hour),
        correct=cards.correct(hour),
        last_result_ms=last_ms,
        strip=seen.strips[name],
        waiting=cards.waiting(provider.probes),
        notices=cards.notices(seen.newest.get(name, ())),
        incidents=tuple(each for each in seen.going_on if each.incident.provider == name),
        status_page=provider.status_page,
        official=_official(seen.official.get(name), state if looking else None),
        maintenance=at_work,
        uptimes_outside=seen.long_view.uptimes_outside[name],
        uptimes_corrected=seen.long_view.uptimes_corrected[name],
        alongside=_alongside(name, seen),
    )


def _alongside(provider: str, seen: _Seen) -> str | None:
    going_on = [each.incident for each in seen.going_on if each.false_alarm is None]
    own = [incident for incident in going_on if incident.provider == provider]
    others = {each.provider for one in own for each in together(one, going_on)}
    if not others:
        return None
    return wording.together(
        [seen.titles.get(name, name) for name in sorted(others)], len(seen.titles) - 1
    )


def _official(status: OfficialStatus | None, ours: State | None) -> Official | None:
    """What their page says; `ours` is None where nothing else is watched of the provider."""
    if status is None:
        return None
    _, _, title = status.sentence.partition(": ")
    since_ms, problem = status.since_ms, status.problem
    if ours is None:
        said: str | None = alone(status.state, title=title, since_ms=since_ms, problem=problem)
    else:
        said = beside(ours, status.state, title=title, since_ms=since_ms, problem=problem)
    return Official(
        state=status.state,
        sentence=status.sentence,
        since_ms=status.since_ms,
        read_at_ms=status.read_at_ms,
        problem=status.problem,
        beside=said,
    )


_TROUBLED = frozenset({State.OUTAGE, State.BROWNOUT})
_WAITS = "not watched yet: all its probes wait"
_READ_ALONE = "only its own status page is read"


def _is_blind(state: ProviderState) -> bool:
    return state.state is State.UNKNOWN and state.sentence.startswith(
        (wording.BLIND, wording.CANNOT_RESOLVE)
    )


def _verdict(found: Sequence[Card], judged: Mapping[str, ProviderState]) -> str:
    watching = [card for card in found if not card.is_waiting]
    if found and not watching:
        return "Every probe waits for something: nothing is watched yet."
    # The verdict names providers by their id; people know them by their title.
    named = [
        replace(judged[card.provider], provider=card.title, state=card.state)
        if card.provider in judged
        else ProviderState(
            provider=card.title,
            state=card.state,
            since_ms=0,
            sentence=card.sentence,
            judged_at_ms=0,
        )
        for card in watching
    ]
    return verdict(
        named,
        [
            replace(each.incident, provider=card.title)
            for card in watching
            for each in card.incidents
            if card.maintenance is None
        ],
    )


def is_alive(worker: WorkerBeat, now_ms: int) -> bool:
    """Return whether a worker has given a sign of life in time."""
    return worker.stopped_at_ms is None and now_ms - worker.beat_at_ms <= STALE_AFTER_MS


def is_telling(spool: SpoolState, now_ms: int) -> bool:
    """Return whether the worker of a spool lives, whatever the database knows of it."""
    return now_ms - spool.at_ms <= STALE_AFTER_MS


def _stale(beat_ms: int | None) -> str:
    if beat_ms is None:
        return "The monitor itself is not running."
    at = datetime.fromtimestamp(beat_ms / 1000, UTC)
    return f"The monitor itself has not been running since {at:%Y-%m-%d %H:%M:%S} UTC."


def as_json(status: Status) -> dict[str, Any]:
    """Return `status` as plain JSON values; the shape is part of the public interface.

    Times are epoch milliseconds UTC, latencies milliseconds, shares lie in [0, 1]; null where
    there are no data::

        {"at_ms", "verdict", "headline", "is_stale", "beat_ms", "last_result_ms",
         "config_errors": [str], "waiting": str | null,
         "providers": [{
            "id", "title", "state", "sentence", "since_ms", "is_blind", "is_waiting",
            "uptime": {"24 h" | "7 d" | "90 d": {"share", "coverage", "results",
                       "share_outside_maintenance", "share_corrected"}},
            "ttft_ms": {"now", "usual"},
            "last_hour": {"served": {"share", "of"}, "correct": {"share", "of"}},
            "last_result_ms", "status_page",
            "waiting": [{"waiting_for", "checks": [str]}],
            "notices": [str],
            "maintenance": {"starts_at_ms", "ends_at_ms", "reason", "set_by", ...} | null,
            "alongside": str | null,
            "official": {"state", "sentence", "since_ms", "read_at_ms", "problem", "beside"} | null,
            "incidents": [{"id", "scope", "state", "worst", "facets": [str], "extent", "sentence",
                           "started_at_ms", "detected_at_ms",
                           "acknowledged": {"by", "at_ms"} | null, "is_false_alarm"}]}]}

    `share_corrected` is without the incidents that people marked as false alarms or excluded.
    """
    return {
        "at_ms": status.at_ms,
        "verdict": status.sentence,
        "headline": status.headline,
        "is_stale": status.is_stale,
        "beat_ms": status.beat_ms,
        "last_result_ms": status.last_result_ms,
        "config_errors": list(status.config_errors),
        "waiting": status.waiting,
        "providers": [_card_as_json(card) for card in status.cards],
    }


def _card_as_json(card: Card) -> dict[str, Any]:
    return {
        "id": card.provider,
        "title": card.title,
        "state": str(card.state),
        "sentence": card.sentence,
        "since_ms": card.since_ms,
        "is_blind": card.is_blind,
        "is_waiting": card.is_waiting,
        "uptime": {
            name: {
                "share": uptime.share,
                "coverage": uptime.coverage,
                "results": uptime.results,
                "share_outside_maintenance": card.uptimes_outside.get(name, uptime).share,
                "share_corrected": card.uptimes_corrected.get(name, uptime).share,
            }
            for name, uptime in card.uptimes.items()
        },
        "ttft_ms": {"now": card.ttft_now_ms, "usual": card.ttft_usual_ms},
        "last_hour": {
            "served": {"share": card.served.share, "of": card.served.of},
            "correct": {"share": card.correct.share, "of": card.correct.of},
        },
        "last_result_ms": card.last_result_ms,
        "status_page": card.status_page,
        "waiting": [{"waiting_for": w.waiting_for, "checks": list(w.checks)} for w in card.waiting],
        "notices": list(card.notices),
        "maintenance": None if card.maintenance is None else asdict(card.maintenance),
        "alongside": card.alongside,
        "official": None if card.official is None else asdict(card.official),
        "incidents": [_incident_as_json(each) for each in card.incidents],
    }


def _incident_as_json(amended: Amended) -> dict[str, Any]:
    incident, seen = amended.incident, amended.acknowledged
    return {
        "id": incident.id,
        "scope": str(incident.scope),
        "state": str(incident.state),
        "worst": str(incident.worst),
        "facets": [str(facet) for facet in incident.facets],
        "extent": incident.extent,
        "sentence": incident.sentence,
        "started_at_ms": incident.started_at_ms,
        "detected_at_ms": incident.detected_at_ms,
        "acknowledged": None if seen is None else {"by": seen.by, "at_ms": seen.at_ms},
        "is_false_alarm": amended.false_alarm is not None,
    }
