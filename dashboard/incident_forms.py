"""Where people say what they know of an incident: who is at it, notes, corrections."""

from collections.abc import Sequence

import streamlit as st

from dashboard import access, data, incident_page, writing
from dashboard.markup import section
from incidents.amended import Amended
from incidents.amendments import Action, Amendment
from incidents.incident import Incident
from incidents.objections import Refused
from publish import words
from publish.incident_report import IncidentReport
from publish.incident_timeline import sentence
from storage.amendments import add

_NOTE = "incident_note"
_REASON = "incident_reason"
_WHAT = "incident_what"
_OTHER = "incident_other"
_MOMENT = "incident_moment"
_ENTRY = "incident_entry"

_ACTIONS = {
    "False alarm": Action.FALSE_ALARM,
    "Leave out of uptime": Action.EXCLUDE,
    "Merge": Action.MERGE,
    "Split": Action.SPLIT,
    "Take back": Action.UNDO,
}
_EXPLAINED = {
    Action.FALSE_ALARM: "There was nothing, or it was us. It is kept and marked, no longer drawn "
    "as an incident, and left out of the corrected uptime.",
    Action.EXCLUDE: "It was real but shall not count, as agreed. Uptime is told as measured and "
    "corrected, side by side.",
    Action.MERGE: "It is one with another incident of this provider.",
    Action.SPLIT: "It is two: the second begins at this moment.",
    Action.UNDO: "Entries are never deleted: taking one back is an entry itself.",
}
_BUTTONS = {
    Action.FALSE_ALARM: "Mark as a false alarm",
    Action.EXCLUDE: "Leave it out of uptime",
    Action.MERGE: "Merge the two",
    Action.SPLIT: "Split it",
    Action.UNDO: "Take the entry back",
}


def acknowledge(report: IncidentReport) -> None:
    """Offer to say that one is at it, while nobody is."""
    if not access.may_write() or report.shown.acknowledged is not None:
        return
    st.button(
        "I am at it" if report.incident.is_open else "I have seen it",
        type="primary" if report.incident.is_open else "secondary",
        icon=":material/back_hand:",
        on_click=_say,
        args=(report.incident.id, Action.ACKNOWLEDGE),
    )


def notes(report: IncidentReport) -> None:
    """Show the notes, and take a new one."""
    st.html(section("Notes", "What people know that probes cannot see."))
    st.html(incident_page.notes(report.shown, report.at_ms))
    if not access.may_write():
        return
    with st.form("incident_note_form", border=False):
        st.text_area(
            "Note", key=_NOTE, placeholder="What do you know?", max_chars=2000, height=90,
            label_visibility="collapsed",
        )  # fmt: skip
        st.form_submit_button("Add the note", on_click=_say, args=(report.incident.id, Action.NOTE))


def correct(report: IncidentReport, others: Sequence[Amended]) -> None:
    """Offer to correct the record, behind a click; the trail stands below."""
    with st.expander("Correct the record", icon=":material/edit_note:"):
        if access.may_write():
            said = st.segmented_control(
                "What is wrong", list(_ACTIONS), default="False alarm", required=True, key=_WHAT,
                label_visibility="collapsed",
            )  # fmt: skip
            _correction(report, _ACTIONS.get(said or "", Action.FALSE_ALARM), others)
        else:
            st.html(section("Read only", _READ_ONLY))
        st.html(section("What was said and done", "Everything, with who and when; UTC."))
        st.html(incident_page.trail(_trail(report.shown)))


_READ_ONLY = (
    "Pages may not write here. The command brownout incidents can; or set "
    "BROWNOUT_PAGES_MAY_WRITE=true where the dashboard runs."
)


def _correction(report: IncidentReport, action: Action, others: Sequence[Amended]) -> None:
    incident = report.incident
    with st.form(f"incident_{action}_form", border=False):
        st.caption(_EXPLAINED[action])
        if action is Action.MERGE:
            st.selectbox(
                "Into which incident", [each.incident for each in others],
                format_func=lambda one: label(one, report.at_ms), key=_OTHER,
                index=None, placeholder="Choose the one that stays",
            )  # fmt: skip
        elif action is Action.SPLIT:
            middle_ms = (report.start_ms + report.end_ms) // 2
            st.text_input(
                "First moment of the second part (UTC)", key=_MOMENT,
                value=f"{words.moment(middle_ms):%Y-%m-%d %H:%M:%S}",
            )  # fmt: skip
        elif action is Action.UNDO:
            gone = report.shown.taken_back
            st.selectbox(
                "Which entry", [each for each in report.shown.trail if each.id not in gone],
                format_func=lambda one: f"{one.id}: {sentence(one)}", key=_ENTRY, index=None,
                placeholder="Choose an entry",
            )  # fmt: skip
        st.text_input("Why", key=_REASON, max_chars=500)
        st.form_submit_button(_BUTTONS[action], on_click=_say, args=(incident.id, action))


def label(incident: Incident, now_ms: int) -> str:
    """Return an incident in one line, to choose it from a list."""
    lasted = (incident.ended_at_ms or now_ms) - incident.started_at_ms
    return (
        f"{words.clock(incident.started_at_ms, now_ms)}, {words.duration(lasted)}: "
        f"{incident.worst} of the {incident.scope} ({incident.id})"
    )


def _trail(shown: Amended) -> list[tuple[str, str, str]]:
    return [
        (
            words.utc(each.at_ms),
            f"{each.id}: {sentence(each)}"
            + (" (taken back)" if each.id in shown.taken_back else ""),
            each.reason,
        )
        for each in shown.trail
    ]


@writing.guarded
def _say(incident: str, action: Action) -> None:
    typed = {Action.NOTE: _NOTE, Action.ACKNOWLEDGE: None}.get(action, _REASON)
    other = st.session_state.get(_OTHER) if action is Action.MERGE else None
    entry = st.session_state.get(_ENTRY) if action is Action.UNDO else None
    if action is Action.MERGE and other is None:
        raise Refused("choose the incident that it is merged into")
    if action is Action.UNDO and entry is None:
        raise Refused("choose the entry that is taken back")
    said = Amendment(
        incident=incident,
        action=action,
        at_ms=data.now_ms(),
        by=writing.name(),
        reason="" if typed is None else str(st.session_state.get(typed, "")),
        other=None if other is None else other.id,
        split_at_ms=writing.typed_moment_ms(_MOMENT) if action is Action.SPLIT else None,
        undoes=None if entry is None else entry.id,
    )
    with writing.transaction() as connection:
        add(connection, said)
    # What was refused stays to be mended; what was kept is cleared away.
    if typed is not None:
        st.session_state[typed] = ""
