"""What holds for the reader of every format, whatever a page says."""

import json
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import probes.official
from probes import plugins
from probes.official import Format, OfficialState, Reading, Unreadable

CASES = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
KEYS = [
    "affected_components", "affected_products", "affected_resources", "aggregate_state", "arn",
    "attributes", "begin", "component_id", "component_impacts", "components", "created_at", "data",
    "date", "end", "event_log", "group", "id", "impact", "included", "incidents", "indicator",
    "items", "metadata", "most_recent_update", "name", "ongoing_incidents", "page", "public_name",
    "published_at", "resolved_at", "started", "started_at", "starts_at", "startTime", "status",
    "structure", "summary", "timestamp", "title", "type", "updates",
]  # fmt: skip
WORDS = [
    "operational", "2026-11-20T10:00:00Z", "1763632800", "status_report", "status_page_resource",
    "resolved", "x", "HASISSUES", "SERVICE_OUTAGE",
]  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(WORDS),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
    ),
    max_leaves=20,
)


@pytest.fixture(params=plugins.names(probes.official))
def reader(request: pytest.FixtureRequest) -> Format:
    return cast("Format", plugins.load(probes.official, request.param))


def read(reader: Format, body: bytes, components: list[str]) -> Reading | None:
    try:
        return reader.read(body, components)
    except Unreadable:
        return None


@CASES
@given(body=st.binary(max_size=300), components=st.lists(st.text(min_size=1, max_size=3)))
def test_no_bytes_are_taken_for_a_page(reader: Format, body: bytes, components: list[str]) -> None:
    assert read(reader, body, components) is None


@CASES
@given(page=JSON, components=st.sampled_from([[], ["x"], ["absent"]]))
def test_no_json_makes_it_raise_or_tell_times_that_cannot_be(
    reader: Format, page: object, components: list[str]
) -> None:
    reading = read(reader, json.dumps(page).encode(), components)
    for incident in reading.incidents if reading else ():
        assert incident.key
        assert incident.title
        assert 0 < incident.started_at_ms < 2**53
        assert (incident.resolved_at_ms or incident.started_at_ms) >= incident.started_at_ms
        incident.title.encode()


@pytest.mark.parametrize("body", [b"", b"<!doctype html><title>Just a moment...</title>", b"{}",
                                  b"null", b"[[[", b"<rss/", b'"operational"'])  # fmt: skip
def test_what_is_no_page_is_never_operational(reader: Format, body: bytes) -> None:
    assert read(reader, body, []) is None


def test_deep_nesting_is_refused(reader: Format) -> None:
    assert read(reader, b"[" * 100_000, []) is None
    assert read(reader, b"<rss>" * 100_000, []) is None


def test_only_a_page_that_says_so_is_operational() -> None:
    assert not OfficialState.UNKNOWN.is_trouble
    assert not OfficialState.NOTHING_POSTED.is_trouble
