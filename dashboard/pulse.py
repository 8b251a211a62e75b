"""Whether anything is being probed at all, on every page: an old one looks like a new one."""

import contextlib

import streamlit as st

from dashboard import access, data
from dashboard.markup import notice
from dashboard.theme import STALE
from publish import words
from publish.access import Role
from publish.kept import Kept
from publish.status import STALE_AFTER_MS, is_alive, is_telling
from storage.database import DatabaseError
from storage.workers import WorkerBeat, workers

# A worker counts as dead after ten seconds, and a page has to say so within fifteen.
_LOOK_EVERY_S = 2
_PAGES_LOOK_WITHIN_MS = 8_000


@st.fragment(run_every=f"{_LOOK_EVERY_S}s")
def pulse(role: Role, *, says_so_itself: bool) -> None:
    """Say that nothing is being probed, where that is so.

    Where the page `says_so_itself`, only until it does. A viewer whose `role` has changed since
    the page was drawn is shown what there is for them now.
    """
    if access.role() is not role:
        st.rerun()
    now_ms = data.now_ms()
    # A database that cannot be read is told by the page.
    with contextlib.suppress(DatabaseError):
        sentence = silence(now_ms)
        if sentence and not (says_so_itself and _is_long(now_ms)):
            st.html(notice(STALE, "Nothing is being probed", sentence, role="alert"))


def _is_long(now_ms: int) -> bool:
    """Return whether nothing was heard for so long that every page has looked again since."""
    last = beating()[:1]
    since_ms = max((each.stopped_at_ms or each.beat_at_ms for each in last), default=0)
    return now_ms - since_ms > STALE_AFTER_MS + _PAGES_LOOK_WITHIN_MS


def silence(now_ms: int) -> str | None:
    """Return for how long no worker has been heard of and how old the data are; None while one is.

    Raises `DatabaseError` where the database cannot be read.
    """
    url = data.database_url()
    beats = beating()
    spooling = any(each.waiting and is_telling(each, now_ms) for each in data.spools(url))
    if spooling or any(is_alive(each, now_ms) for each in beats):
        return None
    seen = data.status().last_result_ms
    old = "" if seen is None else f" What is shown is old: the last result came {_ago(seen)}."
    if not beats:
        return f"No worker has ever run.{old}{_start()}"
    last = beats[0]
    if last.stopped_at_ms is not None:
        return f"The last worker was stopped {_ago(last.stopped_at_ms)}.{old}{_start()}"
    silent = words.duration(now_ms - last.beat_at_ms)
    return f"No worker has given a sign of life for {silent}.{old}{_start()}"


def _ago(at_ms: int) -> str:
    return words.age(at_ms, data.now_ms())


def _start() -> str:
    return " Start one with: brownout up" if access.may_see_evidence() else ""


def beating() -> list[WorkerBeat]:
    """Return all workers that ever gave a sign of life, the latest first."""
    return _WORKERS.get(data.database_url())


def _read(url: str) -> list[WorkerBeat]:
    with data.database(url).read() as connection:
        return workers(connection)


_WORKERS = Kept(_read, least_s=1, most_s=1)
