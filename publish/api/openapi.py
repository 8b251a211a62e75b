"""The OpenAPI 3.1 description, made of the very shapes that are served."""

import re
from collections.abc import Sequence
from typing import Any, Literal

from pydantic.json_schema import models_json_schema

from publish.api.endpoint import Endpoint
from publish.api.problems import MEDIA_TYPE
from publish.api.shapes import ProblemShape, Shape

_REFERENCE = "#/components/schemas/{model}"


def openapi(endpoints: Sequence[Endpoint], version: str, *, is_guarded: bool) -> dict[str, Any]:
    """Return the description of `endpoints` as JSON values."""
    shapes: list[type[Shape]] = [each.shape for each in endpoints if each.shape]
    shapes = [*dict.fromkeys(shapes), ProblemShape]
    served: list[tuple[type[Shape], Literal["serialization"]]] = [
        (shape, "serialization") for shape in shapes
    ]
    places, schemas = models_json_schema(served, ref_template=_REFERENCE)
    refs = {shape: places[shape, "serialization"] for shape in shapes}
    described: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {
            "title": "Brownout",
            "version": version,
            "description": "How AI providers are, as seen by synthetic probes. Times are epoch "
            "milliseconds UTC, latencies milliseconds, shares lie in [0, 1].",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": {each.path: {"get": _operation(each, refs)} for each in endpoints},
        "components": {"schemas": schemas["$defs"]},
    }
    if is_guarded:
        described["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        described["security"] = [{"token": []}]
    return described


def _operation(endpoint: Endpoint, refs: dict[type[Shape], Any]) -> dict[str, Any]:
    schema = {"type": "string"} if endpoint.shape is None else refs[endpoint.shape]
    problem = {"content": {MEDIA_TYPE: {"schema": refs[ProblemShape]}}}
    responses: dict[str, Any] = {
        "200": {
            "description": endpoint.summary,
            "headers": {"ETag": {"schema": {"type": "string"}}},
            "content": {endpoint.media_type: {"schema": schema}},
        },
        "304": {"description": "As `If-None-Match` has it already"},
    }
    for status in sorted({400, 401, 503, *endpoint.problems}):
        responses[str(status)] = {"description": "A problem", **problem}
    return {
        "summary": endpoint.summary,
        "operationId": re.sub(r"[^a-z0-9]+", "_", endpoint.path.lower()).strip("_"),
        "parameters": [*_path_parameters(endpoint), *_query_parameters(endpoint)],
        "responses": responses,
    }


def _path_parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"\{(\w+)\}", endpoint.path)
    ]


def _query_parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    schema = endpoint.query.model_json_schema(ref_template=_REFERENCE)
    found = []
    for name, field in schema.get("properties", {}).items():
        described = {"name": name, "in": "query", "schema": _inlined(field, schema)}
        if text := described["schema"].pop("description", None):
            described["description"] = text
        if described["schema"].get("type") == "array":
            described |= {"style": "form", "explode": False}
        found.append(described)
    return found


def _inlined(field: Any, root: dict[str, Any]) -> Any:
    if isinstance(field, dict):
        if "$ref" in field:
            return _inlined(root["$defs"][field["$ref"].rpartition("/")[2]], root)
        return {key: _inlined(value, root) for key, value in field.items() if key != "title"}
    return [_inlined(each, root) for each in field] if isinstance(field, list) else field
