from typing import Any

from probes.official import Impact, OfficialState, google_cloud

VERTEX = "Z0FZJAMvEB4j3NbCJs6B"


def incident(**said: Any) -> dict[str, Any]:
    usual = {
        "id": "abc",
        "begin": "2026-03-11T14:30:00+00:00",
        "created": "2026-03-11T14:44:00+00:00",
        "end": "2026-03-11T17:00:00+00:00",
        "modified": "2026-03-11T17:05:00+00:00",
        "external_desc": "Vertex Gemini API: elevated errors",
        "most_recent_update": {"status": "AVAILABLE"},
        "status_impact": "SERVICE_DISRUPTION",
        "affected_products": [{"id": VERTEX, "title": "Vertex Gemini API"}],
        "uri": "incidents/abc",
    }
    return usual | said


def test_what_is_not_listed_is_not_called_well(page: Any) -> None:
    reading = google_cloud.read(page([incident()]), [VERTEX])

    assert reading.state is OfficialState.NOTHING_POSTED
    assert google_cloud.read(page([]), [VERTEX]).state is OfficialState.NOTHING_POSTED


def test_the_newest_word_on_what_goes_on_decides(page: Any) -> None:
    listed = [
        incident(end=None, most_recent_update={"status": "SERVICE_OUTAGE"}),
        incident(id="other", end=None, affected_products=[{"id": "x", "title": "Spanner"}]),
    ]

    assert google_cloud.read(page(listed), [VERTEX]).state is OfficialState.MAJOR_OUTAGE
    assert google_cloud.read(page(listed), ["spanner"]).state is OfficialState.OPERATIONAL


def test_an_incident_has_its_times_and_its_address(page: Any, ms: Any) -> None:
    (found,) = google_cloud.read(page([incident()]), [VERTEX]).incidents

    assert (found.started_at_ms, found.published_at_ms) == (ms("14:30"), ms("14:44"))
    assert (found.resolved_at_ms, found.impact) == (ms("17:00"), Impact.MAJOR)
    assert found.url == "https://status.cloud.google.com/incidents/abc"
    assert google_cloud.read(page([incident()]), ["BigQuery"]).incidents == ()
