"""The keys of a section of probes.yaml, as the model that reads it has them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import BaseModel

from docs.generate import markdown
from monitor.duration import PATTERN, render_duration

Schema: TypeAlias = dict[str, Any]

_REF = "#/$defs/"


@dataclass(frozen=True, slots=True)
class Key:
    """A key that people write, what it takes, what it is without them, and what it means."""

    name: str
    takes: str
    default: str
    about: str


@dataclass(frozen=True, slots=True)
class Section:
    """The keys that stand under `path`, such as `alerts.targets.NAME`."""

    path: str
    about: str
    keys: tuple[Key, ...]

    def table(self) -> str:
        """Return the keys as Markdown."""
        columns = ("key", "takes", "default", "meaning")
        rows = [
            (markdown.code(key.name), key.takes, markdown.code(key.default), key.about)
            for key in self.keys
        ]
        return markdown.table(columns, rows)


def sections(model: type[BaseModel], path: str = "") -> Iterator[Section]:
    """Yield the section that `model` reads, then those inside it, each kind of them once."""
    schema = model.model_json_schema()
    yield from _sections(schema, path, schema.get("$defs", {}), set())


def _sections(schema: Schema, path: str, definitions: Schema, told: set[str]) -> Iterator[Section]:
    keys, below = [], []
    required = schema.get("required", [])
    for name, value in schema["properties"].items():
        inner, suffix = _section_of(value, definitions)
        known = _resolved(value, definitions)
        if inner and inner not in told:
            told.add(inner)
            below.append((definitions[inner], f"{path}.{name}{suffix}".removeprefix(".")))
        about = value.get("description") or known.get("description", "")
        default = "required" if name in required else _default(value)
        keys.append(Key(name, _takes(value, definitions), default, about))
    yield Section(path, schema.get("description", ""), tuple(keys))
    for each, where in below:
        yield from _sections(each, where, definitions, told)


def _resolved(schema: Schema, definitions: Schema) -> Schema:
    reference = schema.get("$ref", "").removeprefix(_REF)
    found: Schema = definitions.get(reference, schema)
    return found


def _choices(schema: Schema) -> list[Schema]:
    every = schema.get("anyOf") or schema.get("oneOf") or [schema]
    return [each for each in every if each.get("type") != "null"]


def _section_of(schema: Schema, definitions: Schema) -> tuple[str, str]:
    """Return which definition a value is read by, and how its path goes on; "" where by none."""
    for each in _choices(schema):
        reference = each.get("$ref", "").removeprefix(_REF)
        if definitions.get(reference, {}).get("properties"):
            return reference, ""
        for nested, suffix in ((each.get("items"), "[]"), (_values(each), ".NAME")):
            if nested:
                inner, rest = _section_of(nested, definitions)
                if inner:
                    return inner, suffix + rest
    return "", ""


def _values(schema: Schema) -> Schema | None:
    """Return what the values of a mapping are, None where anything."""
    for values in (
        *schema.get("patternProperties", {}).values(),
        schema.get("additionalProperties"),
    ):
        if isinstance(values, dict):
            return values
    return None


def _takes(schema: Schema, definitions: Schema) -> str:
    kinds = [_kind(_resolved(each, definitions), definitions) for each in _choices(schema)]
    if "a duration" in kinds:
        # A bare number of seconds is one too.
        kinds = [kind for kind in kinds if not kind.startswith("a number")]
    return " or ".join(dict.fromkeys(kinds)) or "anything"


def _kind(schema: Schema, definitions: Schema) -> str:
    if "const" in schema:
        return markdown.code(_plain(schema["const"]))
    if "enum" in schema:
        return ", ".join(markdown.code(_plain(each)) for each in schema["enum"])
    match schema.get("type"):
        case "boolean":
            return "`true`, `false`"
        case "integer" | "number" as kind:
            return f"a {'whole number' if kind == 'integer' else kind}{_bounds(schema)}"
        case "array":
            return f"a list of: {_takes(schema.get('items', {}), definitions)}"
        case "object" if "properties" in schema:
            return "a section"
        case "object":
            values = _values(schema)
            return f"a mapping to: {_takes(values, definitions) if values else 'anything'}"
        case "string" if schema.get("pattern") == PATTERN:
            return "a duration"
        case "string" if schema.get("format") == "date-time":
            return "a date and time"
        case "string":
            return "text"
    return "anything"


def _bounds(schema: Schema) -> str:
    words = {"minimum": "from", "exclusiveMinimum": "above"}
    words |= {"maximum": "to", "exclusiveMaximum": "below"}
    said = [f"{words[key]} {schema[key]:.12g}" for key in words if key in schema]
    return f" {' '.join(said)}" if said else ""


def _default(schema: Schema) -> str:
    value = schema.get("default")
    if value is None or isinstance(value, dict):
        return ""
    is_duration = any(each.get("pattern") == PATTERN for each in _choices(schema))
    return render_duration(value) if is_duration and isinstance(value, float) else _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_plain, value))}]"
    return f"{value:.12g}" if isinstance(value, float) else str(value)
