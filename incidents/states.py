"""What a provider's state is, given all that is remembered of it."""

from incidents import wording
from incidents.incident import Incident, ProviderState, Scope, State
from incidents.watches import Memory


def provider_state(memory: Memory, provider: str) -> ProviderState:
    """Return the state after the latest result; `since_ms` is back-dated like the incident's."""
    incidents = {
        scope: watch.case.current
        for scope, watch in memory.scopes.items()
        if watch.case.current is not None
    }
    state, sentence = _state(memory, incidents)
    before = memory.state
    if before is None:
        since_ms = memory.now_ms
    elif before.state is state:
        since_ms = before.since_ms
    else:
        since_ms = _changed_ms(memory, before.state, state)
    return ProviderState(
        provider=provider,
        state=state,
        since_ms=since_ms,
        sentence=sentence,
        judged_at_ms=memory.now_ms,
    )


def _state(memory: Memory, incidents: dict[Scope, Incident]) -> tuple[State, str]:
    blind = memory.blindness()
    if incidents:
        watched = _watched(memory)
        sentence = wording.standing(incidents, watched)
        if blind is not None:
            return State.UNKNOWN, wording.unseen(blind, sentence)
        decisive = {Scope.API} & watched or watched
        is_outage = all(_is_down(incidents.get(scope)) for scope in decisive)
        return State.OUTAGE if is_outage else State.BROWNOUT, sentence
    for scope in memory.scopes.values():
        for watch in scope.probes():
            if watch.account is not None:
                return State.ACCOUNT, wording.account(watch.account, watch.probe)
    if blind is not None:
        return State.UNKNOWN, wording.unseen(blind, None)
    if not memory.has_decided:
        return State.UNKNOWN, wording.NO_RESULT_YET
    return State.OPERATIONAL, wording.OPERATIONAL


def _watched(memory: Memory) -> set[Scope]:
    """Return the scopes of which a probe reports: of a search index there is no API."""
    return {scope for scope, watch in memory.scopes.items() if any(watch.probes())}


def _is_down(incident: Incident | None) -> bool:
    return incident is not None and incident.state is State.OUTAGE


_TROUBLED = (State.BROWNOUT, State.OUTAGE)


def _changed_ms(memory: Memory, before: State, state: State) -> int:
    """Return when trouble began or ended, where that is what changed the state; else now."""
    cases = [watch.case for watch in memory.scopes.values()]
    if state in _TROUBLED and before not in _TROUBLED:
        return min(case.stretch_ms for case in cases if case.current)
    if before in _TROUBLED and state not in _TROUBLED and state is not State.UNKNOWN:
        ends = [case.incident.ended_at_ms for case in cases if case.incident is not None]
        return max((end for end in ends if end is not None), default=memory.now_ms)
    return memory.now_ms
