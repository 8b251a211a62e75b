"""A provider's own status page against what we see: what to say of the two together."""

from incidents.incident import State
from incidents.wording import clock_of_day
from probes.official import OfficialState

_WORDS = {
    OfficialState.OPERATIONAL: "all is well",
    OfficialState.MAINTENANCE: "maintenance",
    OfficialState.DEGRADED: "degraded performance",
    OfficialState.PARTIAL_OUTAGE: "a partial outage",
    OfficialState.MAJOR_OUTAGE: "a major outage",
}
_TROUBLE = frozenset({State.BROWNOUT, State.OUTAGE})


def beside(
    ours: State, theirs: OfficialState, *, title: str, since_ms: int, problem: str | None
) -> str | None:
    """Return what their page says where that adds to what we see, else None.

    `title` is what the page calls its trouble, `since_ms` when we first read of it, epoch ms
    UTC; `problem` is why the page cannot be read now.
    """
    is_ours = ours in _TROUBLE
    if problem is not None:
        return "Their own status page cannot be read" if is_ours else None
    if theirs is OfficialState.OPERATIONAL:
        return "Their own status page says that all is well" if is_ours else None
    if theirs is OfficialState.NOTHING_POSTED:
        return "Nothing is posted on their own status page" if is_ours else None
    if theirs is OfficialState.UNKNOWN:
        return "Their own status page does not tell" if is_ours else None
    said = _tells(theirs, title, since_ms)
    is_seen = is_ours or theirs is OfficialState.MAINTENANCE
    return said if is_seen or ours is not State.OPERATIONAL else f"{said}; we see none of it"


def alone(theirs: OfficialState, *, title: str, since_ms: int, problem: str | None) -> str:
    """Return what their page says, of a provider of which nothing else is watched."""
    said = beside(State.OUTAGE, theirs, title=title, since_ms=since_ms, problem=problem)
    assert said is not None, "beside trouble, whatever they say adds something"
    return said


def _tells(theirs: OfficialState, title: str, since_ms: int) -> str:
    named = f" ({title})" if title else ""
    return f"Their own status page tells of {_WORDS[theirs]}{named} since {clock_of_day(since_ms)}"
