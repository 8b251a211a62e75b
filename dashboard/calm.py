"""What a page shows while the database cannot be read: a calm sentence instead of a traceback."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

from dashboard import data
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
                    f"{error}. This page tries again every few seconds by itself.",
                    role="alert",
                )
            )
            if sentence := data.waiting():
                st.html(waiting_notice(sentence))

    return drawn
