"""How often a probe runs and how long each phase of a run may take, from nested settings."""

from dataclasses import dataclass, fields

from monitor.duration import render_duration
from monitor.mistakes import Mistake, Path
from monitor.node import Node
from monitor.settings import PaceSettings, TimeoutSettings
from probes.spec import Deadlines

# The share of the cadence that a run may take where no timeout is set: the rest is room for
# starting late, so that a hanging target costs one result and not two.
TIMEOUT_SHARE = 0.9

_DEFAULTS_S = {each.name: float(str(each.default)) for each in fields(Deadlines)}


@dataclass(frozen=True, slots=True)
class Level:
    """Settings of a probe or of its provider, and where they stand."""

    settings: PaceSettings
    node: Node
    path: Path


def pace(
    levels: tuple[Level, ...], default_every_s: float, mistakes: list[Mistake]
) -> tuple[float, Deadlines]:
    """Return the cadence in seconds and the deadlines; the first level that says so decides.

    A shorter cadence shortens the deadlines that nobody set. A timeout that somebody set and
    that does not fit is appended to `mistakes`.
    """
    every_s = next((level.settings.every for level in levels if level.settings.every), None)
    every_s = every_s or default_every_s
    total_s = min(_DEFAULTS_S["total"], TIMEOUT_SHARE * every_s)
    for level in levels:
        if level.settings.timeout:
            total_s = level.settings.timeout
            if total_s >= every_s:
                mistakes.append(_overlap(level, total_s, every_s))
            break
    phases = {
        phase: _phase_s(phase, levels, total_s, mistakes) for phase in TimeoutSettings.model_fields
    }
    return every_s, Deadlines(total=total_s, **phases)


def _phase_s(
    phase: str, levels: tuple[Level, ...], total_s: float, mistakes: list[Mistake]
) -> float:
    for level in levels:
        limit_s: float | None = getattr(level.settings.timeouts, phase)
        if limit_s is None:
            continue
        if limit_s > total_s:
            node = level.node.child("timeouts") or level.node
            what = (
                f"{render_duration(limit_s)} is longer than the whole run may take "
                f"({render_duration(total_s)})"
            )
            path = (*level.path, "timeouts", phase)
            mend = "lower it, or raise `timeout`"
            mistakes.append(Mistake(what, path, node.place_of(phase), mend))
        return limit_s
    return min(_DEFAULTS_S[phase], total_s)


def _overlap(level: Level, total_s: float, every_s: float) -> Mistake:
    what = (
        f"{render_duration(total_s)} is not shorter than `every` ({render_duration(every_s)}), "
        "so a slow run would overlap the next"
    )
    place = level.node.place_of("timeout")
    return Mistake(what, (*level.path, "timeout"), place, "raise `every` or lower `timeout`")
