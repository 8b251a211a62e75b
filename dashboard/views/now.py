"""Now: one sentence over everything, and a card for every provider, the most troubled first."""

import streamlit as st

from dashboard import cards, data, demo_story, guide, wall
from dashboard.calm import REFRESH, calmly
from dashboard.shared import Shared

TITLE = "Now"
ICON = "monitoring"
ORDER = 0

_DRAWN: Shared[str] = Shared()


def render() -> None:
    """Draw the page, or what of it is for a wall; all but the guide refreshes by itself."""
    if wall.is_asked_for():
        _wall()
        return
    _live()
    _guide()


@st.fragment(run_every=REFRESH)
@calmly
def _live() -> None:
    status = data.status()
    for notice in filter(None, (demo_story.banner(status), *cards.notices(status))):
        st.html(notice)
    st.html(cards.verdict(status))
    if status.cards:
        st.html(_DRAWN.get("grid", [status], lambda: cards.grid(status)))


@st.fragment(run_every=REFRESH)
@calmly
def _wall() -> None:
    status = data.status()
    for notice in cards.notices(status):
        st.html(notice)
    st.html(_DRAWN.get("wall", [status], lambda: wall.wall(status)))


@calmly
def _guide() -> None:
    status = data.status()
    guide.render(status, expanded=status.last_result_ms is None)
