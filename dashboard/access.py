"""Who may write from the pages, and under what name."""

import os

import streamlit as st

from dashboard.server import WRITE_VARIABLE


def may_write() -> bool:
    """Return whether what viewers say may be kept; where nobody said so, it may not."""
    return os.environ.get(WRITE_VARIABLE, "").strip().lower() in {"true", "1", "yes", "on"}


def login_name() -> str | None:
    """Return the name of a viewer who is logged in, None where nobody has to."""
    # Without any provider of logins configured, the attribute is missing.
    if not getattr(st.user, "is_logged_in", False):
        return None
    name = st.user.get("name") or st.user.get("email")
    return str(name) if name else None
