from typing import Any

import pytest

from probes.official import Impact, OfficialState, Unreadable, statuspage

API, SITE = (
    {"id": "k8w3", "name": "Claude API (api.anthropic.com)", "status": "operational"},
    {"id": "rwpp", "name": "claude.ai", "status": "major_outage"},
)


def incident(**said: Any) -> dict[str, Any]:
    usual = {
        "id": "jm3b4jjy2jrt",
        "name": "Elevated errors on Claude.ai (including login issues for Claude Code)",
        "status": "resolved",
        "impact": "minor",
        "created_at": "2026-03-11T14:44:00.000Z",
        "updated_at": "2026-03-11T17:30:00.000Z",
        "started_at": "2026-03-11T14:17:00.000Z",
        "resolved_at": "2026-03-11T17:28:00.000Z",
        "shortlink": "https://stspg.io/x1",
        "incident_updates": [{"status": "resolved", "display_at": "2026-03-11T14:10:00.000Z"}],
        "components": [{"id": "rwpp", "name": "claude.ai"}],
    }
    return usual | said


def test_the_components_that_count_decide(page: Any) -> None:
    summary = page({"components": [API, SITE], "page": {"updated_at": "2026-03-11T15:00:00Z"}})

    assert statuspage.read(summary, ["k8w3"]).state is OfficialState.OPERATIONAL
    assert statuspage.read(summary, ["claude api"]).state is OfficialState.OPERATIONAL
    assert statuspage.read(summary, []).state is OfficialState.MAJOR_OUTAGE
    assert statuspage.read(summary, []).updated_at_ms == 1773241200000


@pytest.mark.parametrize("word", ["fine", "", None, 7, "OPERATIONAL-ISH"])
def test_a_word_that_nobody_knows_is_not_operational(page: Any, word: object) -> None:
    summary = page({"components": [API | {"status": word}]})

    assert statuspage.read(summary, []).state is OfficialState.UNKNOWN


def test_a_component_that_is_gone_makes_the_page_unreadable(page: Any) -> None:
    with pytest.raises(Unreadable, match="no component Responses"):
        statuspage.read(page({"components": [API]}), ["Responses"])


@pytest.mark.parametrize(
    ("indicator", "state"),
    [
        ("none", OfficialState.OPERATIONAL),
        ("minor", OfficialState.DEGRADED),
        ("major", OfficialState.PARTIAL_OUTAGE),
        ("critical", OfficialState.MAJOR_OUTAGE),
        ("maintenance", OfficialState.MAINTENANCE),
        ("new-word", OfficialState.UNKNOWN),
    ],
)
def test_without_components_the_indicator_decides(
    page: Any, indicator: str, state: OfficialState
) -> None:
    assert statuspage.read(page({"status": {"indicator": indicator}}), []).state is state


def test_an_incident_is_told_with_the_times_that_its_page_gives(page: Any, ms: Any) -> None:
    (found,) = statuspage.read(page({"incidents": [incident()]}), []).incidents

    assert (found.started_at_ms, found.published_at_ms) == (ms("14:17"), ms("14:44"))
    assert (found.resolved_at_ms, found.impact) == (ms("17:28"), Impact.MINOR)
    assert (found.key, found.components) == ("jm3b4jjy2jrt", ("claude.ai",))
    assert found.url == "https://stspg.io/x1"


def test_an_incident_began_when_its_earliest_update_says_where_nothing_else_does(
    page: Any, ms: Any
) -> None:
    (found,) = statuspage.read(page({"incidents": [incident(started_at=None)]}), []).incidents

    assert found.started_at_ms == ms("14:10")


def test_only_incidents_of_the_components_that_count_are_taken(page: Any) -> None:
    listed = [incident(), incident(id="two", components=[API]), incident(id="three", components=[])]
    found = statuspage.read(page({"components": [API], "incidents": listed}), ["k8w3"]).incidents

    # Those of pages that do not say what was hit may have hit anything.
    assert [each.key for each in found] == ["two", "three"]


def test_an_incident_that_is_over_but_says_not_when_ended_with_its_last_word(
    page: Any, ms: Any
) -> None:
    told = incident(resolved_at=None, status="postmortem")
    (found,) = statuspage.read(page({"incidents": [told]}), []).incidents
    assert found.resolved_at_ms == ms("17:30")

    going_on = statuspage.read(
        page({"incidents": [incident(resolved_at=None, status="identified")]}), []
    )
    assert going_on.incidents[0].resolved_at_ms is None
    assert going_on.state is OfficialState.DEGRADED


def test_maintenance_is_told_apart(page: Any, ms: Any) -> None:
    planned = incident(scheduled_for="2026-03-11T15:00:00Z", impact="none", status="completed")
    summary = page({"components": [API], "scheduled_maintenances": [planned]})
    (found,) = statuspage.read(summary, []).incidents

    assert (found.impact, found.started_at_ms) == (Impact.MAINTENANCE, ms("15:00"))


def test_a_list_and_a_single_incident_are_read_too(page: Any) -> None:
    assert len(statuspage.read(page([incident(), incident(id="b")]), []).incidents) == 2
    assert len(statuspage.read(page(incident()), []).incidents) == 1


def test_a_history_alone_does_not_say_that_all_is_well(page: Any) -> None:
    assert statuspage.read(page({"incidents": []}), []).state is OfficialState.UNKNOWN
