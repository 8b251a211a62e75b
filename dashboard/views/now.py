"""Now: one sentence over everything, and a card for every provider, the most troubled first."""

import streamlit as st

from dashboard import data, guide, now_page, wall
from dashboard.calm import REFRESH, calmly

TITLE = "Now"
ICON = "monitoring"
ORDER = 0


def render() -> None:
    """Draw the page, or what of it is for a wall; all but the guide refreshes by itself."""
    if wall.is_asked_for(st.query_params):
        _wall()
        return
    _live()
    _guide()


@st.fragment(run_every=REFRESH)
@calmly
def _live() -> None:
    for block in now_page.blocks(data.status()):
        st.html(block)


@st.fragment(run_every=REFRESH)
@calmly
def _wall() -> None:
    for block in now_page.wall_blocks(data.status()):
        st.html(block)


@calmly
def _guide() -> None:
    status = data.status()
    guide.render(status, expanded=status.last_result_ms is None)
