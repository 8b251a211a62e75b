"""Outcomes as charts and strips group them: what a bar is made of, and what is worst in it."""

from enum import StrEnum

from probes.result import Fault, Outcome
from publish.card import Segment, Strip


class Group(StrEnum):
    """Outcomes as the charts group them, best first."""

    SERVED = "served well"
    POOR = "served slowly or wrongly"
    FAILED = "failed by the provider"
    ACCOUNT = "refused for our account"
    UNSEEN = "not seen (our network or monitor)"

    @classmethod
    def of(cls, outcome: Outcome) -> "Group":
        """Return the group that an outcome belongs to."""
        if outcome is Outcome.OK:
            return cls.SERVED
        if outcome.is_answered:
            return cls.POOR
        return _BY_FAULT[outcome.fault]


_BY_FAULT = {
    Fault.PROVIDER: Group.FAILED,
    Fault.ACCOUNT: Group.ACCOUNT,
    Fault.NETWORK: Group.UNSEEN,
    Fault.MONITOR: Group.UNSEEN,
}
GROUP_NAMES = {
    Group.SERVED: "good",
    Group.POOR: "warn",
    Group.FAILED: "bad",
    Group.ACCOUNT: "ours",
    Group.UNSEEN: "dim",
}


def grouped(segment: Segment) -> dict[Group, int]:
    """Return how many results of each group a segment holds, best group first."""
    totals = dict.fromkeys(Group, 0)
    for outcome, number in segment.counts.items():
        totals[Group.of(outcome)] += number
    return {group: number for group, number in totals.items() if number}


_GRAVITY = (Group.SERVED, Group.UNSEEN, Group.ACCOUNT, Group.POOR, Group.FAILED)


def gravity(group: Group) -> int:
    """Return how grave a group is: the gravest of a bar gives it its colour."""
    return _GRAVITY.index(group)


def spoken(shown: Strip) -> str:
    """Return a strip in words, for who hears it."""
    all_groups = [grouped(segment) for segment in shown.segments]
    failed = sum(1 for groups in all_groups if Group.FAILED in groups)
    empty = sum(1 for groups in all_groups if not groups)
    troubled = sum(1 for segment in shown.segments if segment.incident_share)
    return (
        f"{shown.label}: {failed} of {len(all_groups)} bars with failures, "
        f"{troubled} with an incident, {empty} without data"
    )
