"""The page Now as blocks of HTML, before its scripts have come and after."""

from dashboard import cards, demo_story, wall
from dashboard.shared import Shared
from publish.status import Status

_DRAWN: Shared[str] = Shared()


def blocks(status: Status) -> list[str]:
    """Return what the page shows of `status`, from above to below."""
    shown = [demo_story.banner(status), *cards.notices(status), cards.verdict(status)]
    if status.cards:
        shown.append(_DRAWN.get("grid", [status], lambda: cards.grid(status)))
    return [block for block in shown if block]


def wall_blocks(status: Status) -> list[str]:
    """Return what of it is for a wall."""
    return [*cards.notices(status), _DRAWN.get("wall", [status], lambda: wall.wall(status))]
