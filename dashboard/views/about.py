"""About this monitor: who watches the watcher: its workers, its delays, its database."""

import streamlit as st

from dashboard import about_data, about_page, access
from dashboard.calm import calmly
from dashboard.markup import notice, page, section, text
from dashboard.theme import LOOKS
from incidents.incident import State
from publish import words
from publish.access import Role

TITLE = "About"
ICON = "info"
ORDER = 9
ROLE = Role.VIEWER


@st.fragment(run_every="2s")
@calmly
def render() -> None:
    """Draw the page, which refreshes by itself."""
    view = about_data.about_view()
    st.html(about_page.verdict(view))
    errors = dict.fromkeys(each.config_error for each in view.alive if each.config_error)
    for error in errors:
        st.html(notice(LOOKS[State.BROWNOUT], "An edit of probes.yaml is not in force", str(error)))
    st.html(about_page.figures(view, _who_may()))
    st.html(section("Workers", "Of the last week, the latest first."))
    st.html(about_page.workers(view))
    st.html(page(f'<p class="bo-muted bo-small">Results: {text(view.database)}</p>'))


def _who_may() -> str:
    rules = access.rules()
    if rules.has_login:
        others = ", the public a little" if rules.everybody is Role.PUBLIC else ""
        return f"{words.count(len(rules.operators) + len(rules.viewers), 'rule')}{others}"
    return "this machine" if rules.everybody is Role.OPERATOR else "everybody"
