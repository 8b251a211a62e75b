"""Alarms against episodes: how soon, how often missed, how often for nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import mean, median

from benchmarks.detection.rules import Alarm
from benchmarks.detection.world import DAY_S, World

GRACE_S = 120.0
"""So long after an episode an alarm may still be about it, and is late but not missed."""
AFTERMATH_S = 900.0
"""So long after an episode an alarm is held against nobody."""


@dataclass(slots=True)
class Score:
    """What became of the episodes of one kind; seconds."""

    episodes: int = 0
    missed: int = 0
    found_after_s: list[float] = field(default_factory=list)
    alarms: list[int] = field(default_factory=list)
    start_errors_s: list[float] = field(default_factory=list)
    end_errors_s: list[float] = field(default_factory=list)

    def add(self, other: "Score") -> None:
        """Take in what was found in another world."""
        self.episodes += other.episodes
        self.missed += other.missed
        for name in ("found_after_s", "alarms", "start_errors_s", "end_errors_s"):
            getattr(self, name).extend(getattr(other, name))


@dataclass(slots=True)
class Total:
    """All of one rule: by kind of episode, false alarms, nuisances, months, probes."""

    kinds: dict[str, Score] = field(default_factory=dict)
    false: int = 0
    nuisances: int = 0
    months: float = 0.0
    probes: int = 0
    scheduled: int = 0

    def add(self, other: "Total") -> None:
        """Take in another world."""
        for kind, score in other.kinds.items():
            self.kinds.setdefault(kind, Score()).add(score)
        for name in ("false", "nuisances", "months", "probes", "scheduled"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def score(world: World, alarms: Sequence[Alarm]) -> Total:
    """Return how alarms fit the episodes of a world; those of its warm days do not count."""
    total, about = Total(), set()
    begins_s = world.warm_days * DAY_S
    for episode in world.episodes:
        kind = total.kinds.setdefault(episode.illness.name, Score())
        first, last = episode.start_s, episode.end_s
        hits = [
            number
            for number, alarm in enumerate(alarms)
            if first <= alarm.opened_s <= last + GRACE_S
        ]
        stands = any(
            alarm.opened_s < first and (alarm.closed_s is None or alarm.closed_s > first)
            for alarm in alarms
        )
        about |= {
            number
            for number, alarm in enumerate(alarms)
            if first <= alarm.opened_s <= last + AFTERMATH_S
        }
        if stands and not hits:
            continue  # an alarm that was open already says nothing of this one
        kind.episodes += 1
        if not hits:
            kind.missed += 1
            continue
        found, final = alarms[hits[0]], alarms[hits[-1]]
        kind.found_after_s.append(found.opened_s - first)
        kind.alarms.append(len(hits))
        kind.start_errors_s.append(abs(found.started_s - first))
        if final.ended_s is not None:
            kind.end_errors_s.append(abs(final.ended_s - last))
    for number, alarm in enumerate(alarms):
        if number in about or alarm.opened_s < begins_s:
            continue
        is_nuisance = any(
            start_s - 1 <= alarm.opened_s <= end_s + 150 for start_s, end_s in world.nuisances
        )
        total.nuisances += is_nuisance
        total.false += not is_nuisance
    ill_s = sum(episode.end_s - episode.start_s for episode in world.episodes)
    total.months = (world.length_s - begins_s - ill_s) / (30 * DAY_S)
    return total


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` of all do not exceed, nearest rank; NaN without any."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def cell(kind: Score) -> str:
    """Return median and 95th percentile of how soon it was found, and the share missed."""
    if not kind.episodes:
        return "–"
    share = kind.missed / kind.episodes
    missed = f" ({share:.0%} missed)" if share >= 0.005 else ""
    if not kind.found_after_s:
        return "missed"
    soon, late = median(kind.found_after_s), percentile(kind.found_after_s, 0.95)
    return f"{soon:.0f}/{late:.0f}{missed}"


def blamed(kind: Score) -> str:
    """Return the share of episodes that were told at all."""
    return f"{1 - kind.missed / kind.episodes:.0%}" if kind.episodes else "–"


def boundaries(kind: Score) -> str:
    """Return the median error of the start and of the end, and alarms per episode."""
    if not kind.start_errors_s:
        return "–"
    ends = f"{median(kind.end_errors_s):.0f}" if kind.end_errors_s else "–"
    return f"{median(kind.start_errors_s):.0f}/{ends}, {mean(kind.alarms):.1f}"
