"""Everything that a page can do, done by whoever may not: refused where it is done."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import access, probes_file
from incidents.maintenance import Window
from publish.access import Access, Role
from storage import maintenance

DASHBOARD = Path(access.__file__).parent
ACTIONS = {"_say", "_plan", "_end", "_run", "_try", "_save", "_begin_anew"}


def _do_all(edits: bool) -> None:
    """Press every button, as whoever forges the messages of a browser can."""
    import streamlit as st

    from dashboard import incident_forms, maintenance_form, probes_editor
    from dashboard.views import probes
    from incidents.amendments import Action

    st.session_state["who"] = "Mallory"
    st.session_state["work_from"] = "2026-11-20 14:02"
    st.session_state["work_hours"] = 2.0
    for action in Action:
        incident_forms._say("borealis-1", action)
    maintenance_form._plan("borealis")
    maintenance_form._end(1)
    probes._run("aurora/canary")
    if edits:
        st.session_state["probes_saved"] = None
        probes_editor._try(("aurora/canary",))
        probes_editor._save()
        probes_editor._begin_anew()


def _rows(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return list(database.iterdump())


def test_no_action_is_forgotten_here() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in DASHBOARD.rglob("*.py"))

    assert {*re.findall(r"on_(?:click|change)=(_\w+)", sources)} == ACTIONS


@pytest.mark.parametrize("role", Role)
def test_who_may_not_do_a_thing_cannot_do_it_by_force(
    trouble: Any, database_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    file = tmp_path / "probes.yaml"
    file.write_text("providers: {aurora: {like: openai, base_url: 'http://127.0.0.1:1/v1'}}\n")
    monkeypatch.setattr(probes_file, "_path", file)
    now_ms = trouble.now_ms
    window = Window(
        provider="aurora", starts_at_ms=now_ms, ends_at_ms=now_ms + 3_600_000, reason="work",
        set_by="Ana",
    )  # fmt: skip
    with trouble.database.transaction() as connection:
        maintenance.add(connection, window, now_ms)
    before, text = _rows(database_path), file.read_text()
    monkeypatch.setattr(access, "_rules", lambda: Access(everybody=role, may_edit=True))

    may = role is Role.OPERATOR
    page = AppTest.from_function(_do_all, kwargs={"edits": not may}, default_timeout=60).run()

    assert not page.exception
    assert "probes_dry_run" not in page.session_state
    assert file.read_text() == text
    assert (_rows(database_path) == before) is not may
