"""A provider's recent past as an inline SVG: two-tone bars, told in words too."""

from html import escape

from publish import words
from publish.card import Segment, Strip
from publish.groups import GROUP_NAMES, Group, gravity, grouped, spoken

_WIDTH, _GAP, _HEIGHT = 8, 2, 34
_LEAST_PART = 0.18
_LEAST_SHARE = 0.01


def bars(strip: Strip) -> str:
    """Return the strip as SVG; its bars name what is in them when they are pointed at."""
    width = len(strip.segments) * (_WIDTH + _GAP) - _GAP
    drawn = "".join(_bar(segment, number) for number, segment in enumerate(strip.segments))
    return (
        f'<svg class="bars" viewBox="0 0 {width} {_HEIGHT}" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(spoken(strip))}">{drawn}</svg>'
    )


def _bar(segment: Segment, number: int) -> str:
    x = number * (_WIDTH + _GAP)
    groups = grouped(segment)
    said = ", ".join(f"{count} {group}" for group, count in groups.items()) or "no data"
    if segment.incident_share:
        said += ", during an incident"
    title = f"<title>{words.utc(segment.start_ms)}: {escape(said)}</title>"
    seen = sum(count for group, count in groups.items() if group is not Group.UNSEEN)
    if not seen:
        hollow = (
            f'<rect class="none" x="{x + 0.5}" y=".5" width="{_WIDTH - 1}" height="{_HEIGHT - 1}"/>'
        )
        return f"<g>{title}{hollow}</g>"
    amiss = sum(n for group, n in groups.items() if group not in {Group.SERVED, Group.UNSEEN})
    part, tone = amiss / seen, GROUP_NAMES[max(groups, key=gravity)]
    part = max(_LEAST_PART, part) if part >= _LEAST_SHARE else 0.0
    drawn = _rect("good", x, 0, _HEIGHT)
    if segment.incident_share > part:
        height = max(_LEAST_PART, segment.incident_share) * _HEIGHT
        drawn += _rect("warn", x, _HEIGHT - height, height)
    if part:
        drawn += _rect(tone, x, _HEIGHT * (1 - part), _HEIGHT * part)
    return f"<g>{title}{drawn}</g>"


def _rect(tone: str, x: float, y: float, height: float) -> str:
    return f'<rect class="{tone}" x="{x}" y="{y:.3g}" width="{_WIDTH}" height="{height:.3g}"/>'
