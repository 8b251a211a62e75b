"""What a page shows while the database cannot be read: a calm sentence instead of a traceback."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

from dashboard import access, data
from dashboard.cards import waiting_notice
from dashboard.markup import notice
from dashboard.theme import STALE
from storage.database import DatabaseError

P = ParamSpec("P")

REFRESH = "4s"
"""How often pages look anew: with the second for which readings are kept, within five seconds."""


def calmly(draw: Callable[P, None]) -> Callable[P, None]:
    """Make `draw` say what is wrong with the database and what to do, and try again later."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            draw(*args, **kwargs)
        except DatabaseError as error:
            st.html(
                notice(
                    STALE,
                    "The database cannot be read",
                    f"{_why(error)}. This page tries again every few seconds by itself.",
                    role="alert",
                )
            )
            if access.may_see_evidence() and (sentence := data.waiting()):
                st.html(waiting_notice(sentence))

    return drawn


def _why(error: DatabaseError) -> str:
    # It names the place where the database is, which is nobody's business from outside.
    return str(error) if access.may_see_evidence() else "It does not answer"
