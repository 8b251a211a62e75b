"""Where operators edit probes.yaml: mistakes as they type, a dry run, and saving."""

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import access, probes_draft, probes_file, writing
from dashboard.markup import notice, page
from dashboard.probes_draft import Difference
from dashboard.probes_dry_run import AT_MOST, Busy, DryRun
from dashboard.probes_file import NotSaved, Saved
from dashboard.theme import LOOKS, WAITING
from incidents.incident import State
from incidents.objections import Refused
from monitor.config import Config, ConfigError
from publish.words import sentence_case

_SAVED = "probes_saved"
_REVISION = "probes_revision"
_DRY_RUN = "probes_dry_run"
_TOLD = "probes_told"
_WAS_OPENED = "probes_was_opened"
_JUST_SAVED = "probes_just_saved"
_STATIC = Path(__file__).with_name("static")

_HOW_TO_ALLOW = (
    "Operators may edit it here where it says so itself, under dashboard: edit: true. Whoever "
    "edits it decides where the keys of this machine are sent, so it is off by default."
)


def render() -> None:
    """Offer the editor to those who may use it; nobody else is told a word of the file."""
    if not access.may_write():
        return
    if not access.may_edit():
        st.html(page(f'<p class="bo-muted bo-small">{_HOW_TO_ALLOW}</p>'))
        return
    try:
        if _SAVED not in st.session_state:
            _open(probes_file.read())
            st.session_state[_WAS_OPENED] = False
    except NotSaved as refused:
        said = f"{sentence_case(str(refused))}."
        st.html(notice(WAITING, "The file cannot be edited here", said))
        return
    _editor()


def just_saved() -> tuple[str, ...]:
    """Return the names of the probes that this viewer added or changed last."""
    names: tuple[str, ...] = st.session_state.get(_JUST_SAVED, ())
    return names


def _open(saved: Saved) -> None:
    """Begin anew with a text: a component of another name forgets what was typed."""
    st.session_state[_SAVED] = saved
    st.session_state[_REVISION] = st.session_state.get(_REVISION, 0) + 1
    st.session_state.pop(_DRY_RUN, None)
    st.session_state[_WAS_OPENED] = True


def _key() -> str:
    return f"probes_yaml_{st.session_state[_REVISION]}"


def typed() -> str:
    """Return what stands in the editor."""
    saved: Saved = st.session_state[_SAVED]
    text = (st.session_state.get(_key()) or {}).get("text")
    return saved.text if text is None else str(text)


@st.fragment
def _editor() -> None:
    if st.session_state.pop(_WAS_OPENED, False):
        # What stands around the editor is about the text that was opened.
        st.rerun()
    saved: Saved = st.session_state[_SAVED]
    text, config, error = typed(), None, None
    try:
        config = probes_file.check(text, saved)
    except ConfigError as found:
        error = found
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _text_of(saved, error)
    with right:
        _show_told()
        if error is not None:
            st.html(probes_draft.mistakes(error))
        if config is not None:
            _well(config, saved)
        _buttons(is_well=config is not None, is_changed=text != saved.text)


def _text_of(saved: Saved, error: ConfigError | None) -> None:
    places = [(each.place, each.what) for each in error.mistakes] if error else []
    _component()(
        key=_key(),
        data={
            "text": saved.text,
            "label": "The text of probes.yaml",
            "mistakes": [{"line": at.line, "said": what} for at, what in places if at is not None],
        },
        default={"text": saved.text},
        on_text_change=lambda: None,
    )


@cache
def _component() -> Any:
    return st.components.v2.component(
        "yaml_editor",
        html='<div class="editor">\n<div class="lines" aria-hidden="true"></div>'
        '<textarea spellcheck="false" autocapitalize="off" autocomplete="off" wrap="off">'
        "</textarea></div>",
        css=(_STATIC / "yaml_editor.css").read_text(encoding="utf-8"),
        js=(_STATIC / "yaml_editor.js").read_text(encoding="utf-8"),
    )


def _well(config: Config, saved: Saved) -> None:
    difference = Difference.between(_before(saved), config.probes)
    st.html(probes_draft.summary(config, difference))
    runnable = [probe.name for probe in config.probes if probe.waiting_for is None]
    new = [name for name in (*difference.added, *difference.changed) if name in runnable]
    # Under a key of their own, so that what is new is chosen as soon as it is typed.
    key = "/".join([_key(), "try", *new])
    chosen = st.multiselect(
        "Try out", runnable, default=new[:AT_MOST], max_selections=AT_MOST, key=key,
        placeholder="Choose probes", help="Runs them once, as brownout check does. It costs what "
        "such a run costs; nothing is kept, judged or counted.",
    )  # fmt: skip
    going: DryRun | None = st.session_state.get(_DRY_RUN)
    st.button(
        "Dry run", icon=":material/science:", on_click=_try, args=(tuple(chosen),),
        disabled=not chosen or (going is not None and not going.is_done),
    )  # fmt: skip
    if going is not None:
        every = None if going.is_done else "500ms"
        st.fragment(_dry_run, run_every=every)()


def _before(saved: Saved) -> Any:
    try:
        return probes_file.check(saved.text, saved).probes
    except ConfigError:
        return ()


def _dry_run() -> None:
    going: DryRun | None = st.session_state.get(_DRY_RUN)
    if going is None:
        return
    if not going.is_done:
        st.html(page('<p class="bo-muted" role="status">Running …</p>'))
        st.session_state[_DRY_RUN + "_seen"] = False
        return
    if not st.session_state.get(_DRY_RUN + "_seen"):
        # Once more, whole: nobody needs to look again, and the button may be pressed.
        st.session_state[_DRY_RUN + "_seen"] = True
        st.rerun()
    results = going.results()
    if results:
        st.html(probes_draft.tried(results))
    else:
        st.html(notice(LOOKS[State.BROWNOUT], "The dry run gave no result", going.complaint()))


def _buttons(*, is_well: bool, is_changed: bool) -> None:
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Save", type="primary", icon=":material/save:", on_click=_save,
            disabled=not (is_well and is_changed),
        )  # fmt: skip
        st.button("Begin anew", icon=":material/restart_alt:", on_click=_begin_anew, help=_ANEW)


_ANEW = "Throws away what was typed and opens the file as it is now"


def _show_told() -> None:
    told = st.session_state.pop(_TOLD, None)
    if told is not None:
        look, title, body = told
        st.html(notice(LOOKS[look], title, body, role="alert"))


def _tell(look: State, title: str, body: str) -> None:
    st.session_state[_TOLD] = (look, title, body)


def _refuse_others() -> None:
    # Asked again at the moment of doing it: an open page may still offer its buttons.
    if not access.may_edit():
        raise Refused("you may not edit probes.yaml")


def _try(probes: tuple[str, ...]) -> None:
    saved: Saved = st.session_state[_SAVED]
    try:
        _refuse_others()
        config = probes_file.check(typed(), saved)
        known = {probe.name: probe for probe in config.probes if probe.waiting_for is None}
        wanted = [name for name in probes[:AT_MOST] if name in known]
        if not wanted:
            raise Refused("choose probes that can run")
        limit_s = max(known[name].deadlines.total for name in wanted)
        st.session_state[_DRY_RUN] = DryRun(typed(), config.path, wanted, limit_s)
        st.session_state[_DRY_RUN + "_seen"] = False
    except Busy:
        _tell(State.BROWNOUT, "Not run", "Another dry run is under way: one at a time.")
    except (Refused, ConfigError) as refused:
        _tell(State.BROWNOUT, "Not run", f"{sentence_case(str(refused))}.")


def _save() -> None:
    saved: Saved = st.session_state[_SAVED]
    try:
        _refuse_others()
        written = probes_file.save(typed(), saved, writing.name())
    except (NotSaved, Refused) as refused:
        _tell(State.BROWNOUT, "Not saved", f"{sentence_case(str(refused))}.")
        return
    difference = Difference.between(_before(saved), _before(written))
    st.session_state[_JUST_SAVED] = (*difference.added, *difference.changed)
    _open(written)
    _tell(State.OPERATIONAL, "Saved", "The worker takes it up within seconds.")


def _begin_anew() -> None:
    try:
        _refuse_others()
        _open(probes_file.read())
    except (NotSaved, Refused) as refused:
        _tell(State.BROWNOUT, "Not opened", f"{sentence_case(str(refused))}.")
