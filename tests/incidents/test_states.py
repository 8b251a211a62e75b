"""A provider's state: what decides it, since when it is so, and the sentence that says why."""

import pytest

from incidents import wording
from incidents.cadence import Budget
from incidents.detectors import Stream
from incidents.incident import Facet, Incident, ProviderState, Scope, State
from incidents.lifecycle import Case
from incidents.rules import Rules
from incidents.states import provider_state
from incidents.watches import Memory, ProbeWatch, ScopeWatch, Sight, SurfaceWatch
from probes.result import Outcome, Surface

NOW_MS = 9_000


SURFACES = {
    Scope.API: Surface.API,
    Scope.LOGIN: Surface.OAUTH,
    Scope.DEPENDENCY: Surface.EDGE,
}


def case(state: State = State.BROWNOUT, start: int = 1_000, end: int | None = None) -> Case:
    incident = Incident(
        id="i", provider="p", scope=Scope.API, state=state, worst=state, facets=(Facet.ERRORS,),
        sentence="it fails", started_at_ms=start, detected_at_ms=start, ended_at_ms=end,
        closed_at_ms=end,
    )  # fmt: skip
    # The incident was reopened: its trouble of now is younger than it.
    return Case(incident=incident, stretch_ms=start + 500)


def memory(
    *,
    before: State | None = None,
    blind: tuple[Outcome | None, ...] = (None,),
    account: Outcome | None = None,
    has_decided: bool = True,
    has_api: bool = True,
    **cases: Case,
) -> Memory:
    known = Memory(now_ms=NOW_MS, has_decided=has_decided)
    known.scopes = {Scope(name): ScopeWatch(case=one) for name, one in cases.items()}
    known.sights = {f"v{number}": Sight(blind=fault) for number, fault in enumerate(blind)}
    if before is not None:
        known.state = ProviderState(
            provider="p", state=before, since_ms=7, sentence="", judged_at_ms=8
        )
    if has_api:
        known.scopes.setdefault(Scope.API, ScopeWatch())
    for scope, scope_watch in known.scopes.items():
        surface = SURFACES[scope]
        watch = ProbeWatch("canary", "v0", surface, 60, Stream.new(Rules()), account=account)
        scope_watch.surfaces[surface] = SurfaceWatch(Budget(0), {watch.source: watch})
    return known


BLIND = (Outcome.BLIND, Outcome.DNS_LOCAL)
UNSEEN = "this machine cannot reach the internet"
NAMELESS = "this machine cannot resolve names"


@pytest.mark.parametrize(
    ("remembered", "state", "sentence"),
    [
        (memory(), State.OPERATIONAL, wording.OPERATIONAL),
        (memory(has_decided=False), State.UNKNOWN, wording.NO_RESULT_YET),
        (memory(blind=(), has_decided=False), State.UNKNOWN, wording.NO_RESULT_YET),
        (memory(api=case()), State.BROWNOUT, "it fails"),
        (memory(api=case(State.OUTAGE)), State.OUTAGE, "it fails"),
        (memory(api=case(State.OUTAGE, end=2_000)), State.OPERATIONAL, wording.OPERATIONAL),
        (
            memory(login=case(State.OUTAGE)),
            State.BROWNOUT,
            "login is down while the API works: it fails",
        ),
        (
            memory(dependency=case(State.OUTAGE), login=case()),
            State.BROWNOUT,
            "login is troubled while the API works: it fails",
        ),
        (
            memory(dependency=case(), login=case(end=2_000)),
            State.BROWNOUT,
            "a dependency is troubled while the API works: it fails",
        ),
        (memory(api=case(), login=case(State.OUTAGE)), State.BROWNOUT, "it fails"),
        (memory(has_api=False, dependency=case(State.OUTAGE)), State.OUTAGE, "it fails"),
        (memory(has_api=False, dependency=case()), State.BROWNOUT, "it fails"),
        (
            memory(has_api=False, dependency=case(State.OUTAGE), login=case()),
            State.BROWNOUT,
            "login is troubled: it fails",
        ),
        (
            memory(has_api=False, dependency=case(State.OUTAGE), login=case(State.OUTAGE)),
            State.OUTAGE,
            "login is down: it fails",
        ),
        (memory(blind=BLIND), State.UNKNOWN, UNSEEN),
        (memory(blind=BLIND[::-1]), State.UNKNOWN, NAMELESS),
        (memory(blind=(*BLIND, None)), State.OPERATIONAL, wording.OPERATIONAL),
        (
            memory(blind=BLIND[::-1], api=case(State.OUTAGE)),
            State.UNKNOWN,
            f"{NAMELESS}; an incident stands open and we cannot see: it fails",
        ),
        (
            memory(account=Outcome.QUOTA, blind=BLIND),
            State.ACCOUNT,
            'our quota or credit is spent (probe "canary"): not the provider\'s fault',
        ),
        (memory(account=Outcome.QUOTA, login=case()), State.BROWNOUT, None),
    ],
)
def test_what_a_provider_is_and_why(remembered: Memory, state: State, sentence: str | None) -> None:
    found = provider_state(remembered, "p")

    assert (found.provider, found.state, found.judged_at_ms) == ("p", state, NOW_MS)
    assert sentence in (None, found.sentence)


@pytest.mark.parametrize(
    ("remembered", "since_ms"),
    [
        (memory(), NOW_MS),
        (memory(before=State.OPERATIONAL), 7),
        (memory(before=State.BROWNOUT, api=case()), 7),
        (memory(before=State.UNKNOWN), NOW_MS),
        (memory(before=State.OPERATIONAL, blind=BLIND), NOW_MS),
        (memory(before=State.ACCOUNT, api=case()), 1_500),
        (memory(before=State.OPERATIONAL, login=case(), api=case(State.OUTAGE, 2_000)), 1_500),
        (memory(before=State.OPERATIONAL, login=case(end=1_200), api=case(start=3_000)), 3_500),
        (memory(before=State.BROWNOUT, api=case(State.OUTAGE)), NOW_MS),
        (memory(before=State.OUTAGE, api=case()), NOW_MS),
        (memory(before=State.OUTAGE, api=case(), blind=BLIND), NOW_MS),
        (memory(before=State.OUTAGE, api=case(end=2_000), login=case(end=3_000)), 3_000),
        (memory(before=State.BROWNOUT, api=case(end=2_000), account=Outcome.QUOTA), 2_000),
        (memory(before=State.BROWNOUT, api=case(end=2_000), blind=BLIND), NOW_MS),
        (memory(before=State.UNKNOWN, api=case(end=2_000)), NOW_MS),
        (memory(before=State.BROWNOUT), NOW_MS),
    ],
)
def test_a_state_is_dated_back_to_where_its_trouble_began_or_ended(
    remembered: Memory, since_ms: int
) -> None:
    assert provider_state(remembered, "p").since_ms == since_ms
