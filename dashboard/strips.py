"""A provider's recent past as a strip of bars: two-tone, so that shape tells what colour tells."""

from dashboard.markup import text
from publish import words
from publish.card import DAY_MS, Segment, Strip
from publish.groups import GROUP_NAMES, Group, gravity, grouped, spoken

_FEW = 60
_LEAST_PART = 0.18
_LEAST_SHARE = 0.01


def strip(shown: Strip, now_ms: int) -> str:
    """Return the strip with its axis: what it spans, how long a bar is, and where now is."""
    bars = "".join(_bar(segment, now_ms) for segment in shown.segments)
    many = " bo-many" if len(shown.segments) > _FEW else ""
    label = f"{shown.label}, one bar per {words.duration(shown.step_ms)}"
    said = text(spoken(shown))
    return (
        f'<div><div class="bo-strip{many}" role="img" aria-label="{said}">{bars}</div>'
        f'<div class="bo-axis"><span>{text(label)}</span><span>now</span></div></div>'
    )


def _when(segment: Segment, now_ms: int) -> str:
    """Tell a day by its date: a page has hundreds of bars, and each viewer gets them all."""
    start_ms, end_ms = segment.start_ms, segment.end_ms
    if start_ms % DAY_MS == 0 and end_ms - start_ms == DAY_MS:
        return f"{words.moment(start_ms):%Y-%m-%d}"
    return f"{words.clock(start_ms, now_ms)} to {words.clock(end_ms, now_ms)}"


def _bar(segment: Segment, now_ms: int) -> str:
    when = _when(segment, now_ms)
    groups = grouped(segment)
    if not groups:
        return f'<i class="bo-none" title="{text(when)}: no data"></i>'
    said = ", ".join(f"{number} {group}" for group, number in groups.items())
    if set(groups) == {Group.UNSEEN}:
        return f'<i class="bo-unseen" title="{text(when)}: {text(said)}"></i>'
    if segment.incident_share:
        said += ", during an incident"
    level = f"--incident:{segment.incident_share:.0%}" if segment.incident_share else ""
    amiss = sum(n for group, n in groups.items() if group not in {Group.SERVED, Group.UNSEEN})
    share = amiss / sum(n for group, n in groups.items() if group is not Group.UNSEEN)
    # A stray failure is everyday noise, and its bar still says so when pointed at.
    if share < _LEAST_SHARE:
        style = f' style="{level}"' if level else ""
        return f'<i class="bo-good"{style} title="{text(when)}: {text(said)}"></i>'
    worst = max(groups, key=gravity)
    part = max(_LEAST_PART, share)
    return (
        f'<i class="bo-{GROUP_NAMES[worst]}" style="--part:{part:.0%};{level}" '
        f'title="{text(when)}: {text(said)}"></i>'
    )
