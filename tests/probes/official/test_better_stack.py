from typing import Any

import pytest

from probes.official import Impact, OfficialState, Unreadable, better_stack


def resource(id_: str, name: str, status: str) -> dict[str, Any]:
    attributes = {"public_name": name, "status": status}
    return {"id": id_, "type": "status_page_resource", "attributes": attributes}


REPORT = {
    "id": "9",
    "type": "status_report",
    "attributes": {
        "title": "Inference is slow",
        "report_type": "manual",
        "starts_at": "2026-03-11T14:30:00.000Z",
        "ends_at": None,
        "aggregate_state": "degraded",
        "affected_resources": [{"status_page_resource_id": "1", "status": "degraded"}],
    },
}


def index(*included: Any, state: str = "operational") -> dict[str, Any]:
    about = {"aggregate_state": state, "updated_at": "2026-03-11T15:00:00Z"}
    return {"data": {"type": "status_page", "attributes": about}, "included": [*included]}


def test_the_whole_page_or_the_resources_that_count(page: Any) -> None:
    told = page(index(resource("1", "API", "degraded"), resource("2", "Docs", "operational"),
                      state="downtime"))  # fmt: skip

    assert better_stack.read(told, []).state is OfficialState.MAJOR_OUTAGE
    assert better_stack.read(told, ["api"]).state is OfficialState.DEGRADED
    assert better_stack.read(told, ["2"]).state is OfficialState.OPERATIONAL
    with pytest.raises(Unreadable, match="no component Router"):
        better_stack.read(told, ["Router"])


def test_what_the_page_itself_does_not_watch_is_unknown(page: Any) -> None:
    told = page(index(resource("1", "API", "not_monitored")))

    assert better_stack.read(told, ["API"]).state is OfficialState.UNKNOWN


def test_a_report_is_an_incident_of_what_it_affects(page: Any, ms: Any) -> None:
    told = page(index(resource("1", "API", "degraded"), resource("2", "Docs", "up"), REPORT))
    (found,) = better_stack.read(told, ["API"]).incidents

    assert (found.started_at_ms, found.resolved_at_ms) == (ms("14:30"), None)
    assert (found.impact, found.components) == (Impact.MINOR, ("API",))
    assert better_stack.read(told, ["Docs"]).incidents == ()


def test_maintenance_is_told_apart(page: Any, ms: Any) -> None:
    attributes = REPORT["attributes"] | {  # type: ignore[operator]
        "report_type": "maintenance", "ends_at": "2026-03-11T16:00:00Z"
    }  # fmt: skip
    (found,) = better_stack.read(page(index(REPORT | {"attributes": attributes})), []).incidents

    assert (found.impact, found.resolved_at_ms) == (Impact.MAINTENANCE, ms("16:00"))
