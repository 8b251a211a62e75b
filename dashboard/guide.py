"""The panel for those who see the dashboard for the first time: what is here, and what it means."""

import streamlit as st

from dashboard import cards
from dashboard.markup import page, text
from dashboard.theme import BLIND, LOOKS, WAITING
from publish.status import Status

_PROBES = (
    ("Reachable", "does the address answer at all, even without a key?"),
    ("API key", "is our key accepted?"),
    ("Login", "can a new session be opened through OAuth?"),
    ("Completions", "a small question with a known answer: is it right, and how fast?"),
    ("Dependency", "anything else you told Brownout to watch"),
)


def render(status: Status, *, expanded: bool) -> None:
    """Draw the panel, open for newcomers and folded away for everybody else."""
    with st.expander("What this page shows", expanded=expanded, icon=":material/help:"):
        st.html(guide(status))


def guide(status: Status) -> str:
    """Return the panel as HTML."""
    probes = "".join(f"<li><b>{text(name)}</b>: {text(what)}</li>" for name, what in _PROBES)
    looks = cards.legend([*LOOKS.values(), BLIND, WAITING])
    return page(
        '<div class="bo-guide">'
        "<div><h3>What you see</h3><p>Every card is a provider, the most troubled first. "
        "Its state is judged from probes that Brownout itself runs, not from the provider's own "
        "status page. Point at any number or bar to read what it counts.</p></div>"
        f"<div><h3>What the probes ask</h3><ul>{probes}</ul></div>"
        "<div><h3>Whose fault</h3><p>Only what the provider did wrong lowers its uptime. "
        "A rejected key or a spent quota is <b>our account</b>; while this machine has no network "
        "<b>we are blind</b>, and nobody is blamed.</p></div>"
        f"{_keys(status)}"
        f'<div style="grid-column:1/-1">{looks}</div></div>'
    )


def _keys(status: Status) -> str:
    hints = "".join(
        f"<li><b>{text(card.title)}</b>: {text(waiting.sentence)}</li>"
        for card in status.cards
        for waiting in card.waiting
    )
    if not hints:
        return ""
    return (
        "<div><h3>What is still dark</h3><p>Put these into the environment of "
        f"<code>brownout up</code> and restart it:</p><ul>{hints}</ul></div>"
    )
