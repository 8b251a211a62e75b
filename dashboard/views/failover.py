"""Failover: whom to use now, who fails with whom, and what each order would have had."""

import shlex
from pathlib import Path

import streamlit as st

from dashboard import access, data, failover_data, failover_page
from dashboard.calm import REFRESH, calmly
from dashboard.links import view_link
from dashboard.live_chart import live_chart
from dashboard.markup import notice, section
from dashboard.theme import WAITING
from publish import words
from storage.location import default_database_path

TITLE = "Failover"
ICON = "alt_route"
ORDER = 3

_USUAL_LENGTH = 3
_MOST = 5
_LIMITS = {"any": None, "1s": 1000.0, "2s": 2000.0, "5s": 5000.0}
_USUAL = {10_000: "1h", 30_000: "24h"}


@calmly
def render() -> None:
    """Draw the controls, which also stand in the address, and what they ask for."""
    titles = failover_data.candidates()
    if not titles:
        st.html(notice(WAITING, "Nobody to choose from", "No provider is watched yet."))
        return
    if "order" not in st.query_params:
        st.session_state.setdefault("order", list(titles)[:_USUAL_LENGTH])
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        order = st.multiselect(
            "In this order", list(titles), key="order", bind="query-params", width=520,
            max_selections=_MOST, placeholder="Whom you would use, best first",
        )  # fmt: skip
        limit = st.segmented_control(
            "First token within", list(_LIMITS), default="any", required=True, key="ttft",
            bind="query-params",
        )  # fmt: skip
        window = st.segmented_control(
            "Look back", list(failover_data.WINDOWS), default=_usual_window(), required=True,
            key="back", bind="query-params",
        )  # fmt: skip
    if not order:
        st.html(notice(WAITING, "Whom would you use?", "Choose one provider or more, best first."))
        return
    chosen, limit, window = tuple(order), limit or "any", window or _usual_window()
    st.html(view_link("failover", {"order": chosen, "ttft": limit, "back": window}))
    _now(chosen, limit)
    _past(chosen, window)


def _usual_window() -> str:
    cards = data.status().cards
    return _USUAL.get(cards[0].strip.step_ms, "30d") if cards else "30d"


@st.fragment(run_every=REFRESH)
@calmly
def _now(order: tuple[str, ...], limit: str) -> None:
    titles = failover_data.candidates()
    st.html(failover_page.advice(failover_data.advice(order, _LIMITS[limit]), titles))
    st.code(_command(order, limit), language="sh")


def _command(order: tuple[str, ...], limit: str) -> str:
    asked = ["brownout", "pick", "--order", ",".join(order)]
    if limit != "any":
        asked += ["--max-ttft", limit]
    # A URL may hold a password.
    url = data.database_url()
    is_elsewhere = "://" not in url and url != str(default_database_path())
    if is_elsewhere and access.may_see_evidence():
        asked += ["--database", str(Path(url).absolute())]
    return shlex.join(asked)


@calmly
def _past(order: tuple[str, ...], window: str) -> None:
    titles = failover_data.candidates()
    with st.spinner("Playing the past through …", show_time=True):
        found = failover_data.history(order, window)
    span = words.duration(found.end_ms - found.start_ms)
    if found.unseen:
        names = ", ".join(titles.get(name, name) for name in found.unseen)
        st.html(notice(WAITING, "Not all were seen", f"Nothing was seen of {names} in {span}."))
    if len(found.joint) > 0:
        with st.container(border=True, key="bo_joint", gap="small"):
            under = (
                "Of the time that the row was down, how much the column was down too: low is a "
                f"good stand-in. Over the last {span}, while both were seen."
            )
            st.html(section("Who fails with whom", under))
            live_chart(
                "joint",
                "Joint downtime matrix",
                [found],
                lambda: failover_page.matrix(found, titles),
            )
    if found.records:
        under = (
            f"Over the last {span}, had you moved when trouble was detected and back when it was "
            "closed, trying each call once. Saved is against its first provider alone."
        )
        st.html(section("What each order would have had", under))
        st.html(failover_page.orders(found, titles, order))
