"""What cannot be said of an incident, and why: asked before an entry joins the trail."""

from collections.abc import Iterable, Sequence

from incidents.amended import Amended, Table, lies_inside
from incidents.amendments import Action, Amendment, in_order, part_id
from incidents.incident import Incident
from incidents.wording import clock


class Refused(ValueError):
    """It cannot be said of that incident; the message tells why, and what to do instead."""


def check(proposed: Amendment, judged: Iterable[Incident], amendments: Sequence[Amendment]) -> None:
    """Raise `Refused` where `proposed` cannot be said now, or would change nothing."""
    table = Table(judged, in_order(amendments))
    place = table.place(proposed.incident)
    if place is None:
        raise Refused(f"there is no incident {proposed.incident}")
    if not proposed.by.strip():
        raise Refused("say who you are")
    if proposed.action in _NEED_WORDS and not proposed.reason.strip():
        raise Refused(f"say {_NEED_WORDS[proposed.action]}")
    of = table.shown[place]
    match proposed.action:
        case Action.MERGE:
            _check_merge(proposed, of, table)
        case Action.SPLIT:
            _check_split(proposed, of.incident, table)
        case Action.UNDO:
            _check_undo(proposed, of)
        case Action.ACKNOWLEDGE | Action.FALSE_ALARM | Action.EXCLUDE:
            said = of.marks.get(proposed.action)
            if said is not None:
                raise Refused(f"{said.by} already did that (entry {said.id}): undo it first")


_NEED_WORDS = {
    Action.NOTE: "what the note is",
    Action.FALSE_ALARM: "why it is a false alarm",
    Action.EXCLUDE: "why it shall not count",
}


def _check_merge(proposed: Amendment, of: Amended, table: Table) -> None:
    other = table.place(proposed.other or "")
    if other is None:
        raise Refused(f"there is no incident {proposed.other} to merge it into")
    into = table.shown[other].incident
    if into.id == of.incident.id:
        raise Refused("both are one incident already")
    if into.provider != of.incident.provider:
        raise Refused(
            f"{of.incident.id} is of {of.incident.provider} and {into.id} of {into.provider}: "
            "an incident is of one provider"
        )


def _check_split(proposed: Amendment, incident: Incident, table: Table) -> None:
    at_ms = proposed.split_at_ms
    if at_ms is None or not lies_inside(incident, at_ms):
        ends = "it goes on" if incident.ended_at_ms is None else clock(incident.ended_at_ms)
        raise Refused(
            f"split it at a moment within it: it began {clock(incident.started_at_ms)} and "
            f"{'ended ' if incident.ended_at_ms is not None else ''}{ends}"
        )
    part = part_id(proposed.incident, at_ms)
    if part in table.shown:
        raise Refused(
            f"{proposed.incident} was split {clock(at_ms)} already, into {part}: take another "
            "moment, or undo what was merged since"
        )


def _check_undo(proposed: Amendment, of: Amended) -> None:
    if proposed.undoes not in {each.id for each in of.trail}:
        raise Refused(f"entry {proposed.undoes} is not in the trail of {of.incident.id}")
    if proposed.undoes in of.taken_back:
        raise Refused(f"entry {proposed.undoes} is taken back already")
