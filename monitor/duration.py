"""Durations in settings: written with a unit, held as seconds."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from probes.expect import parse_duration_s

PATTERN = r"^\s*([0-9]+(\.[0-9]+)?\s*(ms|s|m|h|d)\s*)+$"

# Below, a probe measures itself; above, nothing that is watched deserves the word.
SHORTEST_S = 0.1
LONGEST_S = 7 * 86_400.0

_UNITS_MS = {"d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1}


def render_duration(duration_s: float) -> str:
    """Return a duration as people write it: 5400.0 is `1h30m`, 0.5 is `500ms`."""
    left_ms = round(duration_s * 1000)
    text = ""
    for unit, unit_ms in _UNITS_MS.items():
        count, left_ms = divmod(left_ms, unit_ms)
        text += f"{count}{unit}" if count else ""
    return text or "0s"


def _within_bounds(duration_s: float) -> float:
    if not SHORTEST_S <= duration_s <= LONGEST_S:
        shortest, longest = render_duration(SHORTEST_S), render_duration(LONGEST_S)
        raise ValueError(f"must lie between `{shortest}` and `{longest}`")
    return duration_s


Duration = Annotated[
    float,
    BeforeValidator(parse_duration_s),
    AfterValidator(_within_bounds),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": PATTERN, "examples": ["30s", "5m", "1h30m"]},
                {"type": "number", "minimum": SHORTEST_S, "maximum": LONGEST_S},
            ]
        }
    ),
]
"""Seconds, written like `30s`, `5m` or `1h30m`; a bare number means seconds."""
