"""The JSON Schema of probes.yaml, by which editors complete and check it."""

import json
from typing import Any, TypeAlias

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

import probes.checks
import probes.credentials
import probes.providers
from monitor.checks import load_check
from monitor.credential_specs import KEY as CREDENTIALS
from monitor.credential_specs import load_credentials
from monitor.probe_specs import BROUGHT
from monitor.settings import (
    PROVIDER_ID,
    PaceSettings,
    ProbeSettings,
    ProviderSettings,
    RootSettings,
)
from probes import plugins
from probes.catalog import load_catalog
from probes.spec import StrictModel

Schema: TypeAlias = dict[str, Any]

_REF = "#/$defs/"
_VARIABLE: Schema = {"$ref": f"{_REF}Variable"}
_ABOUT = ("description", "default", "examples")
_NESTS = ("anyOf", "oneOf", "items", "additionalProperties")
_BOUNDS = frozenset({"pattern", "minLength", "maxLength"})
# Said by pydantic, but of no use to somebody who writes the file.
_NOISE = frozenset({"title", "format", "writeOnly"})


def config_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of the whole file, options of checks included.

    Wherever a value is more than any text, a text with `${VARIABLE}` is valid too.
    """
    kinds = {word: load_check(word) for word in plugins.names(probes.checks)}
    models: list[type[BaseModel]] = [RootSettings, PaceSettings, ProbeSettings, ProviderSettings]
    models += [check.Options for check in kinds.values()]
    ways = [load_credentials(word).Settings for word in plugins.names(probes.credentials)]
    models += ways
    mode: JsonSchemaMode = "validation"
    keyed, shared = models_json_schema(
        [(model, mode) for model in models], ref_template=f"{_REF}{{model}}"
    )
    definitions: dict[str, Schema] = shared["$defs"]
    definition = {
        model: definitions.pop(keyed[model, mode]["$ref"].removeprefix(_REF)) for model in models
    }
    options = {word: definition[check.Options] for word, check in kinds.items()}
    root = definition[RootSettings]
    ids = load_catalog()
    return _merged(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "probes.yaml",
            "description": "What Brownout watches.",
            "$defs": {
                **{name: _open_to_variables(each) for name, each in sorted(definitions.items())},
                "Provider": _provider(definition, options, ways, sorted(ids)),
                "Probe": _probe(definition[ProbeSettings], options),
                "Variable": {"type": "string", "pattern": r"\$\{"},
            },
        },
        _open_to_variables(root),
        {
            "properties": {
                "providers": {
                    "description": "The providers to watch, by id.",
                    "type": ["object", "null"],
                    "propertyNames": {"pattern": f"^{PROVIDER_ID.pattern}$"},
                    "properties": {
                        word: {"description": entry.name, "$ref": f"{_REF}Provider"}
                        for word, entry in ids.items()
                    },
                    "additionalProperties": {"$ref": f"{_REF}Provider"},
                },
                "probes": {
                    "description": "Probes beyond those that each provider brings along.",
                    "type": ["array", "null"],
                    "items": {"$ref": f"{_REF}Probe"},
                },
            }
        },
    )


def render_schema() -> str:
    """Return the schema as the text of `probes.schema.json`."""
    return json.dumps(config_schema(), indent=1, ensure_ascii=False) + "\n"


def _provider(
    definition: dict[type[BaseModel], Schema],
    options: dict[str, Schema],
    ways: list[type[StrictModel]],
    ids: list[str],
) -> Schema:
    brought = {
        each.word: {
            "description": f"The probe `{each.word}`, or `false` to leave it out.",
            "anyOf": [
                {"type": "null"},
                {"const": False},
                _open_to_variables(
                    _without_about(_merged(definition[PaceSettings], options[each.check]))
                ),
            ],
        }
        for each in BROUGHT
        if each.check in options
    }
    settings = _open_to_variables(definition[ProviderSettings])
    words = {"like": ids, "wire": plugins.names(probes.providers)}
    for key, known in words.items():
        about = {"description": settings["properties"][key]["description"]}
        settings["properties"][key] = {**about, "anyOf": [{"enum": [*known, None]}, _VARIABLE]}
    credentials = _merged(*(_without_about(definition[way]) for way in ways))
    credentials["description"] = "What lets one in where a key in a header is not all."
    beside = {**brought, CREDENTIALS: _open_to_variables(credentials)}
    return _merged({**settings, "type": ["object", "null"]}, {"properties": beside})


def _probe(settings: Schema, options: dict[str, Schema]) -> Schema:
    """Return a schema in which `check` decides which further keys there are."""
    common = _open_to_variables(settings)
    common["properties"]["check"] = {
        "description": common["properties"]["check"]["description"],
        "oneOf": [
            {"const": word, "description": plugins.summary(load_check(word))}  # type: ignore[arg-type]
            for word in options
        ],
    }
    branches = [
        {
            "if": {"properties": {"check": {"const": word}}, "required": ["check"]},
            "then": {
                "properties": {
                    **dict.fromkeys(common["properties"], True),
                    **_open_to_variables(schema)["properties"],
                },
                "required": schema.get("required", []),
                "additionalProperties": False,
            },
        }
        for word, schema in options.items()
    ]
    open_common = {key: value for key, value in common.items() if key != "additionalProperties"}
    return {**open_common, "allOf": branches}


def _open_to_variables(schema: Any) -> Any:
    """Return the schema with a variable allowed for every value that is not just any text."""
    if isinstance(schema, list):
        return [_open_to_variables(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {key: value for key, value in schema.items() if key not in _NOISE}
    if isinstance(schema.get("default", 0), dict | None):
        del schema["default"]
    if _is_leaf(schema):
        about = {key: value for key, value in schema.items() if key in _ABOUT}
        rest = {key: value for key, value in schema.items() if key not in _ABOUT}
        return {**about, "anyOf": [rest, _VARIABLE]}
    schema |= {key: _open_to_variables(schema[key]) for key in _NESTS if key in schema}
    if "properties" in schema:
        schema["properties"] = {
            key: _open_to_variables(value) for key, value in schema["properties"].items()
        }
    return schema


def _is_leaf(schema: Schema) -> bool:
    kind = schema.get("type")
    if "enum" in schema or "const" in schema or kind in ("integer", "number", "boolean"):
        return True
    return kind == "string" and not _BOUNDS.isdisjoint(schema)


def _merged(*schemas: Schema) -> Schema:
    """Return one object schema with the properties of all."""
    properties: Schema = {}
    required: list[str] = []
    merged: Schema = {}
    for schema in schemas:
        properties |= schema.get("properties", {})
        required += schema.get("required", [])
        merged |= {**schema, **{key: merged[key] for key in _ABOUT if key in merged}}
    merged["properties"] = properties
    return {**merged, "required": required} if required else merged


def _without_about(schema: Schema) -> Schema:
    return {key: value for key, value in schema.items() if key not in _ABOUT}
