"""What a typed configuration would change, and how its probes fared in a dry run, as HTML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.markup import mark, page, text
from dashboard.theme import GROUP_NAMES, LOOKS, OUTCOMES, Group
from incidents.incident import State
from monitor.config import Config, ConfigError
from probes.result import Outcome, Timings
from probes.spec import ProbeSpec
from publish import words
from publish.phases import named


@dataclass(frozen=True, slots=True)
class Difference:
    """The names of the probes that a text adds, changes and removes."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    @classmethod
    def between(cls, before: Sequence[ProbeSpec], after: Sequence[ProbeSpec]) -> "Difference":
        """Return what is different of `after`."""
        known = {spec.name: spec for spec in before}
        kept = {spec.name for spec in after}
        return cls(
            added=tuple(spec.name for spec in after if spec.name not in known),
            changed=tuple(
                spec.name for spec in after if spec.name in known and known[spec.name] != spec
            ),
            removed=tuple(name for name in known if name not in kept),
        )

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def mistakes(error: ConfigError) -> str:
    """Return every mistake as `brownout validate` tells it."""
    found = [each.render(Path(error.file.name)) for each in error.mistakes]
    rows = "".join(f"<li>{text(each)}</li>" for each in found)
    return page(
        f'<div class="bo-draft bo-bad" role="status">{mark(LOOKS[State.OUTAGE], "tiny")}'
        f"<b>{words.count(len(found), 'mistake')} to mend</b>"
        f'<ul class="bo-mono">{rows}</ul></div>'
    )


def summary(config: Config, difference: Difference) -> str:
    """Return what a text without mistakes would watch, and what it changes."""
    running = [probe for probe in config.probes if probe.waiting_for is None]
    costs = [config.cost_per_day_microusd(probe) for probe in running]
    usd = sum(filter(None, costs)) / 1_000_000
    more = " and what has no price" if None in costs else ""
    said = f"{words.count(len(running), 'probe')}, at most ${usd:.2f} a day{more}"
    rows = "".join(
        f"<li>{text(verb)} <b>{text(', '.join(names))}</b></li>"
        for verb, names in (
            ("adds", difference.added),
            ("changes", difference.changed),
            ("removes", difference.removed),
        )
        if names
    )
    return page(
        f'<div class="bo-draft bo-good" role="status">{mark(LOOKS[State.OPERATIONAL], "tiny")}'
        f'<b>No mistake</b> <span class="bo-muted">{text(said)}</span>'
        f"<ul>{rows or '<li>no probe differs from the saved file</li>'}</ul></div>"
    )


def tried(results: Sequence[Mapping[str, Any]]) -> str:
    """Return the results of a dry run: each expectation with its verdict, and the phases."""
    return page(f'<ul class="bo-tried">{"".join(map(_tried, results))}</ul>')


def _tried(result: Mapping[str, Any]) -> str:
    outcome = Outcome(result["outcome"])
    group = Group.of(outcome)
    shape = "check" if outcome is Outcome.OK else "octagon"
    phases = [f"{name} {words.millis(ms)}" for name, ms in named(Timings(**result["timings"]))]
    if result["cost_microusd"]:
        phases.append(f"${result['cost_microusd'] / 1_000_000:.6f}")
    expectations = "".join(
        f'<li class="bo-{"good" if each["held"] else "bad"}">'
        f'<span class="bo-mark bo-tiny bo-{"check" if each["held"] else "octagon"}" role="img" '
        f'aria-label="{"held" if each["held"] else "failed"}"></span>'
        f"<span>{text(each['name'])}: expected {text(each['expected'])}, "
        f"got {text(each['got'])}</span></li>"
        for each in result["expectations"]
    )
    detail = f'<div class="bo-detail">{text(result["detail"])}</div>' if result["detail"] else ""
    return (
        f'<li><div class="bo-outcome bo-{GROUP_NAMES[group]}">'
        f'<span class="bo-mark bo-tiny bo-{shape}" aria-hidden="true"></span>'
        f"<b>{text(result['probe'])}</b> {text(OUTCOMES[outcome])}</div>"
        f'<div class="bo-muted bo-small">{text(" · ".join(phases))}</div>'
        f"<ul>{expectations}</ul>{detail}</li>"
    )
