"""The whole report as JSON; `brownout schema report` prints its schema."""

from typing import Any

from pydantic import TypeAdapter

from publish.report_records import Report

SUFFIX = ".json"
MEDIA_TYPE = "application/json"

_REPORT = TypeAdapter(Report)


def render(report: Report) -> bytes:
    """Return the report in UTF-8: times epoch milliseconds UTC, shares in [0, 1]."""
    return _REPORT.dump_json(report, indent=2) + b"\n"


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) that `render` keeps to."""
    found = _REPORT.json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}
