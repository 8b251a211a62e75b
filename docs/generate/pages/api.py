"""The page on the HTTP API, taken from its OpenAPI description."""

import json
from itertools import starmap
from typing import Any

from docs.generate import markdown
from monitor.version import VERSION
from publish.api.guard import Guard
from publish.api.routes import endpoints
from publish.metrics.collecting import Collecting
from publish.source import Source

TITLE = "HTTP API"

_INTRODUCTION = """\
The dashboard's port answers programs, too; [the API](../api.md) tells of pages, caching, errors
and who may ask. `/api/openapi.json` is the same for generators of clients."""


def content() -> str:
    """Return each address with what it takes, then the shapes that come back."""
    described = _described()
    known = described["components"]["schemas"]
    shapes = {name: each for name, each in sorted(known.items()) if "properties" in each}
    paths = [_path(path, each["get"]) for path, each in described["paths"].items()]
    about = "Keys are always there; null means that there are no data."
    return markdown.blocks(
        _INTRODUCTION, *paths, "## Shapes", about, *starmap(_shape, shapes.items())
    )


def _described() -> dict[str, Any]:
    def never() -> Any:
        raise AssertionError("a description needs no data")

    source = Source(status=never, database=never)
    *_, description = endpoints(Guard(), Collecting(source, VERSION), VERSION)
    said: dict[str, Any] = json.loads(description.answer(never))  # type: ignore[arg-type]
    return said


def _path(path: str, operation: dict[str, Any]) -> str:
    rows = [
        (f"`{each['name']}`", _kind(each["schema"]), _default(each["schema"]),
         each.get("description", ""))
        for each in operation["parameters"]
        if each["in"] == "query"
    ]  # fmt: skip
    (answer,) = operation["responses"]["200"]["content"].items()
    media_type, schema = answer[0], answer[1]["schema"]
    shape = _kind(schema) if "$ref" in schema else ""
    return markdown.blocks(
        f"## GET {path}",
        f"{operation['summary']}. Answers `{media_type}`" + (f": {shape}." if shape else "."),
        markdown.table(("parameter", "takes", "default", "meaning"), rows),
    )


def _shape(name: str, schema: dict[str, Any]) -> str:
    rows = [
        (f"`{key}`", _kind(value), value.get("description", ""))
        for key, value in schema["properties"].items()
    ]
    label = _label(name)
    return markdown.blocks(
        f"({label})=\n### {_plain(name)}",
        schema.get("description", ""),
        markdown.table(("key", "holds", "meaning"), rows),
    )


def _default(schema: dict[str, Any]) -> str:
    value = schema.get("default")
    # The end of time stands for: up to now.
    return "" if value in (None, 2**53 - 1) else f"`{json.dumps(value)}`"


def _kind(schema: dict[str, Any]) -> str:
    if reference := str(schema.get("$ref", "")).rpartition("/")[2]:
        if reference.endswith("Shape") or reference.startswith("Statuspage"):
            return f"[{_plain(reference)}](#{_label(reference)})"
        return reference.lower()
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(map(_kind, schema["anyOf"])))
    if "enum" in schema:
        return ", ".join(f"`{each}`" for each in schema["enum"])
    match schema.get("type"):
        case "array":
            return f"list of {_kind(schema.get('items', {}))}"
        case "object" if isinstance(schema.get("additionalProperties"), dict):
            return f"mapping to {_kind(schema['additionalProperties'])}"
    return str(schema.get("type", "anything"))


def _plain(name: str) -> str:
    return name.removesuffix("Shape")


def _label(name: str) -> str:
    return f"shape-{_plain(name).lower()}"
