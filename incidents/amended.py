"""Incidents as they are shown: as judged, with what people said of them laid over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from incidents.amendments import Action, Amendment, in_order, part_id, undone
from incidents.incident import Incident, Scope, State
from incidents.maintenance import Window, spans
from incidents.wording import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """An incident as it is shown, and the trail of what people did about it.

    `judged` are the ids of the judged incidents that it is made of: several where some were
    merged, and the same one in both parts of a split. `taken_back` are the numbers of those
    entries of the trail that are no longer in force.
    """

    incident: Incident
    judged: tuple[str, ...]
    trail: tuple[Amendment, ...] = ()
    taken_back: frozenset[int] = frozenset()
    marks: Mapping[Action, Amendment] = field(default_factory=dict)

    @property
    def acknowledged(self) -> Amendment | None:
        """Who has seen it and when, None where nobody said so."""
        return self.marks.get(Action.ACKNOWLEDGE)

    @property
    def false_alarm(self) -> Amendment | None:
        """Who says that there was nothing, and why."""
        return self.marks.get(Action.FALSE_ALARM)

    @property
    def excluded(self) -> Amendment | None:
        """Who says that it shall not count, and why."""
        return self.marks.get(Action.EXCLUDE)

    @property
    def notes(self) -> tuple[Amendment, ...]:
        """The notes that nobody took back, in order."""
        return tuple(
            each
            for each in self.trail
            if each.action is Action.NOTE and each.id not in self.taken_back
        )

    @property
    def is_left_out(self) -> bool:
        """True where people want its time left out of uptime."""
        return self.excluded is not None or self.false_alarm is not None


def amend(judged: Iterable[Incident], amendments: Iterable[Amendment]) -> list[Amended]:
    """Return incidents with `amendments` laid over them, in the order of their starts.

    What was said of an incident that is not among `judged` changes nothing. The judged
    incidents themselves stay as they are, so a replay may rebuild them underneath.
    """
    table = Table(judged, in_order(amendments))
    return sorted(
        table.shown.values(), key=lambda each: (each.incident.started_at_ms, each.incident.id)
    )


def resolve(
    incident: str, judged: Iterable[Incident], amendments: Iterable[Amendment]
) -> Amended | None:
    """Return what an id stands for now: it may have been merged into another since.

    None where there is no such incident.
    """
    table = Table(judged, in_order(amendments))
    place = table.place(incident)
    return None if place is None else table.shown[place]


MARKS = frozenset({Action.ACKNOWLEDGE, Action.FALSE_ALARM, Action.EXCLUDE})
"""What is true of an incident or not."""


@dataclass(slots=True)
class Table:
    """Incidents by id while what was said is laid over them entry by entry."""

    judged: Iterable[Incident]
    amendments: Sequence[Amendment]
    shown: dict[str, Amended] = field(default_factory=dict)
    merged_into: dict[str, str] = field(default_factory=dict)
    whole_of: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        gone = undone(self.amendments)
        self.shown = {
            each.id: Amended(incident=each, judged=(each.id,), taken_back=gone)
            for each in self.judged
        }
        for each in self.amendments:
            if each.split_at_ms is not None:
                self.whole_of[part_id(each.incident, each.split_at_ms)] = each.incident
        for each in self.amendments:
            place = self.place(each.incident)
            if place is None:
                continue
            said = self.shown[place]
            self.shown[place] = replace(said, trail=(*said.trail, each))
            if each.id not in gone:
                self._lay(each, place)

    def place(self, incident: str) -> str | None:
        """Return under which id an incident stands now.

        What was said of a part that is no more is said of the whole.
        """
        passed: set[str] = set()
        while incident not in self.shown:
            passed.add(incident)
            onward = self.merged_into.get(incident) or self.whole_of.get(incident)
            if onward is None or onward in passed:
                return None
            incident = onward
        return incident

    def _lay(self, amendment: Amendment, place: str) -> None:
        of = self.shown[place]
        if amendment.action in MARKS:
            marks = {amendment.action: amendment, **of.marks}
            self.shown[place] = replace(of, marks=marks)
        elif amendment.action is Action.MERGE:
            other = self.place(amendment.other or "")
            if other is not None and other != place:
                self._merge(place, other)
        elif amendment.action is Action.SPLIT:
            at_ms = amendment.split_at_ms
            if at_ms is not None and lies_inside(of.incident, at_ms):
                part = part_id(amendment.incident, at_ms)
                if part not in self.shown:
                    self._split(place, at_ms, part)

    def _merge(self, place: str, other: str) -> None:
        gone, kept = self.shown[place], self.shown[other]
        if gone.incident.provider != kept.incident.provider:
            return
        del self.shown[place]
        self.merged_into[place] = other
        trail = {each.id: each for each in (*kept.trail, *gone.trail)}
        seen = {} if gone.acknowledged is None else {Action.ACKNOWLEDGE: gone.acknowledged}
        self.shown[other] = replace(
            kept,
            incident=_merged(kept.incident, gone.incident),
            judged=tuple(dict.fromkeys((*kept.judged, *gone.judged))),
            trail=tuple(in_order(trail.values())),
            # Whether the one that is kept counts decides for both; somebody is at it either way.
            marks=seen | dict(kept.marks),
        )

    def _split(self, place: str, at_ms: int, part: str) -> None:
        of = self.shown[place]
        first, second = _halves(of.incident, at_ms, part)
        self.shown[place] = replace(of, incident=first)
        self.shown[part] = replace(of, incident=second)


def lies_inside(incident: Incident, at_ms: int) -> bool:
    """Return whether an incident went on both before a moment and at it."""
    ends_ms = incident.ended_at_ms
    return incident.started_at_ms < at_ms and (ends_ms is None or at_ms < ends_ms)


def _merged(kept: Incident, gone: Incident) -> Incident:
    in_time = sorted((kept, gone), key=lambda each: (each.started_at_ms, each.id))
    is_open = kept.is_open or gone.is_open
    going_on = [each for each in in_time if each.is_open] or in_time[-1:]
    return replace(
        kept,
        state=_worse(each.state for each in going_on),
        worst=_worse(each.worst for each in in_time),
        facets=tuple(dict.fromkeys(facet for each in in_time for facet in each.facets)),
        sentence="; then ".join(each.sentence for each in in_time),
        extent="; ".join(dict.fromkeys(part for each in in_time for part in _extents(each))),
        started_at_ms=in_time[0].started_at_ms,
        detected_at_ms=min(kept.detected_at_ms, gone.detected_at_ms),
        ended_at_ms=None if is_open else max(each.ended_at_ms or 0 for each in in_time),
        closed_at_ms=None if is_open else max(each.closed_at_ms or 0 for each in in_time),
    )


def _extents(incident: Incident) -> list[str]:
    return incident.extent.split("; ") if incident.extent else []


def _worse(states: Iterable[State]) -> State:
    return State.OUTAGE if State.OUTAGE in set(states) else State.BROWNOUT


def _halves(whole: Incident, at_ms: int, part: str) -> tuple[Incident, Incident]:
    first = replace(
        whole,
        sentence=f"until {clock(at_ms)}, split from what follows: {whole.sentence}",
        ended_at_ms=at_ms,
        closed_at_ms=max(at_ms, whole.detected_at_ms),
    )
    second = replace(
        whole,
        id=part,
        sentence=f"from {clock(at_ms)} on, split from what was before: {whole.sentence}",
        started_at_ms=at_ms,
        detected_at_ms=max(at_ms, whole.detected_at_ms),
    )
    return first, second


def left_out(
    shown: Iterable[Amended], provider: str, start_ms: int, end_ms: int
) -> dict[Scope, list[tuple[int, int]]]:
    """Return the stretches of [start_ms, end_ms) that people left out of a provider's uptime.

    By the scope that they are left out of, joined where they overlap.
    """
    windows: dict[Scope, list[Window]] = {}
    for each in shown:
        if each.is_left_out:
            windows.setdefault(each.incident.scope, []).append(_as_window(each.incident))
    found = {scope: spans(those, provider, start_ms, end_ms) for scope, those in windows.items()}
    return {scope: those for scope, those in found.items() if those}


def _as_window(incident: Incident) -> Window:
    return Window(
        provider=incident.provider,
        starts_at_ms=incident.started_at_ms,
        ends_at_ms=incident.ended_at_ms,
        reason=incident.sentence,
        set_by="",
    )
