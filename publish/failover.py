"""Who to use now, gathered from what is kept, and as plain JSON."""

import re
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

import storage.maintenance
from incidents.failover import Advice, Candidate, Choice, advise
from incidents.incident import Incident, ProviderState, Scope, State
from incidents.maintenance import active
from probes.result import Outcome, ProbeResult
from publish.card import MINUTE_MS
from publish.status import BEAT_LIMIT_MS, FRESH_MS, FRESH_RUNS
from storage.database import Connection
from storage.incidents import open_incidents, states
from storage.probes import WatchedProvider, watched
from storage.results import latest, newest_ttft_ms
from storage.workers import workers

_LATELY_MS, _LATELY_RUNS = 2 * MINUTE_MS, 5
"""A judgement is old after this, or after as many runs of the provider's most frequent probe."""


def advice(
    connection: Connection,
    order: Sequence[str],
    now_ms: int,
    *,
    needs: Sequence[str] = (),
    max_ttft_ms: float | None = None,
) -> Advice:
    """Return which of the providers in `order` to use at `now_ms`, as the latest states tell.

    A need, such as `json`, is proved by a probe that has this word in its name. Raises
    ValueError for an empty order.
    """
    order = tuple(dict.fromkeys(order))
    known = {each.name: each for each in watched(connection)}
    judged, going_on = states(connection), open_incidents(connection)
    fresh = (
        newest_ttft_ms(connection, start_ms=now_ms - FRESH_MS, each=FRESH_RUNS)
        if max_ttft_ms is not None
        else {}
    )
    newest = latest(connection) if needs else {}
    planned = storage.maintenance.windows(connection, now_ms, now_ms + 1)
    candidates = [
        _candidate(
            provider,
            known.get(provider),
            judged.get(provider),
            [each for each in going_on if each.provider == provider],
            fresh.get(provider, ()),
            _proofs(needs, provider, newest),
            now_ms,
            is_at_work=active(planned, provider, now_ms) is not None,
        )
        for provider in order
    ]
    return advise(
        candidates, now_ms, needs=needs, max_ttft_ms=max_ttft_ms, stale=_stale(connection, now_ms)
    )


def _stale(connection: Connection, now_ms: int) -> str | None:
    beats = [each for each in workers(connection) if each.stopped_at_ms is None]
    if any(now_ms - each.beat_at_ms <= BEAT_LIMIT_MS for each in beats):
        return None
    return "Brownout itself is not running, so what it knows is old"


def _candidate(
    provider: str,
    known: WatchedProvider | None,
    judged: ProviderState | None,
    going_on: Iterable[Incident],
    fresh: Iterable[Sequence[float]],
    proofs: Mapping[str, bool],
    now_ms: int,
    *,
    is_at_work: bool,
) -> Candidate:
    state, sentence = _state(known, judged, going_on, now_ms)
    medians = [median(values) for values in fresh]
    return Candidate(
        provider=provider,
        state=state,
        sentence=sentence,
        ttft_ms=median(medians) if medians else None,
        proofs=proofs,
        is_at_work=is_at_work,
    )


def _state(
    known: WatchedProvider | None,
    judged: ProviderState | None,
    going_on: Iterable[Incident],
    now_ms: int,
) -> tuple[State | None, str]:
    """Return the state of the API alone: that nobody can log in does not hold up a key."""
    if known is None:
        return None, "Brownout does not watch it"
    if judged is None:
        return None, "no result of it yet"
    age_ms = now_ms - judged.judged_at_ms
    if age_ms > _lately_ms(known):
        return None, f"nothing was seen of it for {age_ms // MINUTE_MS} min"
    if judged.state in (State.UNKNOWN, State.ACCOUNT):
        return judged.state, judged.sentence
    api = [each for each in going_on if each.scope is Scope.API]
    if api:
        return api[0].state, api[0].sentence
    surfaces = [probe.surface for probe in known.probes if probe.surface.is_judged]
    if all(Scope.of(surface) is not Scope.API for surface in surfaces):
        return judged.state, judged.sentence
    if judged.state in (State.OUTAGE, State.BROWNOUT):
        return State.OPERATIONAL, f"its API works ({judged.sentence})"
    return judged.state, judged.sentence


def _lately_ms(known: WatchedProvider) -> float:
    every_s = [probe.every_s for probe in known.probes if probe.waiting_for is None]
    return max(_LATELY_MS, _LATELY_RUNS * min(every_s, default=0.0) * 1000)


def _proofs(
    needs: Iterable[str], provider: str, newest: Mapping[str, ProbeResult]
) -> dict[str, bool]:
    """Return whether the probes for each need passed last, of the needs that have some."""
    proofs = {}
    own = [each for each in newest.values() if each.provider == provider]
    for need in needs:
        word = re.compile(rf"(?<![a-z0-9]){re.escape(need)}(?![a-z0-9])", re.IGNORECASE)
        outcomes = [each.outcome for each in own if word.search(each.probe)]
        if outcomes:
            proofs[need] = all(outcome is Outcome.OK for outcome in outcomes)
    return proofs


def as_json(advised: Advice) -> dict[str, Any]:
    """Return advice as plain JSON values; the shape is part of the public interface.

    It is::

        {"at_ms", "use", "sentence", "is_fail_open", "asked": [str],
         "order": [{"provider", "rank", "reason", "state", "ttft_ms"}]}

    `use` is the provider to use now and the first of `order`; `rank` is one of `works`,
    `unproven`, `troubled`, `refuses_us`, `fails`. Where `is_fail_open`, `order` is `asked`.
    """
    return {
        "at_ms": advised.at_ms,
        "use": advised.provider,
        "sentence": advised.sentence,
        "is_fail_open": advised.is_fail_open,
        "asked": list(advised.asked),
        "order": [_choice_as_json(choice) for choice in advised.choices],
    }


def _choice_as_json(choice: Choice) -> dict[str, Any]:
    return {
        "provider": choice.provider,
        "rank": choice.rank.name.lower(),
        "reason": choice.reason,
        "state": None if choice.state is None else str(choice.state),
        "ttft_ms": choice.ttft_ms,
    }
