"""What people say of incidents after they were judged: a trail to which one only adds."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What somebody did about an incident."""

    NOTE = "note"
    ACKNOWLEDGE = "acknowledge"
    MERGE = "merge"
    SPLIT = "split"
    FALSE_ALARM = "false_alarm"
    EXCLUDE = "exclude"
    UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """One entry of the trail: who did what about which incident, when (epoch ms UTC) and why.

    `other` is the incident that this one is merged into, `split_at_ms` the first moment of the
    second part of a split, `undoes` the number of the entry that is taken back. `id` is None
    until it is kept; ids grow in the order in which things were said.
    """

    incident: str
    action: Action
    at_ms: int
    by: str
    reason: str = ""
    other: str | None = None
    split_at_ms: int | None = None
    undoes: int | None = None
    id: int | None = None


def in_order(amendments: Iterable[Amendment]) -> list[Amendment]:
    """Return the entries in the order in which they were said."""
    return sorted(amendments, key=lambda each: (each.id is None, each.id or 0))


def undone(amendments: Iterable[Amendment]) -> frozenset[int]:
    """Return the numbers of the entries that are taken back, undoings of undoings included."""
    gone: set[int] = set()
    # The last word counts: an undoing that is itself undone leaves its entry in force.
    for each in reversed(in_order(amendments)):
        if each.action is Action.UNDO and each.undoes is not None and each.id not in gone:
            gone.add(each.undoes)
    return frozenset(gone)


def part_id(incident: str, split_at_ms: int) -> str:
    """Return the id of the second part of a split: the same whenever incidents are rebuilt."""
    return hashlib.sha256(f"{incident}|{split_at_ms}".encode()).hexdigest()[:10]


def related(incidents: Iterable[str], amendments: Iterable[Amendment]) -> set[str]:
    """Return the ids of all incidents and parts that merges and splits tie to `incidents`."""
    ties: dict[str, set[str]] = {}
    for each in amendments:
        for other in (each.other, _part(each)):
            if other is not None:
                ties.setdefault(each.incident, set()).add(other)
                ties.setdefault(other, set()).add(each.incident)
    found, ahead = set(incidents), list(incidents)
    while ahead:
        new = ties.get(ahead.pop(), set()) - found
        found |= new
        ahead += new
    return found


def _part(amendment: Amendment) -> str | None:
    if amendment.split_at_ms is None:
        return None
    return part_id(amendment.incident, amendment.split_at_ms)
