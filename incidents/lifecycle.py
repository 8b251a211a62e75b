"""The life of an incident: open, widen, escalate, ease, close, reopen."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from incidents import wording
from incidents.incident import Change, Facet, Incident, Scope, State, Transition
from incidents.rules import Rules


@dataclass(frozen=True, slots=True)
class Finding:
    """One facet that the evidence shows, since when, and the clause that says so.

    `is_new` is False where the same stream has shown it before in this incident. Of several
    clauses on one facet that of the highest `rank` is said: the one that the most probes
    stand behind, and of one probe alone its own.
    """

    facet: Facet
    is_failure: bool
    is_new: bool
    rank: tuple[int, bool]
    started_ms: int
    clause: str


@dataclass(slots=True)
class Case:
    """The open or latest incident of one scope.

    `opened_ms` is when it was last opened or reopened and `stretch_ms` when that trouble
    began, `graded_from_ms` from when on results tell outage from brownout, and `clauses`
    what is known per facet.
    """

    incident: Incident | None = None
    opened_ms: int = 0
    stretch_ms: int = 0
    graded_from_ms: int = 0
    clauses: dict[Facet, str] = field(default_factory=dict)

    @property
    def current(self) -> Incident | None:
        """The incident while it is open."""
        return self.incident if self.incident is not None and self.incident.is_open else None


# Given from when on results count and whether it was down before: is it down?
IsDown = Callable[[int, bool], bool]


def note(
    case: Case,
    findings: Sequence[Finding],
    provider: str,
    scope: Scope,
    now_ms: int,
    is_down: IsDown,
    rules: Rules,
) -> list[Transition]:
    """Take findings into the case: opens or reopens its incident, or widens the open one."""
    if not findings:
        return []
    incident = case.current
    if incident is None:
        return [_open(case, findings, provider, scope, now_ms, is_down, rules)]
    case.clauses |= _clauses(findings)
    for finding in findings:
        if finding.is_failure and finding.is_new:
            case.graded_from_ms = max(case.graded_from_ms, finding.started_ms)
    facets = _joined(incident.facets, findings)
    sentence = wording.incident(case.clauses.values(), case.stretch_ms)
    case.incident = replace(incident, facets=facets, sentence=sentence)
    if facets == incident.facets:
        return []
    return [Transition(at_ms=now_ms, change=Change.WIDENED, incident=case.incident)]


def regrade(case: Case, is_down: IsDown, tally: str, now_ms: int) -> list[Transition]:
    """Tell outage from brownout anew; `tally` says how recent results went."""
    incident = case.current
    if incident is None:
        return []
    was_down = incident.state is State.OUTAGE
    if is_down(case.graded_from_ms, was_down) is was_down:
        return []
    if was_down:
        sentence = wording.eased(tally, case.stretch_ms)
        case.incident = replace(incident, state=State.BROWNOUT, sentence=sentence)
        return [Transition(at_ms=now_ms, change=Change.EASED, incident=case.incident)]
    case.incident = replace(incident, state=State.OUTAGE, worst=State.OUTAGE)
    return [Transition(at_ms=now_ms, change=Change.ESCALATED, incident=case.incident)]


def close(case: Case, ended_ms: int, now_ms: int, how: wording.Ending) -> list[Transition]:
    """Close the open incident as of `ended_ms`."""
    incident = case.current
    if incident is None:
        return []
    ended_ms = min(max(ended_ms, case.stretch_ms), now_ms)
    what = wording.incident(case.clauses.values(), case.stretch_ms)
    case.incident = replace(
        incident,
        sentence=wording.closed(how, what, incident.started_at_ms, ended_ms),
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
    is_down: IsDown,
    rules: Rules,
) -> Transition:
    # The sharpest change point: the latest start, and failures know theirs best.
    best = max(findings, key=lambda finding: (finding.is_failure, finding.started_ms))
    case.opened_ms = now_ms
    case.stretch_ms = case.graded_from_ms = min(best.started_ms, now_ms)
    case.clauses = _clauses(findings)
    state = State.OUTAGE if is_down(case.graded_from_ms, False) else State.BROWNOUT
    sentence = wording.incident(case.clauses.values(), case.stretch_ms)
    last = case.incident
    if last is not None and now_ms - (last.closed_at_ms or 0) < rules.reopen_s * 1000:
        case.incident = replace(
            last,
            state=state,
            worst=State.OUTAGE if State.OUTAGE in (state, last.worst) else State.BROWNOUT,
            facets=_joined(last.facets, findings),
            sentence=sentence,
            ended_at_ms=None,
            closed_at_ms=None,
        )
        return Transition(at_ms=now_ms, change=Change.REOPENED, incident=case.incident)
    case.incident = Incident(
        id=hashlib.sha256(f"{provider}|{scope}|{now_ms}".encode()).hexdigest()[:10],
        provider=provider,
        scope=scope,
        state=state,
        worst=state,
        facets=_joined((), findings),
        sentence=sentence,
        started_at_ms=case.stretch_ms,
        detected_at_ms=now_ms,
    )
    return Transition(at_ms=now_ms, change=Change.OPENED, incident=case.incident)


def _clauses(findings: Sequence[Finding]) -> dict[Facet, str]:
    ranked = sorted(findings, key=lambda finding: finding.rank)
    return {finding.facet: finding.clause for finding in ranked}


def _joined(facets: tuple[Facet, ...], findings: Sequence[Finding]) -> tuple[Facet, ...]:
    return tuple(dict.fromkeys((*facets, *(finding.facet for finding in findings))))
