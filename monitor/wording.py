"""What pydantic found wrong, in the words of probes.yaml and without telling secrets."""

import re
from collections.abc import Iterator

from pydantic_core import ErrorDetails

from monitor.mistakes import shorten
from monitor.node import Node

_SETTINGS = "must be settings of the form `key: value`"

# By pydantic's error type; the first part of a type stands for all that begin so.
_REQUIREMENTS = {
    "int": "must be a whole number",
    "float": "must be a number",
    "finite_number": "must be a number",
    "bool": "must be `true` or `false`",
    "too_short": "must hold at least {min_length} of them",
    "string_too_short": "must not be shorter than {min_length}",
    "string_too_long": "must not be longer than {max_length}",
    "string_pattern_mismatch": "must match the pattern `{pattern}`",
    "string": "must be text",
    "dict": _SETTINGS,
    "model": _SETTINGS,
    "mapping": _SETTINGS,
    "list": "must be a list",
    "tuple": "must be a list",
    "set": "must be a list",
    "literal": "must be {expected}",
    "enum": "must be {expected}",
    "none": "must be left empty",
    "greater_than_equal": "must be at least {ge}",
    "greater_than": "must be more than {gt}",
    "less_than_equal": "must be at most {le}",
    "less_than": "must be less than {lt}",
}


def wording(details: list[ErrorDetails], node: Node, *, is_secret: bool) -> str:
    """Return what a value must be, and what it is, as `what is wrong; the mend`.

    Several details are the branches of one union. A secret is not repeated, nor is what came
    out of a variable: of those the file's own text is shown.
    """
    parts: list[str] = []
    for detail in details:
        requirement = _requirement(detail)
        if requirement not in parts:
            parts.append(requirement)
    others = (part.removeprefix("must be ").removeprefix("must ") for part in parts[1:])
    text = " or ".join([parts[0], *others])
    if any(_is_a_sentence(detail) for detail in details):
        if _tells(text, node):
            return "what came out of the variable does not fit here"
        return text.replace(": write ", "; write ", 1)
    return text if is_secret else f"{text}, not {_shown(node)}"


def _requirement(detail: ErrorDetails) -> str:
    kind = detail["type"]
    context = detail.get("ctx", {})
    if _is_a_sentence(detail):
        return str(context.get("error", detail["msg"]))
    for known, requirement in _REQUIREMENTS.items():
        if kind == known or kind.startswith(f"{known}_"):
            values = {
                name: f"{value:g}" if isinstance(value, float) else str(value)
                for name, value in context.items()
            }
            if "expected" in values:  # pydantic quotes the words of a choice
                values["expected"] = values["expected"].replace("'", "`")
            return requirement.format(**values)
    return detail["msg"]


def _is_a_sentence(detail: ErrorDetails) -> bool:
    """Return whether a validator of ours wrote the message, which says all there is to say."""
    return detail["type"] in ("value_error", "assertion_error")


def _shown(node: Node) -> str:
    if isinstance(node.value, dict):
        return "settings"
    if isinstance(node.value, list):
        return "a list"
    return f"`{shorten(node.raw)}`" if node.raw else "nothing"


def _tells(text: str, node: Node) -> bool:
    """Return whether a message repeats a value that came out of a variable, or a word of it."""
    for value in _values_from_variables(node):
        words = [value, *(word for word in re.split(r"\W+", value) if len(word) >= 4)]
        if any(word.lower() in text.lower() for word in words):
            return True
    return False


def _values_from_variables(node: Node) -> Iterator[str]:
    yield from node.filled
    for _, child in node.children():
        yield from _values_from_variables(child)
