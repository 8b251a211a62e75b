"""Probes: each with its last result, its runs before and when it is due; run one, add one."""

import streamlit as st

from dashboard import access, probes_data, probes_editor, probes_list, writing
from dashboard.calm import calmly
from dashboard.markup import notice, page, section, text
from dashboard.probes_data import ProbeRow, ProbesView
from dashboard.theme import LOOKS, WAITING
from incidents.incident import State
from incidents.objections import Refused
from publish import words
from publish.access import Role

TITLE = "Probes"
ICON = "troubleshoot"
ORDER = 3
ROLE = Role.VIEWER

_ALL = "All providers"
_AT_ONCE = 40


@calmly
def render() -> None:
    """Draw the list of probes, which refreshes by itself, or the editor of what is watched."""
    view = probes_data.probes_view()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        is_editing = access.may_write() and _what() == _EDIT
        chosen: str | tuple[str, ...] = _ALL
        if view.rows and not is_editing:
            chosen = _chosen(view)
        writing.ask_name()
    writing.show_refusal()
    if is_editing:
        probes_editor.render()
        chosen = probes_editor.just_saved()
    elif not view.rows:
        st.html(notice(WAITING, "Nothing is watched yet", _NOTHING))
    # Whoever waits for a run looks often.
    every = "1s" if view.is_waited_for or is_editing else "5s"
    st.fragment(calmly(_list), run_every=every)(chosen, is_waited_for=view.is_waited_for)


_NOTHING = "A worker tells here what it watches as soon as it runs. Start one with: brownout up"
_SHOW, _EDIT = "Probes", "probes.yaml"


def _what() -> str:
    # What stands in the address is what is shown: Streamlit binds the words on the screen.
    return st.segmented_control(
        "Show", [_SHOW, _EDIT], default=_SHOW, required=True, key="view", bind="query-params",
        label_visibility="collapsed",
    )  # fmt: skip


def _chosen(view: ProbesView) -> str:
    providers = list(dict.fromkeys(row.provider for row in view.rows))
    options = [_ALL, *providers] if len(view.rows) <= _AT_ONCE else providers
    return st.selectbox(
        "Provider", options, key="provider", bind="query-params", width=240,
        label_visibility="collapsed",
    )  # fmt: skip


def _list(chosen: str | tuple[str, ...], *, is_waited_for: bool) -> None:
    """Draw the probes of a provider, of all, or those of some names."""
    if writing.was_refused():
        st.rerun()
    view = probes_data.probes_view()
    rows = [row for row in view.rows if _is_chosen(row, chosen)]
    for error in view.config_errors:
        st.html(notice(LOOKS[State.BROWNOUT], "An edit of probes.yaml is not in force", error))
    for provider in dict.fromkeys(row.provider for row in rows):
        those = [row for row in rows if row.provider == provider]
        with st.container(key=f"bo_probes_{provider}", border=True, gap=None):
            st.html(section(those[0].title, _said(those)))
            for row in those:
                _row(row, view)
    if view.is_waited_for != is_waited_for:
        st.rerun()


def _is_chosen(row: ProbeRow, chosen: str | tuple[str, ...]) -> bool:
    if isinstance(chosen, str):
        return chosen in (_ALL, row.provider)
    return row.probe.name in chosen


def _said(rows: list[ProbeRow]) -> str:
    known = [row.probe.cost_per_day_microusd for row in rows]
    usd = sum(filter(None, known)) / 1_000_000
    cost = "" if not usd else f", at most ${usd:.2f} a day"
    return f"{words.count(len(rows), 'probe')}{cost}."


def _row(row: ProbeRow, view: ProbesView) -> None:
    name = f"probe_{row.probe.name}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=name):
        st.html(probes_list.row(row, view.at_ms), width="stretch")
        if access.may_write():
            is_waiting = row.probe.waiting_for is not None
            is_asked = any(each.is_pending(view.at_ms) for each in row.asked)
            st.button(
                "Run now", key=f"run_{row.probe.name}", icon=":material/play_arrow:",
                disabled=is_waiting or is_asked, on_click=_run, args=(row.probe.name,),
            )  # fmt: skip
    told = [
        probes_list.asked(each, view.at_ms, is_alive=each.vantage in view.alive)
        for each in row.asked
    ]
    if told:
        lines = "".join(f"<div>{text(each)}</div>" for each in told)
        st.html(page(f'<div class="bo-asked" role="status">{lines}</div>'))


@writing.guarded
def _run(probe: str) -> None:
    probes_data.read_anew()
    view = probes_data.probes_view()
    row = next((each for each in view.rows if each.probe.name == probe), None)
    if row is None:
        raise Refused("that probe is not watched any more")
    if row.probe.waiting_for is not None:
        raise Refused(f"it waits for {row.probe.waiting_for}")
    vantages = [each.vantage for each in row.placings]
    alive = [vantage for vantage in vantages if vantage in view.alive]
    if not alive:
        where = " or ".join(vantages) or "any vantage"
        raise Refused(f"no worker lives at {where}: nothing would run it")
    if not probes_data.ask_for(probe, alive, writing.name()):
        raise Refused("a run of it is asked for already")
