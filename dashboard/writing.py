"""What all forms share: who writes, whether pages may, and why something was not kept."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import wraps
from typing import Any

import streamlit as st

from dashboard import access, data, incident_data
from dashboard.markup import notice
from dashboard.theme import LOOKS
from incidents.incident import State
from incidents.objections import Refused
from publish import words
from storage.database import Connection, DatabaseError

_NAME = "who"
_REFUSED = "refused"


def ask_name() -> None:
    """Ask for the name that everything on a page is signed with, unless it is known."""
    if access.may_write() and access.login_name() is None:
        st.text_input(
            "Your name", key=_NAME, placeholder="Your name", max_chars=100, persist_state="session",
            label_visibility="collapsed", width=180,
        )  # fmt: skip


def name() -> str:
    """Return the name to sign with. Raises `Refused` where there is none."""
    said = access.login_name() or str(st.session_state.get(_NAME) or "").strip()
    if not said:
        raise Refused("say who you are")
    return said


def was_refused() -> bool:
    """Return whether something that was said could not be kept, and nobody was shown why yet."""
    return _REFUSED in st.session_state


def show_refusal() -> None:
    """Show why the last thing that was said could not be kept."""
    told = st.session_state.pop(_REFUSED, None)
    if told is not None:
        title = "That was not kept"
        st.html(notice(LOOKS[State.BROWNOUT], title, words.sentence_case(told), role="alert"))


def guarded(write: Callable[..., None]) -> Callable[..., None]:
    """Make a callback say why it cannot, and never write where pages may not."""

    @wraps(write)
    def written(*args: Any) -> None:
        try:
            # Asked again: a page that was open before may still offer its forms.
            if not access.may_write():
                raise Refused("pages may not write here")
            write(*args)
        except (Refused, DatabaseError) as refused:
            st.session_state[_REFUSED] = f"{refused}."

    return written


def typed_moment_ms(key: str) -> int:
    """Return the moment typed into a field, UTC where it has no zone. Raises `Refused`."""
    try:
        at = datetime.fromisoformat(str(st.session_state.get(key, "")).strip())
        return round((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, OverflowError):
        raise Refused("write the moment like 2026-11-20 14:02:10") from None


@contextmanager
def transaction() -> Iterator[Connection]:
    """Write: all inside is committed together, and every viewer reads anew after it."""
    with data.database(data.database_url()).transaction() as connection:
        yield connection
    data.read_anew()
    incident_data.read_anew()
