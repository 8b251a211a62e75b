"""Provider: one provider over time: how it is, how fast, how it fails, how right, at what cost."""

import streamlit as st

from dashboard import cards, data, details, maintenance_form, provider_parts, writing
from dashboard.calm import REFRESH, calmly
from dashboard.links import view_link
from dashboard.markup import notice, section
from dashboard.theme import LOOKS
from incidents.incident import State

TITLE = "Provider"
ICON = "query_stats"
ORDER = 2

_BY_STEP_OF_STRIP = {10_000: "10m", 30_000: "30m"}
_USUAL_PART = "Overview"


@calmly
def render() -> None:
    """Draw the controls, which also stand in the address, and what they choose."""
    names = sorted(card.provider for card in data.status().cards)
    if not names:
        st.html(cards.verdict(data.status()))
        return
    asked = st.query_params.get("provider")
    if asked is None:
        # Set rather than left to a default: what is chosen shall stand in the address.
        st.session_state.setdefault("provider", data.status().cards[0].provider)
    elif asked not in names:
        st.html(notice(LOOKS[State.UNKNOWN], f"Nobody watches {asked[:40]}", _OTHERS))
    provider, window, part = _chosen(names)
    st.html(view_link("provider", {"provider": provider, "window": window, "part": part}))
    _live(provider, window, part)
    if part == _USUAL_PART:
        _evidence(provider)
    writing.show_refusal()
    maintenance_form.planned_work(provider, data.now_ms(), asks_name=True)


_OTHERS = "It may have been renamed or left out of probes.yaml. This is another one."


def _chosen(names: list[str]) -> tuple[str, str, str]:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        provider = st.selectbox(
            "Provider",
            names,
            index=None,
            placeholder="Choose a provider",
            key="provider",
            bind="query-params",
            label_visibility="collapsed",
            width=240,
        )
        part = st.segmented_control(
            "Look at", list(provider_parts.shown()), default=_USUAL_PART, required=True, key="part",
            bind="query-params", label_visibility="collapsed",
        )  # fmt: skip
        window = st.segmented_control(
            "Window",
            list(data.WINDOWS),
            default=_usual_window(),
            required=True,
            key="window",
            bind="query-params",
            label_visibility="collapsed",
        )
    first = data.status().cards[0].provider
    return provider or first, window or _usual_window(), part or _USUAL_PART


def _usual_window() -> str:
    """Return the window that a short history fills, else a day."""
    return _BY_STEP_OF_STRIP.get(data.status().cards[0].strip.step_ms, "24h")


@st.fragment(run_every=REFRESH)
@calmly
def _live(provider: str, window: str, part: str) -> None:
    card = data.card(provider)
    if card is None:
        return
    status = data.status()
    for told in cards.notices(status):
        st.html(told)
    st.html(cards.header(card, status))
    provider_parts.shown().get(part, provider_parts.overview)(card, window)


@st.fragment(run_every=REFRESH)
@calmly
def _evidence(provider: str) -> None:
    st.html(section("Last runs", "Newest first; times in UTC. Replies are shown as text."))
    shown = st.segmented_control(
        "Show", ["All runs", "Failures"], default="All runs", required=True, key="show",
        label_visibility="collapsed",
    )  # fmt: skip
    st.html(details.results(data.last_results(provider, only_failures=shown == "Failures")))
