"""The page of probes: what each came to, a run on demand, and who may do what."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import access, data, probes_data, probes_file
from dashboard.server import WRITE_VARIABLE
from probes.result import Outcome, Timings
from publish.access import Access, Role
from storage import probes, run_requests

Seen = Callable[[Any], str]
HOSTILE = "<script>alert(1)</script> **b** :material/delete: \u202etxt.exe\u202c"


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(WRITE_VARIABLE, "true")
    probes_data.read_anew()
    yield
    probes_file.adopt(None)


def _script() -> None:
    from dashboard.views import probes

    probes.render()


def _page(**asked: str) -> AppTest:
    probes_data.read_anew()
    page = AppTest.from_function(_script, default_timeout=30)
    for name, value in asked.items():
        page.query_params[name] = value
    return page.run()


def _as(role: Role, monkeypatch: pytest.MonkeyPatch, *, may_edit: bool = False) -> None:
    rules = Access(everybody=role, may_edit=may_edit)
    monkeypatch.setattr(access, "_rules", lambda: rules)


def _press(page: AppTest, key: str) -> AppTest:
    return page.button(key=key).click().run()


def _asked(house: Any) -> list[run_requests.RunRequest]:
    with house.database.read() as connection:
        return run_requests.requests(connection, 0)


def _claim(house: Any, **said: Any) -> None:
    (request,) = _asked(house)
    with house.database.transaction() as connection:
        run_requests.claim(connection, request, "here:1", data.now_ms())
        if said:
            run_requests.end(connection, request, data.now_ms(), **said)
    probes_data.read_anew()


def test_each_probe_tells_its_last_run_its_cost_and_the_runs_before(
    trouble: Any, seen: Seen
) -> None:
    shown = seen(_page())

    assert "<h3>borealis/canary</h3>" in shown
    assert "Completions · canary · every 1 min" in shown
    assert "overloaded" in shown
    assert 'aria-label="Last 30 runs, 30 failed; the longest took 80 ms"' in shown
    assert 'aria-label="Last 30 runs, 0 failed; the longest took 900 ms"' in shown
    assert "no price known" in shown
    assert "no result yet" in shown


def test_the_next_run_is_told_where_the_worker_said_where_in_its_cadence(
    trouble: Any, seen: Seen
) -> None:
    with trouble.database.transaction() as connection:
        offsets = {spec.name: 0 for spec in trouble._probes}
        probes.register(
            connection,
            trouble._providers.values(),
            trouble._probes,
            trouble.now_ms,
            {"aurora/canary": 1_234_567},
            offsets_ms=offsets,
        )

    shown = seen(_page())

    assert "<dd>in " in shown or "<dd>now</dd>" in shown
    assert "≤ $1.23 a day" in shown
    assert "2 probes, at most $1.23 a day." in shown


def test_a_run_is_asked_for_taken_and_told_of(trouble: Any, seen: Seen) -> None:
    page = _page()
    page.text_input(key="who").set_value("Ana")
    page = _press(page, "run_aurora/canary")

    (request,) = _asked(trouble)
    assert (request.probe, request.vantage, request.asked_by) == ("aurora/canary", "home", "Ana")
    assert "Asked for at home …" in seen(page)
    assert page.button(key="run_aurora/canary").disabled
    assert not page.button(key="run_borealis/canary").disabled

    _claim(trouble)
    assert "Running at home since just now …" in seen(page.run())
    with trouble.database.transaction() as connection:
        run_requests.end(connection, request, data.now_ms())
    probes_data.read_anew()
    page = page.run()
    assert "Run at home for Ana just now, in " in seen(page)
    assert not page.button(key="run_aurora/canary").disabled


def test_why_there_was_no_run_is_told(trouble: Any, seen: Seen) -> None:
    page = _page()
    page.text_input(key="who").set_value("Ana")
    page = _press(page, "run_aurora/canary")
    _claim(trouble, refusal="paused until midnight: today's $1 are spent")

    assert "Not run at home: paused until midnight: today&#x27;s $1 are spent." in seen(page.run())


def test_without_a_name_nobody_is_asked(trouble: Any, seen: Seen) -> None:
    assert "Say who you are." in seen(_press(_page(), "run_aurora/canary"))
    assert _asked(trouble) == []


def test_where_no_worker_lives_nothing_is_asked_and_that_is_said(house: Any, seen: Seen) -> None:
    house.provider("aurora")
    house.worker(beat_minutes_ago=1)
    page = _page()
    page.text_input(key="who").set_value("Ana")

    shown = seen(_press(page, "run_aurora/canary"))

    assert "No worker lives at home: nothing would run it." in shown
    assert _asked(house) == []


def test_a_worker_that_dies_while_one_waits_is_told_of(trouble: Any, seen: Seen) -> None:
    page = _page()
    page.text_input(key="who").set_value("Ana")
    page = _press(page, "run_aurora/canary")
    trouble.worker(beat_minutes_ago=1)
    probes_data.read_anew()

    assert "No worker lives at home: nothing will run it until one is" in seen(page.run())
    _claim(trouble)
    assert "took it, and has given no sign of life since" in seen(page.run())


def test_a_viewer_sees_no_button_and_cannot_press_one_that_was_there(
    trouble: Any, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = _page(view="probes.yaml")
    page.segmented_control(key="view").set_value("Probes").run()
    page.text_input(key="who").set_value("Ana")
    _as(Role.VIEWER, monkeypatch, may_edit=True)

    page = _press(page, "run_aurora/canary")

    assert "Pages may not write here." in seen(page)
    assert _asked(trouble) == []
    page = _page(view="probes.yaml")
    assert not page.button
    assert not page.segmented_control
    assert "<h3>aurora/canary</h3>" in seen(page)


def test_the_file_is_edited_only_where_it_says_so_itself(
    trouble: Any, seen: Seen, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "probes.yaml"
    path.write_text("providers: {aurora: {like: openai, base_url: 'http://127.0.0.1:1/v1'}}\n")
    probes_file.adopt(path)
    _as(Role.OPERATOR, monkeypatch)
    assert "edit: true" in seen(_page(view="probes.yaml"))

    _as(Role.OPERATOR, monkeypatch, may_edit=True)
    page = _page(view="probes.yaml")
    assert "No mistake" in seen(page)
    assert {"Save", "Begin anew", "Dry run"} <= {each.label for each in page.button}

    path.write_text("providers: {aurora: {key: sk-literal-123456}}\n")
    shown = seen(_page(view="probes.yaml"))
    assert "The file cannot be edited here" in shown
    assert "probes.yaml:1:" in shown
    assert "sk-literal" not in shown


def _save() -> None:
    import streamlit as st

    from dashboard import probes_editor, probes_file

    text = "providers: {borealis: {like: openai, base_url: 'http://127.0.0.1:1/v1'}}"
    st.session_state["who"] = "Ana"
    st.session_state["probes_saved"] = probes_file.read()
    st.session_state["probes_revision"] = 9
    st.session_state["probes_yaml_9"] = {"text": text}
    probes_editor._try(("borealis/edge",))
    st.text(st.session_state.get("probes_told", "running"))
    probes_editor._save()
    st.text(st.session_state["probes_told"])


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OPERATOR])
def test_a_right_that_was_taken_away_is_gone_at_the_moment_of_doing_it(
    trouble: Any, role: Role, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "probes.yaml"
    text = "providers: {aurora: {like: openai, base_url: 'http://127.0.0.1:1/v1'}}\n"
    path.write_text(text)
    probes_file.adopt(path)
    _as(role, monkeypatch, may_edit=role is Role.VIEWER)

    page = AppTest.from_function(_save, default_timeout=30).run()

    assert not page.exception
    assert [each.value.count("You may not edit probes.yaml") for each in page.text] == [1, 1]
    assert path.read_text() == text


def test_what_providers_write_is_shown_as_text(trouble: Any, seen: Seen) -> None:
    trouble.runs(
        "borealis", 1, outcome=Outcome.MALFORMED, detail=HOSTILE,
        started_at_ms=trouble.now_ms, timings=Timings(total_ms=5.0),
    )  # fmt: skip

    shown = seen(_page())

    assert "<script" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; **b** :material/delete:" in shown


def test_an_empty_database_and_a_provider_without_a_key_are_said_to_be_so(
    house: Any, seen: Seen
) -> None:
    assert "Nothing is watched yet" in seen(_page())

    house.provider("aurora", waiting_for="AURORA_KEY")
    page = _page()
    assert "waits for AURORA_KEY" in seen(page)
    assert page.button(key="run_aurora/canary").disabled
    assert not page.button(key="run_aurora/http").disabled


def test_one_result_is_enough(house: Any, seen: Seen) -> None:
    house.provider("aurora")
    house.runs("aurora", 1)

    assert 'aria-label="Last 1 run, 0 failed; the longest took 900 ms"' in seen(_page())


@pytest.mark.parametrize(
    "asked",
    [{"provider": "<b>no-such</b>"}, {"provider": ""}, {"view": "\u202e"}, {"nonsense": "1" * 999}],
)
def test_a_nonsense_address_shows_the_page(trouble: Any, seen: Seen, asked: dict[str, str]) -> None:
    shown = seen(_page(**asked))

    assert "<h3>aurora/canary</h3>" in shown
    assert "no-such" not in shown


def test_one_provider_can_be_chosen(trouble: Any, seen: Seen) -> None:
    shown = seen(_page(provider="borealis"))

    assert "<h3>borealis/canary</h3>" in shown
    assert "aurora" not in shown


def test_a_database_that_vanishes_is_told_and_the_page_stays(
    trouble: Any, seen: Seen, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = _page()
    monkeypatch.setenv("BROWNOUT_DATABASE_URL", str(tmp_path))
    probes_data.read_anew()

    shown = seen(page.run())

    assert "The database cannot be read" in shown
    assert "tries again every few seconds" in shown
