"""Provider: one provider over time, its incidents, and the evidence run by run."""

import streamlit as st

from dashboard import cards, charts, data, details, maintenance_form, writing
from dashboard.calm import calmly
from dashboard.markup import section
from incidents.incident import Incident
from publish import words

TITLE = "Provider"
ICON = "query_stats"
ORDER = 2

_PLOTLY = {
    "displaylogo": False,
    "modeBarButtons": [["zoom2d", "pan2d", "resetScale2d"]],
}


_BY_STEP_OF_STRIP = {10_000: "10m", 30_000: "30m"}


@calmly
def render() -> None:
    """Draw the controls, which also stand in the address, and what they choose."""
    names = sorted(card.provider for card in data.status().cards)
    if not names:
        st.html(cards.verdict(data.status()))
        return
    if "provider" not in st.query_params:
        # Set rather than left to a default: what is chosen shall stand in the address.
        st.session_state.setdefault("provider", data.status().cards[0].provider)
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
        window = st.segmented_control(
            "Window",
            list(data.WINDOWS),
            default=_usual_window(),
            required=True,
            key="window",
            bind="query-params",
            label_visibility="collapsed",
        )
    provider = provider or data.status().cards[0].provider
    _live(provider, window or _usual_window())
    _evidence(provider)
    writing.show_refusal()
    maintenance_form.planned_work(provider, data.now_ms(), asks_name=True)


def _usual_window() -> str:
    """Return the window that a short history fills, else a day."""
    return _BY_STEP_OF_STRIP.get(data.status().cards[0].strip.step_ms, "24h")


@st.fragment(run_every="5s")
@calmly
def _live(provider: str, window: str) -> None:
    card = data.card(provider)
    if card is None:
        return
    status = data.status()
    view = data.provider_view(provider, window)
    span = words.duration(view.end_ms - view.start_ms)
    for notice in cards.notices(status):
        st.html(notice)
    st.html(cards.header(card, status))
    st.html(section("Surfaces", f"What is tried, and how it went over the last {span}."))
    st.html(details.surfaces(view.surfaces, status.at_ms))
    _availability(view, f"Availability of {card.title} over the last {span}")
    _first_token(view, f"Time to first token of {card.title} over the last {span}")
    st.html(section("Incidents", f"Those that touch the last {span}, newest first."))
    st.html(details.incident_list(view.incidents, status.at_ms, view.planned))


def _availability(view: data.ProviderView, alt: str) -> None:
    figure = charts.availability(
        view.buckets, _shaded(view), view.start_ms, view.end_ms, view.step_ms
    )
    with st.container(border=True, key="bo_availability", gap="small"):
        st.html(section("Availability", "Share of runs by how they ended; incidents are shaded."))
        st.plotly_chart(figure, key="availability", config=_PLOTLY, alt=alt)


def _shaded(view: data.ProviderView) -> list[Incident]:
    return [each.incident for each in view.incidents if each.false_alarm is None]


def _first_token(view: data.ProviderView, alt: str) -> None:
    figure = charts.first_token(
        view.buckets,
        view.points,
        view.usual_ttft_ms,
        _shaded(view),
        view.start_ms,
        view.end_ms,
        view.step_ms,
    )
    with st.container(border=True, key="bo_first_token", gap="small"):
        st.html(section("Time to first token", "How long an answer takes to begin."))
        st.plotly_chart(figure, key="first_token", config=_PLOTLY, alt=alt)


@st.fragment(run_every="5s")
@calmly
def _evidence(provider: str) -> None:
    st.html(section("Last runs", "Newest first; times in UTC. Replies are shown as text."))
    shown = st.segmented_control(
        "Show", ["All runs", "Failures"], default="All runs", required=True, key="show",
        label_visibility="collapsed",
    )  # fmt: skip
    st.html(details.results(data.last_results(provider, only_failures=shown == "Failures")))
