"""The life of an incident: open, widen, escalate, ease, close, reopen."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, TypedDict

from incidents import wording
from incidents.incident import Change, Facet, Incident, Scope, State, Transition
from incidents.rules import Rules


@dataclass(frozen=True, slots=True)
class Finding:
    """One facet that the evidence shows, since when, and the clause that says so.

    `is_new` is False where the same stream has shown it before in this incident. Of several
    clauses on one facet that of the highest `rank` is said: the one that the most probes
    stand behind, and of one probe alone its own. `first_ms` and `last_ms` are when the first
    and the last bad result behind it began, and `sources` whose they were.
    """

    facet: Facet
    is_failure: bool
    is_new: bool
    rank: tuple[int, bool]
    started_ms: int
    first_ms: int
    last_ms: int
    sources: frozenset[str]
    clause: str


@dataclass(slots=True)
class Case:
    """The open or latest incident of one scope.

    `opened_ms` is when it was last opened or reopened and `stretch_ms` when that trouble
    began, between `first_ms` and `last_ms` it was seen by `sources`, `graded_from_ms` from when
    on results tell outage from brownout, and `clauses` what is known per facet, which `what`
    says in one sentence.
    """

    incident: Incident | None = None
    opened_ms: int = 0
    stretch_ms: int = 0
    first_ms: int = 0
    last_ms: int = 0
    graded_from_ms: int = 0
    sources: list[str] = field(default_factory=list)
    clauses: dict[Facet, str] = field(default_factory=dict)
    what: str = ""

    @property
    def current(self) -> Incident | None:
        """The incident while it is open."""
        return self.incident if self.incident is not None and self.incident.is_open else None


@dataclass(frozen=True, slots=True)
class Reach:
    """What is hit, in words, and what is not; both empty where only one thing is watched."""

    extent: str = ""
    working: tuple[str, ...] = ()


class Told(TypedDict):
    """What an incident says of itself."""

    sentence: str
    extent: str


class Scene(Protocol):
    """What is watched in the scope of a case."""

    def is_down(self, since_ms: int, was_down: bool) -> bool:
        """Return whether nothing works, by the results since then and whether it was so before."""

    def reach(self, sources: Collection[str], since_ms: int) -> Reach:
        """Return how much is hit where these sources are, by the results since then."""

    def tally(self, since_ms: int) -> str:
        """Say how the results since then went."""


def note(
    case: Case,
    findings: Sequence[Finding],
    provider: str,
    scope: Scope,
    now_ms: int,
    scene: Scene,
    rules: Rules,
) -> list[Transition]:
    """Take findings into the case: opens or reopens its incident, or widens the open one."""
    if not findings:
        return []
    incident = case.current
    if incident is None:
        return [_open(case, findings, provider, scope, now_ms, scene, rules)]
    case.clauses |= _clauses(findings)
    for finding in findings:
        if finding.is_failure and finding.is_new:
            case.graded_from_ms = max(case.graded_from_ms, finding.started_ms)
    facets = _joined(incident.facets, findings)
    case.incident = replace(incident, facets=facets, **_told(case, findings, scene))
    if facets == incident.facets:
        return []
    return [Transition(at_ms=now_ms, change=Change.WIDENED, incident=case.incident)]


def regrade(case: Case, scene: Scene, now_ms: int) -> list[Transition]:
    """Tell outage from brownout anew."""
    incident = case.current
    if incident is None:
        return []
    was_down = incident.state is State.OUTAGE
    if scene.is_down(case.graded_from_ms, was_down) is was_down:
        return []
    if was_down:
        reach = scene.reach((), case.graded_from_ms)
        sentence = wording.eased(scene.tally(case.graded_from_ms), case.stretch_ms, reach.working)
        case.incident = replace(incident, state=State.BROWNOUT, sentence=sentence)
        return [Transition(at_ms=now_ms, change=Change.EASED, incident=case.incident)]
    case.incident = replace(
        incident, state=State.OUTAGE, worst=State.OUTAGE, **_told(case, (), scene)
    )
    return [Transition(at_ms=now_ms, change=Change.ESCALATED, incident=case.incident)]


def close(case: Case, ended_ms: int, now_ms: int, how: wording.Ending) -> list[Transition]:
    """Close the open incident as of `ended_ms`."""
    incident = case.current
    if incident is None:
        return []
    ended_ms = min(max(ended_ms, case.stretch_ms), now_ms)
    case.incident = replace(
        incident,
        sentence=wording.closed(how, case.what, incident.started_at_ms, ended_ms),
        ended_at_ms=ended_ms,
        closed_at_ms=now_ms,
    )
    return [Transition(at_ms=now_ms, change=Change.CLOSED, incident=case.incident)]


def _open(
    case: Case,
    findings: Sequence[Finding],
    provider: str,
    scope: Scope,
    now_ms: int,
    scene: Scene,
    rules: Rules,
) -> Transition:
    # The sharpest change point: the latest start, and failures know theirs best.
    best = max(findings, key=lambda finding: (finding.is_failure, finding.started_ms))
    case.opened_ms = now_ms
    case.stretch_ms = case.graded_from_ms = min(best.started_ms, now_ms)
    case.first_ms, case.last_ms, case.sources = best.first_ms, best.last_ms, []
    case.clauses = _clauses(findings)
    state = State.OUTAGE if scene.is_down(case.graded_from_ms, False) else State.BROWNOUT
    told = _told(case, findings, scene)
    last = case.incident
    if last is not None and now_ms - (last.closed_at_ms or 0) < rules.reopen_s * 1000:
        case.incident = replace(
            last,
            state=state,
            worst=State.OUTAGE if State.OUTAGE in (state, last.worst) else State.BROWNOUT,
            facets=_joined(last.facets, findings),
            ended_at_ms=None,
            closed_at_ms=None,
            **told,
        )
        return Transition(at_ms=now_ms, change=Change.REOPENED, incident=case.incident)
    case.incident = Incident(
        id=hashlib.sha256(f"{provider}|{scope}|{now_ms}".encode()).hexdigest()[:10],
        provider=provider,
        scope=scope,
        state=state,
        worst=state,
        facets=_joined((), findings),
        started_at_ms=case.stretch_ms,
        detected_at_ms=now_ms,
        **told,
    )
    return Transition(at_ms=now_ms, change=Change.OPENED, incident=case.incident)


def _told(case: Case, findings: Sequence[Finding], scene: Scene) -> Told:
    """Bring what is said of a case up to date, and return it."""
    for finding in findings:
        case.last_ms = max(case.last_ms, finding.last_ms)
        case.sources = sorted({*case.sources, *finding.sources})
    reach = scene.reach(case.sources, case.stretch_ms)
    seen = wording.Stretch(since_ms=case.stretch_ms, first_ms=case.first_ms, last_ms=case.last_ms)
    clauses = case.clauses.values()
    case.what = wording.incident(clauses, seen, reach.extent, reach.working)
    return {"sentence": case.what, "extent": reach.extent}


def _clauses(findings: Sequence[Finding]) -> dict[Facet, str]:
    ranked = sorted(findings, key=lambda finding: finding.rank)
    return {finding.facet: finding.clause for finding in ranked}


def _joined(facets: tuple[Facet, ...], findings: Sequence[Finding]) -> tuple[Facet, ...]:
    return tuple(dict.fromkeys((*facets, *(finding.facet for finding in findings))))
