"""Statuspage's format, as readers of status pages read it: our own, and a strict one."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from incidents.incident import State
from incidents.maintenance import Window
from probes.official import Impact, OfficialState, Unreadable
from probes.official.statuspage import read
from storage import maintenance

# What metastatuspage.com/api shows of each, written down anew here: key and kind of value.
_WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_PAGE = {"id": str, "name": str, "url": str, "time_zone": str, "updated_at": str}
_STATUS = {"indicator": str, "description": str}
_COMPONENT = {
    "id": str, "name": str, "status": str, "created_at": str, "updated_at": str, "position": int,
    "description": (str, type(None)), "showcase": bool, "start_date": (str, type(None)),
    "group_id": (str, type(None)), "page_id": str, "group": bool, "only_show_if_degraded": bool,
}  # fmt: skip
_INCIDENT = {
    "id": str, "name": str, "status": str, "created_at": str, "updated_at": str,
    "monitoring_at": (str, type(None)), "resolved_at": (str, type(None)), "impact": str,
    "shortlink": str, "started_at": str, "page_id": str, "incident_updates": list,
    "components": list,
}  # fmt: skip
_UPDATE = {"id": str, "status": str, "body": str, "incident_id": str, "created_at": str,
           "updated_at": str, "display_at": str}  # fmt: skip
_COMPONENT_WORDS = {"operational", "under_maintenance", "degraded_performance", "partial_outage",
                    "major_outage"}  # fmt: skip
_INCIDENT_WORDS = {"investigating", "identified", "monitoring", "resolved", "postmortem",
                   "scheduled", "in_progress", "verifying", "completed"}  # fmt: skip


def _strictly(document: dict[str, Any], keys: dict[str, Any]) -> None:
    assert document.keys() == keys.keys()
    for key, kind in keys.items():
        assert isinstance(document[key], kind), (key, document[key])
        if key.endswith("_at") and document[key] is not None:
            assert _WHEN.fullmatch(document[key])


def strict(document: dict[str, Any]) -> None:
    _strictly(document["page"], _PAGE)
    if "status" in document:
        _strictly(document["status"], _STATUS)
        assert document["status"]["indicator"] in {
            "none", "minor", "major", "critical", "maintenance",
        }  # fmt: skip
    for component in document.get("components", []):
        _strictly(component, _COMPONENT)
        assert component["status"] in _COMPONENT_WORDS
    planned = {**_INCIDENT, "scheduled_for": str, "scheduled_until": str}
    for listed, keys in (("incidents", _INCIDENT), ("scheduled_maintenances", planned)):
        for incident in document.get(listed, []):
            _strictly(incident, keys)
            assert incident["status"] in _INCIDENT_WORDS
            assert incident["impact"] in {"none", "minor", "major", "critical", "maintenance"}
            for update in incident["incident_updates"]:
                _strictly(update, _UPDATE)
            for component in incident["components"]:
                _strictly(component, _COMPONENT)


def test_readers_read_who_is_down_and_who_is_well(trouble: Any, ask: Callable[..., Any]) -> None:
    answer = ask("/api/v2/summary.json")
    strict(answer.json())

    assert answer.json()["status"] == {"indicator": "critical", "description": "Borealis is down."}
    whole = read(answer.content, [])
    assert whole.state is OfficialState.MAJOR_OUTAGE
    assert read(answer.content, ["aurora"]).state is OfficialState.OPERATIONAL
    (incident,) = whole.incidents
    assert incident.title == "Borealis is down"
    assert incident.impact is Impact.CRITICAL
    assert incident.resolved_at_ms is None
    assert incident.started_at_ms == trouble.now_ms - 600_000
    assert incident.components == ("Borealis",)


def test_the_short_form_and_the_history_are_read_too(trouble: Any, ask: Callable[..., Any]) -> None:
    status, history = ask("/api/v2/status.json"), ask("/api/v2/incidents.json")
    strict(status.json())
    strict(history.json())

    assert read(status.content, []).state is OfficialState.MAJOR_OUTAGE
    assert [each.key for each in read(history.content, []).incidents] == ["borealis-1"]


def test_planned_work_is_read(trouble: Any, ask: Callable[..., Any]) -> None:
    window = Window(provider="aurora", starts_at_ms=trouble.now_ms - 1000, set_by="us",
                    ends_at_ms=trouble.now_ms + 60_000, reason="new racks")  # fmt: skip
    with trouble.database.transaction() as connection:
        maintenance.add(connection, window, trouble.now_ms)

    answer = ask("/api/v2/summary.json")

    strict(answer.json())
    assert read(answer.content, ["aurora"]).state is OfficialState.MAINTENANCE
    planned = [each for each in read(answer.content, []).incidents if each.title == "new racks"]
    assert [each.impact for each in planned] == [Impact.MAINTENANCE]


def test_what_nobody_can_see_is_neither_well_nor_down(
    trouble: Any, ask: Callable[..., Any]
) -> None:
    trouble.state("borealis", State.ACCOUNT, "our key was rejected")

    told = ask("/api/v2/summary.json")

    strict(told.json())
    assert [each["name"] for each in told.json()["components"]] == ["Aurora AI"]
    assert told.json()["status"]["indicator"] == "minor"
    with pytest.raises(Unreadable, match="no component borealis"):
        read(told.content, ["borealis"])


def test_a_monitor_that_stands_still_publishes_no_history_as_now(
    house: Any, ask: Callable[..., Any]
) -> None:
    house.provider("aurora")
    house.runs("aurora")
    house.state("aurora", State.OPERATIONAL, "answers as usual")
    house.worker(beat_minutes_ago=10)

    for path in ("/api/v2/summary.json", "/api/v2/status.json"):
        answer = ask(path)
        assert answer.status_code == 503
        assert "has not been running since" in answer.json()["detail"]
