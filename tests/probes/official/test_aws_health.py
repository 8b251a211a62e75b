import json
from typing import Any

import pytest

from probes.official import Impact, OfficialState, aws_health


def utf16(content: object) -> bytes:
    return json.dumps(content).encode("utf-16")


def event(ms: Any, **said: Any) -> dict[str, Any]:
    at = ms("14:30") // 1000
    log = [
        {"summary": "Increased Error Rates", "status": 2, "timestamp": at},
        {"summary": "Investigating", "status": 1, "timestamp": at - 600},
    ]
    usual = {
        "date": str(at - 600),
        "arn": "arn:aws:health:us-east-1::event/BEDROCK/AWS_BEDROCK_OPERATIONAL_ISSUE/x1",
        "region_name": "N. Virginia",
        "service": "bedrock-us-east-1",
        "event_log": log,
    }
    return usual | said


def test_an_empty_list_is_nothing_posted_and_not_well() -> None:
    assert aws_health.read(utf16([]), ["BEDROCK"]).state is OfficialState.NOTHING_POSTED
    assert aws_health.read(b"[]", []).state is OfficialState.NOTHING_POSTED


def test_the_newest_entry_of_the_log_decides(ms: Any) -> None:
    reading = aws_health.read(utf16([event(ms)]), ["BEDROCK"])
    (found,) = reading.incidents

    assert reading.state is OfficialState.PARTIAL_OUTAGE
    assert (found.started_at_ms, found.published_at_ms) == (ms("14:20"), ms("14:20"))
    assert (found.title, found.impact) == ("Increased Error Rates", Impact.MAJOR)
    assert found.components == ("N. Virginia",)


@pytest.mark.parametrize("wanted", [["lambda"], ["eu-west-1"]])
def test_other_services_and_regions_are_left_out(ms: Any, wanted: list[str]) -> None:
    reading = aws_health.read(utf16([event(ms)]), wanted)

    assert (reading.state, reading.incidents) == (OfficialState.NOTHING_POSTED, ())


def test_a_log_inside_a_text_and_times_in_milliseconds_are_read(ms: Any) -> None:
    inside = json.dumps([{"summary": "[RESOLVED] Errors", "status": "0",
                          "timestamp": ms("17:00") // 1000}])  # fmt: skip
    told = event(ms, event_log=None, metadata={"EVENT_LOG": inside}, startTime=ms("14:00"))
    reading = aws_health.read(utf16([told]), [])

    assert reading.state is OfficialState.NOTHING_POSTED
    assert reading.incidents[0].started_at_ms == ms("14:00")
    assert reading.incidents[0].resolved_at_ms == ms("17:00")
