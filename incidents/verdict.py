"""One sentence over all providers: what a person reads first."""

from collections.abc import Sequence

from incidents.incident import Facet, Incident, ProviderState, Scope, State
from incidents.wording import A_DEPENDENCY, BLIND, CANNOT_RESOLVE, NO_RESULT_YET, foremost, listed

_BROWNED_OUT = ("is browned out", "are browned out")
_RANKS = (State.OUTAGE, State.BROWNOUT, State.ACCOUNT, State.UNKNOWN, State.MAINTENANCE)
# Each as for one and for several providers; by rank: the first facet that an incident has counts.
_TROUBLES = {
    Facet.AUTH: ("refuses good keys", "refuse good keys"),
    Facet.ERRORS: ("fails in part", "fail in part"),
    Facet.TRUNCATION: ("breaks off answers", "break off answers"),
    Facet.THROTTLING: ("turns requests away", "turn requests away"),
    Facet.QUALITY: ("answers wrongly", "answer wrongly"),
    Facet.LATENCY: ("is slow", "are slow"),
    Facet.THROUGHPUT: ("is slow", "are slow"),
}


def verdict(states: Sequence[ProviderState], incidents: Sequence[Incident] = ()) -> str:
    """Return one sentence over all providers, the worst first; open incidents make it precise."""
    if not states:
        return "Nothing is watched yet."
    for reason in (BLIND, CANNOT_RESOLVE):
        if all(_is_unseen(state) for state in states) and states[0].sentence.startswith(reason):
            return f"We are blind: {reason}."
    groups: dict[tuple[str, str], list[str]] = {}
    for state in sorted(states, key=_rank):
        if state.state is not State.OPERATIONAL:
            groups.setdefault(_words(state, incidents), []).append(state.provider)
    if not groups:
        return (
            "The provider is well."
            if len(states) == 1
            else f"All {len(states)} providers are well."
        )
    said = "; ".join(
        f"{listed(names)} {singular if len(names) == 1 else plural}"
        for (singular, plural), names in groups.items()
    )
    return f"{said}."


def _rank(state: ProviderState) -> int:
    return _RANKS.index(state.state) if state.state in _RANKS else len(_RANKS)


def _is_unseen(state: ProviderState) -> bool:
    return state.state is State.UNKNOWN and state.sentence.startswith((BLIND, CANNOT_RESOLVE))


def _words(state: ProviderState, incidents: Sequence[Incident]) -> tuple[str, str]:
    match state.state:
        case State.OUTAGE:
            return "is down", "are down"
        case State.BROWNOUT:
            own = [each for each in incidents if each.provider == state.provider and each.is_open]
            return _trouble(own, is_beside=state.sentence.startswith(A_DEPENDENCY))
        case State.ACCOUNT:
            return "does not serve our account", "do not serve our account"
        case State.MAINTENANCE:
            return "is in maintenance", "are in maintenance"
        case _ if state.sentence == NO_RESULT_YET:
            return "has no result yet", "have no result yet"
        case _:
            return "cannot be seen", "cannot be seen"


def _trouble(incidents: Sequence[Incident], *, is_beside: bool) -> tuple[str, str]:
    if not incidents:
        return _BROWNED_OUT
    scope = foremost(each.scope for each in incidents)
    main = next(each for each in incidents if each.scope is scope)
    if main.scope is Scope.LOGIN and main.state is State.OUTAGE:
        return "lets nobody log in", "let nobody log in"
    if main.scope is Scope.LOGIN:
        return "has login trouble", "have login trouble"
    if main.scope is Scope.DEPENDENCY:
        if is_beside:
            return "has trouble beside the API", "have trouble beside the API"
        if main.state is State.OUTAGE:
            return "has failing checks", "have failing checks"
        return "has troubled checks", "have troubled checks"
    troubles = (words for facet, words in _TROUBLES.items() if facet in main.facets)
    return next(troubles, _BROWNED_OUT)
