"""Where people log in, and the line that says as whom they did."""

import streamlit as st

from dashboard import access
from dashboard.markup import page, text
from publish.access import Role

_ROLES = {
    Role.PUBLIC: "sees what everybody sees",
    Role.VIEWER: "may look",
    Role.OPERATOR: "operator",
}


def render() -> None:
    """Stand in for a page: ask for a login, or say that the one that was used does not open it."""
    account = access.account()
    is_public = access.role() is Role.PUBLIC
    with (
        st.container(horizontal_alignment="center"),
        st.container(key="bo_login", border=True, width=460),
    ):
        if account is not None:
            who = account.email or account.name
            _said("You may not look here", f"You are logged in as {who}, whom nobody let in.", _ASK)
            st.button("Log in as somebody else", on_click=st.logout, type="primary")
        elif access.rules().has_login:
            what = "this page" if is_public else "how your AI providers are"
            _said(f"Log in to see {what}", "Your organisation says who you are.")
            st.button("Log in", on_click=st.login, type="primary", icon=":material/login:")
        elif is_public:
            _said("This page is not public", "One has to log in for it, and no login is set up.")
        else:
            _said("Nobody may look here", "No login is set up, and the pages are not public.", _ASK)


_ASK = "Whoever runs this monitor can let you in: its probes.yaml says who may look."


def account_line() -> None:
    """Say who is logged in and what that allows, and offer to change it."""
    is_for_a_screen = st.context.is_embedded or "wall" in st.query_params
    if not access.rules().has_login or is_for_a_screen:
        return
    with st.container(
        horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="small"
    ):
        name = access.login_name()
        if name is None:
            said = '<span class="bo-muted bo-small">You see what everybody sees</span>'
            st.html(page(said), width="content")
            st.button("Log in", on_click=st.login, type="tertiary", icon=":material/login:")
            return
        said = f"{text(name)} · {_ROLES[access.role()]}"
        st.html(page(f'<span class="bo-muted bo-small">{said}</span>'), width="content")
        st.button("Log out", on_click=st.logout, type="tertiary", icon=":material/logout:")


def _said(title: str, *under: str) -> None:
    lines = "".join(f'<p class="bo-muted">{text(each)}</p>' for each in under)
    st.html(page(f'<h1 class="bo-login">{text(title)}</h1>{lines}'))
