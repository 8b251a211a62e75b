from typing import Any

import pytest

from probes.official import Impact, OfficialState, Unreadable, incident_io

CHAT, SORA = "01CHAT", "01SORA"


def summary(**said: Any) -> dict[str, Any]:
    usual = {
        "name": "OpenAI",
        "components": [{"id": CHAT, "name": "Chat Completions"}],
        "structure": {"items": [{"group": {"name": "Video", "components": [
            {"component_id": SORA, "name": "Sora"}]}}]},
        "affected_components": [],
        "ongoing_incidents": [],
    }  # fmt: skip
    return {"summary": usual | said}


ONGOING = {
    "id": "01INC",
    "name": "Elevated error rates",
    "status": "identified",
    "published_at": "2026-03-11T14:44:00Z",
    "component_impacts": [
        {"component_id": CHAT, "status": "partial_outage", "start_at": "2026-03-11T14:30:00Z"}
    ],
}


def test_what_is_known_and_not_affected_is_operational(page: Any) -> None:
    affected = [{"component_id": SORA, "status": "full_outage"}]
    told = page(summary(affected_components=affected))

    assert incident_io.read(told, [CHAT]).state is OfficialState.OPERATIONAL
    assert incident_io.read(told, ["video"]).state is OfficialState.MAJOR_OUTAGE
    assert incident_io.read(told, []).state is OfficialState.MAJOR_OUTAGE


def test_what_is_not_known_is_not_operational(page: Any) -> None:
    with pytest.raises(Unreadable, match="no component Responses"):
        incident_io.read(page(summary()), ["Responses"])
    affected = [{"component_id": CHAT, "status": "sort_of_fine"}]
    told = page(summary(affected_components=affected))
    assert incident_io.read(told, [CHAT]).state is OfficialState.UNKNOWN


def test_an_ongoing_incident_has_its_start_and_impact(page: Any, ms: Any) -> None:
    told = page(summary(ongoing_incidents=[ONGOING]))
    (found,) = incident_io.read(told, [CHAT]).incidents

    assert (found.started_at_ms, found.published_at_ms) == (ms("14:30"), ms("14:44"))
    assert (found.impact, found.components) == (Impact.MAJOR, ("Chat Completions",))
    assert found.resolved_at_ms is None
    assert incident_io.read(told, [SORA]).incidents == ()


def test_a_past_incident_ends_with_the_last_of_its_impacts(page: Any, ms: Any) -> None:
    impact = ONGOING["component_impacts"][0] | {"end_at": "2026-03-11T17:00:00Z"}  # type: ignore[index]
    past = ONGOING | {"status": "resolved", "component_impacts": [impact]}
    (found,) = incident_io.read(page(summary() | {"incidents": [past]}), []).incidents

    assert found.resolved_at_ms == ms("17:00")
