"""Who looks at a page, what they may do there, and under what name."""

import os
from collections.abc import Callable

import streamlit as st

from publish.access import WRITE_VARIABLE, Access, Account, Role


def _by_environment() -> Access:
    """What holds where nobody adopted any rules: everybody may look."""
    may_write = os.environ.get(WRITE_VARIABLE, "").strip().lower() in {"true", "1", "yes", "on"}
    return Access(everybody=Role.OPERATOR if may_write else Role.VIEWER, may_edit=may_write)


_rules: Callable[[], Access] = _by_environment


def adopt(rules: Callable[[], Access]) -> None:
    """Let `rules` say who may do what, in this process from now on."""
    global _rules
    _rules = rules


def rules() -> Access:
    """Return the rules that are in force now."""
    return _rules()


def account() -> Account | None:
    """Return who has logged in, None where nobody has."""
    # Without any provider of logins configured, the attribute is missing.
    if not getattr(st.user, "is_logged_in", False):
        return None
    email = st.user.get("email")
    # OpenID Connect Core, 5.1: an address that was not verified may be anybody's.
    is_vouched_for = bool(email) and str(st.user.get("email_verified", True)).lower() != "false"
    name = st.user.get("name") or email or st.user.get("sub")
    return Account(name=str(name), email=str(email) if is_vouched_for else None)


def role() -> Role:
    """Return what the viewer of this page may do, by the rules as they are now."""
    return rules().role_of(account())


def may_see_evidence() -> bool:
    """Return whether words of providers, and what is our own account's, may be shown."""
    return role() >= Role.VIEWER


def may_write() -> bool:
    """Return whether what this viewer says may be kept."""
    return role() >= Role.OPERATOR


def may_edit() -> bool:
    """Return whether this viewer may read, try and change the configuration."""
    return may_write() and rules().may_edit


def login_name() -> str | None:
    """Return the name of a viewer who is logged in, None where nobody has to."""
    found = account()
    if found is None:
        return None
    # A name alone may be anybody's choice: whoever reads the trail needs to know who it was.
    is_named = found.email is None or found.name == found.email
    return found.name if is_named else f"{found.name} ({found.email})"
