"""Compare: several providers over one window, with one cursor for all of them."""

import streamlit as st

from dashboard import cards, data
from dashboard.calm import REFRESH, calmly
from dashboard.comparison_chart import comparison
from dashboard.links import view_link
from dashboard.live_chart import live_chart
from dashboard.markup import notice, section
from dashboard.theme import WAITING
from publish import words

TITLE = "Compare"
ICON = "stacked_line_chart"
ORDER = 3

_MOST = 8
_USUAL = {10_000: "10m", 30_000: "30m"}


@calmly
def render() -> None:
    """Draw the controls, which also stand in the address, and the chart that they ask for."""
    titles = {card.provider: card.title for card in data.status().cards if not card.is_waiting}
    if not titles:
        st.html(notice(WAITING, "Nobody to compare", "No provider is watched yet."))
        return
    if "with" not in st.query_params:
        st.session_state.setdefault("with", list(titles)[:_MOST])
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        chosen = st.multiselect(
            "Providers", list(titles), key="with", bind="query-params", width=520,
            max_selections=_MOST, placeholder="Whom to compare", label_visibility="collapsed",
        )  # fmt: skip
        window = st.segmented_control(
            "Window", list(data.WINDOWS), default=_usual_window(), required=True, key="window",
            bind="query-params", label_visibility="collapsed",
        )  # fmt: skip
    if not chosen:
        st.html(notice(WAITING, "Whom to compare?", "Choose one provider or more."))
        return
    window = window or _usual_window()
    st.html(view_link("compare", {"with": chosen, "window": window}))
    _live({provider: titles[provider] for provider in chosen}, window)


def _usual_window() -> str:
    shown = data.status().cards
    return _USUAL.get(shown[0].strip.step_ms, "24h") if shown else "24h"


@st.fragment(run_every=REFRESH)
@calmly
def _live(titles: dict[str, str], window: str) -> None:
    for told in cards.notices(data.status()):
        st.html(told)
    views = {title: data.provider_view(name, window) for name, title in titles.items()}
    length_ms = max(view.end_ms - view.start_ms for view in views.values())
    under = f"Over the last {words.duration(length_ms)}. Point at a moment to read all of them."
    with st.container(border=True, key="bo_comparison", gap="small"):
        st.html(section("Side by side", under))
        alt = f"Time to first token and share served of {', '.join(titles.values())}"
        live_chart("comparison", alt, tuple(views.values()), lambda: comparison(views))
