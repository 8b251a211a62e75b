"""Where people plan work on a provider: set a window, and end or take back one that stands."""

import streamlit as st

import storage.maintenance
from dashboard import access, data, writing
from dashboard.markup import page, text
from incidents.maintenance import Window
from incidents.objections import Refused
from publish import words

_WORK = "work_reason"
_FROM = "work_from"
_HOURS = "work_hours"
_LONGEST_HOURS = 24.0 * 14
_HOUR_MS = 3_600_000


def planned_work(provider: str, at_ms: int, *, asks_name: bool) -> None:
    """Show what is planned for a provider and offer to plan more, behind a click.

    `asks_name` where the page does not ask elsewhere who writes.
    """
    planned = data.planned(provider)
    with st.expander(_title(planned, at_ms), icon=":material/construction:"):
        if asks_name:
            writing.ask_name()
        for window in planned:
            _standing(window, at_ms)
        if access.may_write():
            _form(provider, at_ms)
        elif not planned:
            st.html(page('<p class="bo-muted">Nothing is planned.</p>'))


def _title(planned: tuple[Window, ...], at_ms: int) -> str:
    if any(each.touches(at_ms, at_ms + 1) for each in planned):
        return "Planned work: goes on now"
    return f"Planned work: {len(planned)} to come" if planned else "Planned work"


def _standing(window: Window, at_ms: int) -> None:
    until = "open end" if window.ends_at_ms is None else words.utc(window.ends_at_ms)
    of = "" if window.provider is not None else " (all providers)"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(
            page(
                f"<div><b>{text(window.reason)}</b>{text(of)}"
                f'<div class="bo-muted bo-small">{text(words.utc(window.starts_at_ms))} to '
                f"{text(until)}, set by {text(window.set_by)}</div></div>"
            )
        )
        # What a file or a status page declares is theirs to end.
        if access.may_write() and window.id is not None and window.set_by != _FILE:
            how = "End it" if window.starts_at_ms <= at_ms else "Take it back"
            st.button(how, key=f"end_{window.id}", on_click=_end, args=(window.id,))


_FILE = storage.maintenance.FILE


def _form(provider: str, at_ms: int) -> None:
    with st.form("work_form", border=False):
        st.caption(
            "While this provider is worked on, probing goes on, incidents are marked, and uptime "
            "is told with and without that time."
        )
        st.text_input("From (UTC)", key=_FROM, value=f"{words.moment(at_ms):%Y-%m-%d %H:%M}")
        st.number_input(
            "For how many hours", key=_HOURS, min_value=0.25, max_value=_LONGEST_HOURS, value=2.0,
            step=0.25,
        )  # fmt: skip
        st.text_input("What is done", key=_WORK, value="planned work", max_chars=200)
        st.form_submit_button("Set the window", on_click=_plan, args=(provider,))


@writing.guarded
def _plan(provider: str) -> None:
    begins_ms = writing.typed_moment_ms(_FROM)
    # The field's own bounds hold only in an honest browser.
    hours = min(_LONGEST_HOURS, float(st.session_state.get(_HOURS) or 0.0))
    if hours <= 0.0:
        raise Refused("planned work lasts longer than nothing")
    window = Window(
        provider=provider,
        starts_at_ms=begins_ms,
        ends_at_ms=begins_ms + round(hours * _HOUR_MS),
        reason=str(st.session_state.get(_WORK) or "planned work"),
        set_by=writing.name(),
    )
    with writing.transaction() as connection:
        storage.maintenance.add(connection, window, data.now_ms())


@writing.guarded
def _end(window_id: int) -> None:
    writing.name()
    with writing.transaction() as connection:
        if not storage.maintenance.end(connection, window_id, data.now_ms()):
            raise Refused("that window is over already")
