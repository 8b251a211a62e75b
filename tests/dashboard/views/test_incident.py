"""The page of incidents: what it shows of one, what people say on it, and where it may not."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import storage.maintenance
from dashboard.server import WRITE_VARIABLE
from incidents.amended import Amended
from incidents.amendments import Action, Amendment
from incidents.incident import Incident, State
from probes.result import Outcome
from storage import amendments

Seen = Callable[[Any], str]
HOSTILE = "<script>alert(1)</script> **bold** :material/delete: [x](javascript:alert(2))"


@pytest.fixture(autouse=True)
def may_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WRITE_VARIABLE, "true")


def _script() -> None:
    from dashboard.views import incident

    incident.render()


def _page(incident: str | None = "borealis-1") -> AppTest:
    page = AppTest.from_function(_script, default_timeout=30)
    if incident is not None:
        page.query_params["incident"] = incident
    return page.run()


def _shown(house: Any, incident: str = "borealis-1") -> Amended:
    with house.database.read() as connection:
        found = amendments.find(connection, incident)
    assert found is not None
    return found


def _named(page: AppTest, name: str = "Ana") -> AppTest:
    page.text_input(key="who").set_value(name)
    return page


def _press(page: AppTest, label: str) -> AppTest:
    return next(each for each in page.button if each.label == label).click().run()


def test_one_sees_how_bad_since_when_and_that_nobody_is_at_it(trouble: Any, seen: Seen) -> None:
    shown = seen(_page())

    assert "<h1>Borealis: outage<span" in shown
    assert "going on for 10 min" in shown
    assert "30 of the last 30 canaries failed with overloaded" in shown
    assert "Nobody has said yet that they are at it" in shown
    assert "Detected, 9 s after the first bad result" in shown
    assert "1 of 1 well" in shown
    assert "so it is them, not us" in shown


def test_while_it_goes_on_the_newest_sentence_is_told(trouble: Any, seen: Seen) -> None:
    trouble.state("borealis", State.OUTAGE, "95 of the last 95 canaries failed")

    assert '<div class="bo-why">95 of the last 95 canaries failed</div>' in seen(_page())


def test_the_runs_that_failed_first_carry_their_request_ids_to_copy(trouble: Any) -> None:
    page = _page()

    copied = [each.value for each in page.code]
    # Runs are 20 s apart, back from now: the incident began ten minutes ago.
    assert copied[:2] == ["req-29", "req-28"]
    assert "`req-20`" in copied[-1]
    assert "Borealis: outage as seen from outside" in copied[-1]


def test_the_evidence_and_a_draft_of_the_post_mortem_can_be_downloaded(trouble: Any) -> None:
    assert [each.label for each in _page().get("download_button")] == [
        "Evidence for their support", "Post-mortem draft",
    ]  # fmt: skip


def test_speed_is_drawn_where_answers_began(trouble: Any, house: Any) -> None:
    assert len(_page().get("bidi_component")) == 1

    house.incident("aurora", "first token takes 0.94 s")

    assert len(_page("aurora-1").get("bidi_component")) == 2


def test_whoever_is_at_it_is_told_with_name_and_time(trouble: Any, seen: Seen) -> None:
    page = _press(_named(_page(), "Ana <b>"), "I am at it")

    said = _shown(trouble).acknowledged
    assert said is not None
    assert said.by == "Ana <b>"
    shown = seen(page)
    assert "<b>Ana &lt;b&gt;</b> is at it since" in shown
    assert "Nobody has said yet" not in shown
    assert "I am at it" not in {each.label for each in page.button}


def test_without_a_name_nothing_is_kept_and_the_words_stay(trouble: Any, seen: Seen) -> None:
    page = _page()
    page.text_area(key="incident_note").set_value("their support knows")
    page = _press(page, "Add the note")

    assert "That was not kept" in seen(page)
    assert "Say who you are." in seen(page)
    assert page.text_area(key="incident_note").value == "their support knows"
    assert _shown(trouble).trail == ()

    page = _press(_named(page), "Add the note")
    assert [each.reason for each in _shown(trouble).notes] == ["their support knows"]
    assert page.text_area(key="incident_note").value == ""
    assert "their support knows" in seen(page)


def test_what_people_write_is_shown_as_text(trouble: Any, seen: Seen) -> None:
    page = _named(_page())
    page.text_area(key="incident_note").set_value(HOSTILE)
    shown = seen(_press(page, "Add the note"))

    assert "<script" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; **bold** :material/delete:" in shown


def _correct(page: AppTest, what: str, why: str = "as agreed") -> AppTest:
    page.segmented_control(key="incident_what").set_value(what).run()
    page.text_input(key="incident_reason").set_value(why)
    return page


def test_the_record_is_corrected_and_the_correction_taken_back(trouble: Any, seen: Seen) -> None:
    page = _press(_correct(_named(_page()), "False alarm", "our proxy"), "Mark as a false alarm")

    assert "Borealis: false alarm" in seen(page)
    assert "Ana marks it as a false alarm" in seen(page)
    alarm = _shown(trouble).false_alarm
    assert alarm is not None
    assert alarm.reason == "our proxy"

    page = _correct(page, "Take back", "it was not")
    page.selectbox(key="incident_entry").select_index(0)
    page = _press(page, "Take the entry back")
    assert _shown(trouble).false_alarm is None
    assert "Ana marks it as a false alarm (taken back)" in seen(page)


def test_an_incident_is_split_at_a_moment_and_merged_again(trouble: Any, seen: Seen) -> None:
    page = _press(_correct(_named(_page()), "Split"), "Split it")

    first = _shown(trouble).incident
    assert "Borealis: outage, over" in seen(page)
    assert first.ended_at_ms is not None

    page = _correct(page, "Merge")
    page.selectbox(key="incident_other").select_index(0)
    page = _press(page, "Merge the two")
    assert _shown(trouble).incident.is_open
    assert "Borealis: outage<span" in seen(page)


def test_a_moment_that_is_none_is_refused_in_a_sentence(trouble: Any, seen: Seen) -> None:
    page = _correct(_named(_page()), "Split")
    page.text_input(key="incident_moment").set_value("soon")

    assert "Write the moment like 2026-11-20 14:02:10." in seen(_press(page, "Split it"))
    assert _shown(trouble).trail == ()


def test_planned_work_is_set_for_the_provider(trouble: Any, seen: Seen) -> None:
    page = _named(_page())
    page.text_input(key="work_reason").set_value("new GPUs")
    page.number_input(key="work_hours").set_value(1.5)
    page = _press(page, "Set the window")

    with trouble.database.read() as connection:
        (window,) = storage.maintenance.windows(connection, trouble.now_ms, 2**62)
    assert (window.provider, window.reason, window.set_by) == ("borealis", "new GPUs", "Ana")
    assert window.ends_at_ms is not None
    assert window.ends_at_ms - window.starts_at_ms == 90 * 60_000
    assert "during maintenance: new GPUs" in seen(page)

    page = _press(page, "End it")
    with trouble.database.read() as connection:
        (ended,) = storage.maintenance.windows(connection, 0, 2**62)
    assert ended.ends_at_ms is not None
    assert ended.ends_at_ms < window.ends_at_ms


def test_where_pages_may_not_write_nothing_is_asked_and_nothing_kept(
    trouble: Any, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = _named(_page())
    page.text_area(key="incident_note").set_value("too late")
    monkeypatch.setenv(WRITE_VARIABLE, "false")
    page = _press(page, "Add the note")
    assert _shown(trouble).trail == ()

    page = _page()
    assert not page.text_input
    assert not page.button
    assert "Read only" in seen(page)
    assert "30 of the last 30 canaries failed" in seen(page)


def test_without_an_id_all_are_listed_and_an_unknown_one_is_said_to_be_so(
    trouble: Any, seen: Seen
) -> None:
    shown = seen(_page(None))
    assert "1 incident going on." in shown
    assert "<b>Borealis</b>" in shown
    assert 'href="incident?incident=borealis-1"' in shown

    unknown = seen(_page("<b>no-such</b>"))
    assert "There is no incident &lt;b&gt;no-such&lt;/b&gt;" in unknown
    assert 'href="incident?incident=borealis-1"' in unknown


def test_the_id_of_a_merged_incident_leads_to_what_it_is_now(
    trouble: Any, house: Any, seen: Seen
) -> None:
    with house.database.transaction() as connection:
        split = Amendment(
            incident="borealis-1", action=Action.SPLIT, at_ms=house.now_ms, by="Ana",
            split_at_ms=house.now_ms - 60_000,
        )  # fmt: skip
        amendments.add(connection, split)
        (last, _) = amendments.amended(connection)
        part: Incident = last.incident
        merged = Amendment(
            incident=part.id, action=Action.MERGE, at_ms=house.now_ms, by="Ana", other="borealis-1"
        )
        amendments.add(connection, merged)

    assert "going on for 10 min" in seen(_page(part.id))


def test_replies_of_a_provider_are_shown_as_text(house: Any, seen: Seen) -> None:
    house.provider("aurora", title=HOSTILE)
    house.runs("aurora", 2, outcome=Outcome.MALFORMED, detail=HOSTILE, request_id="<b>id</b>")
    house.state("aurora", State.BROWNOUT, HOSTILE)
    house.incident("aurora", HOSTILE)
    house.worker()

    page = _page("aurora-1")

    assert "<script" not in seen(page)
    assert page.code[0].value == "<b>id</b>"
    captions = [each.value for each in page.caption]
    assert not any("<script" in each for each in captions)
