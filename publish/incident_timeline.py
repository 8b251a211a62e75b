"""What happened when in an incident: what we saw, what they said, what people did."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from incidents import wording
from incidents.amended import Amended
from incidents.amendments import Action, Amendment
from incidents.incident import Change, State, Transition
from storage.official import KeptIncident


class Source(StrEnum):
    """Whose word a moment of the timeline is."""

    SEEN = "seen"
    OFFICIAL = "official"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One line of the timeline; `state` is what the provider was from then on, if that changed."""

    at_ms: int
    source: Source
    title: str
    detail: str = ""
    state: State | None = None


def timeline(
    shown: Amended, transitions: Iterable[Transition], official: Sequence[KeptIncident]
) -> tuple[Moment, ...]:
    """Return the moments of an incident in the order of time.

    `transitions` are those of all judged incidents that it is made of, `official` what the
    provider's own page tells of that time.
    """
    incident = shown.incident
    began = Moment(
        at_ms=incident.started_at_ms,
        source=Source.SEEN,
        title="First bad result",
        detail="the change is dated back to it",
        state=State.BROWNOUT,
    )
    moments = [began]
    for each in transitions:
        if _is_of(each, shown):
            moments += _seen(each, incident.started_at_ms)
    for kept in official:
        moments += _told(kept)
    gone = shown.taken_back
    moments += [_said(each, is_taken_back=each.id in gone) for each in shown.trail]
    # Of what happened in the same moment, the order in which it was listed is the right one.
    return tuple(sorted(moments, key=lambda moment: moment.at_ms))


def _is_of(transition: Transition, shown: Amended) -> bool:
    incident = shown.incident
    is_before = transition.at_ms < incident.started_at_ms
    closed_ms = incident.closed_at_ms
    return not is_before and (closed_ms is None or transition.at_ms <= closed_ms)


_CHANGES = {
    Change.ESCALATED: "Became an outage",
    Change.EASED: "Eased to a brownout",
    Change.WIDENED: "Spread",
    Change.REOPENED: "Came back",
}


def _seen(transition: Transition, started_ms: int) -> list[Moment]:
    incident, at_ms = transition.incident, transition.at_ms
    if transition.change is Change.OPENED:
        after = wording.span(at_ms - started_ms)
        title = f"Detected, {after} after the first bad result"
        return [_moment(at_ms, title, incident.sentence, incident.state)]
    if transition.change is Change.CLOSED:
        ended_ms = incident.ended_at_ms if incident.ended_at_ms is not None else at_ms
        return [
            _moment(ended_ms, "First of the good results", "the end is dated back to it",
                    State.OPERATIONAL),
            _moment(at_ms, "Closed: sure that it is over", incident.sentence, None),
        ]  # fmt: skip
    title = _CHANGES[transition.change]
    return [_moment(at_ms, title, incident.sentence, incident.state)]


def _moment(at_ms: int, title: str, detail: str, state: State | None) -> Moment:
    return Moment(at_ms=at_ms, source=Source.SEEN, title=title, detail=detail, state=state)


def _told(kept: KeptIncident) -> list[Moment]:
    theirs = kept.incident
    moments = [
        Moment(
            at_ms=theirs.started_at_ms,
            source=Source.OFFICIAL,
            title="When it began, by their own status page",
            detail=theirs.title,
        )
    ]
    noticed_ms = notice_ms(kept)
    if noticed_ms is not None and noticed_ms != theirs.started_at_ms:
        moments.append(
            Moment(
                at_ms=noticed_ms,
                source=Source.OFFICIAL,
                title="Their first notice",
                detail=theirs.title,
            )
        )
    if theirs.resolved_at_ms is not None:
        moments.append(
            Moment(
                at_ms=theirs.resolved_at_ms,
                source=Source.OFFICIAL,
                title="Resolved, by their own status page",
                detail=theirs.title,
            )
        )
    return moments


def notice_ms(kept: KeptIncident) -> int | None:
    """Return when they first told of it: when they say so themselves, else when we read it."""
    published_ms = kept.incident.published_at_ms
    return published_ms if published_ms is not None else kept.first_seen_ms


_DONE = {
    Action.NOTE: "{by} notes",
    Action.ACKNOWLEDGE: "{by} is at it",
    Action.MERGE: "{by} merged {incident} into {other}",
    Action.SPLIT: "{by} split it at {split}",
    Action.FALSE_ALARM: "{by} marks it as a false alarm",
    Action.EXCLUDE: "{by} leaves it out of uptime",
    Action.UNDO: "{by} takes entry {undoes} back",
}


def _said(said: Amendment, *, is_taken_back: bool) -> Moment:
    return Moment(
        at_ms=said.at_ms,
        source=Source.PEOPLE,
        title=sentence(said) + (" (taken back)" if is_taken_back else ""),
        detail=said.reason,
    )


def sentence(said: Amendment) -> str:
    """Return who did what, without why."""
    split = "" if said.split_at_ms is None else wording.clock(said.split_at_ms)
    return _DONE[said.action].format(
        by=said.by, incident=said.incident, other=said.other, split=split, undoes=said.undoes
    )
