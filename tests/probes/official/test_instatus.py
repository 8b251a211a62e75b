from typing import Any

import pytest

from probes.official import Impact, OfficialState, Unreadable, instatus


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("OPERATIONAL", OfficialState.OPERATIONAL),
        ("DEGRADEDPERFORMANCE", OfficialState.DEGRADED),
        ("PARTIALOUTAGE", OfficialState.PARTIAL_OUTAGE),
        ("MAJOROUTAGE", OfficialState.MAJOR_OUTAGE),
        ("UNDERMAINTENANCE", OfficialState.MAINTENANCE),
        ("GREENISH", OfficialState.UNKNOWN),
    ],
)
def test_components_are_read_with_those_of_their_groups(
    page: Any, word: str, state: OfficialState
) -> None:
    api = {"id": "cly", "name": "API", "status": word}
    site = {"id": "web", "name": "Website", "status": "MAJOROUTAGE"}
    flat = page({"components": [site, api]})
    grouped = page({"components": [{"id": "g", "name": "All", "status": "UP", "children": [api]}]})

    assert instatus.read(flat, ["cly"]).state is state
    assert instatus.read(grouped, ["cly"]).state is state


def test_the_summary_tells_what_is_going_on(page: Any, ms: Any) -> None:
    told = {
        "page": {"name": "P", "url": "https://status.p.example", "status": "HASISSUES"},
        "activeIncidents": [
            {"id": "i1", "name": "Slow answers", "started": "2026-03-11T14:30:00.000Z",
             "status": "INVESTIGATING", "impact": "MAJOROUTAGE",
             "url": "https://status.p.example/i1"}
        ],
    }  # fmt: skip
    reading = instatus.read(page(told), [])
    (found,) = reading.incidents

    assert reading.state is OfficialState.DEGRADED
    assert (found.started_at_ms, found.impact) == (ms("14:30"), Impact.CRITICAL)
    assert (found.status, found.resolved_at_ms) == ("investigating", None)


def test_a_renamed_component_is_not_operational(page: Any) -> None:
    with pytest.raises(Unreadable, match="no component cly"):
        instatus.read(page({"components": [{"id": "new", "name": "API", "status": "UP"}]}), ["cly"])
