"""Durations and thresholds as people write them: `1h30m`, `"< 800ms"`, `"> 20"`."""

import math
import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from probes.result import Expectation, Observation, Outcome

_UNITS_S = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_PART = r"([0-9]+(?:\.[0-9]+)?)\s*(ms|s|m|h|d)"
_DURATION = re.compile(rf"(?:{_PART}\s*)+")
_FORMS = "write `250ms`, `30s`, `5m`, `1h30m` or `2d`; a bare number means seconds"
_LONGEST_S = 10 * 366 * 86400.0

_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_THRESHOLD = re.compile(r"\s*(<=|>=|<|>)\s*(\S.*?)\s*")


def parse_duration_s(value: str | float) -> float:
    """Return the seconds that a duration like `250ms`, `1h30m` or `45` stands for.

    Raises:
        ValueError: where it is no duration, is negative or longer than ten years.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f"not a duration: {_FORMS}")
    if isinstance(value, str):
        text = value.strip()
        if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
            seconds = float(text)
        elif _DURATION.fullmatch(text):
            parts = re.findall(_PART, text)
            seconds = sum(float(number) * _UNITS_S[unit] for number, unit in parts)
        else:
            raise ValueError(f"`{text[:40]}` is not a duration: {_FORMS}")
    else:
        seconds = float(value)
    if not math.isfinite(seconds) or not 0 <= seconds <= _LONGEST_S:
        raise ValueError(f"`{value}` is not a duration between 0 and ten years: {_FORMS}")
    return seconds


def spelled(seconds: float) -> str:
    """Return a duration as people say it, to the two largest units: `1 d 2 h`, `6 min`."""
    whole = round(seconds)
    parts = ((whole // 86400, "d"), (whole // 3600 % 24, "h"), (whole // 60 % 60, "min"))
    said = [f"{count} {unit}" for count, unit in parts if count]
    return " ".join(said[:2]) or f"{seconds:.0f} s"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A limit as written and as compared: `limit` is seconds where a duration is meant."""

    text: str
    operator: str
    limit: float

    def holds(self, value: float) -> bool:
        """Return whether `value`, in the unit of `limit`, keeps the limit."""
        return _OPERATORS[self.operator](value, self.limit)

    def __str__(self) -> str:
        return self.text


def parse_at_most(value: object) -> Threshold:
    """Return the limit on a duration that `"< 800ms"` or `"<= 2s"` stands for.

    Raises:
        ValueError: where the comparison or the unit is missing, or slowness is demanded.
    """
    if isinstance(value, Threshold):
        return value
    sign, rest = _split(value, example='"< 800ms"')
    if sign not in ("<", "<="):
        raise ValueError(f"`{value}` would demand slowness: write `< {rest}`")
    if re.fullmatch(r"[0-9.]+", rest):
        raise ValueError(f"`{value}` has no unit: write `{sign} {rest}s` or `{sign} {rest}ms`")
    limit_s = parse_duration_s(rest)
    if limit_s == 0:
        raise ValueError(f"`{value}` can never hold: write a limit above zero")
    return Threshold(f"{sign} {rest}", sign, limit_s)


def parse_at_least(value: object) -> Threshold:
    """Return the lower limit on a plain number that `"> 20"` or `">= 20"` stands for.

    Raises:
        ValueError: where the comparison is missing or the wrong way, or a unit is given.
    """
    if isinstance(value, Threshold):
        return value
    sign, rest = _lower_limit(value, example='"> 20"')
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", rest):
        raise ValueError(f"`{value}`: after `{sign}` stands a plain number without a unit")
    return Threshold(f"{sign} {rest}", sign, float(rest))


def parse_longer(value: object) -> Threshold:
    """Return the lower limit on a duration that `"> 14d"` stands for.

    Raises:
        ValueError: where the comparison or the unit is missing, or the comparison the wrong way.
    """
    if isinstance(value, Threshold):
        return value
    sign, rest = _lower_limit(value, example='"> 14d"')
    if re.fullmatch(r"[0-9.]+", rest):
        raise ValueError(f"`{value}` has no unit: write `{sign} {rest}d`")
    return Threshold(f"{sign} {rest}", sign, parse_duration_s(rest))


def _lower_limit(value: object, *, example: str) -> tuple[str, str]:
    sign, rest = _split(value, example=example)
    if sign not in (">", ">="):
        raise ValueError(f"`{value}` would be met by nothing at all: write `> {rest}`")
    return sign, rest


def _split(value: object, *, example: str) -> tuple[str, str]:
    match = _THRESHOLD.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"`{str(value)[:40]}` is not a comparison: write it like {example}")
    return match[1], match[2]


def _json_schema(pattern: str, example: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, "examples": [example]})


AtMost = Annotated[
    Threshold,
    PlainValidator(parse_at_most),
    PlainSerializer(str, return_type=str),
    _json_schema(r"^\s*<=?\s*(\d+(\.\d+)?\s*(ms|s|m|h|d)\s*)+$", "< 800ms"),
]
"""A limit on a duration, such as `"< 800ms"`."""

Longer = Annotated[
    Threshold,
    PlainValidator(parse_longer),
    PlainSerializer(str, return_type=str),
    _json_schema(r"^\s*>=?\s*(\d+(\.\d+)?\s*(ms|s|m|h|d)\s*)+$", "> 14d"),
]
"""A lower limit on a duration, such as `"> 14d"`."""

AtLeast = Annotated[
    Threshold,
    PlainValidator(parse_at_least),
    PlainSerializer(str, return_type=str),
    _json_schema(r"^\s*>=?\s*\d+(\.\d+)?\s*$", "> 20"),
]
"""A lower limit on a plain number, such as `"> 20"`."""


def as_pattern(text: str) -> str | None:
    """Return the regular expression that stands between slashes, None where none does."""
    return text[1:-1] if len(text) > 2 and text[0] == text[-1] == "/" else None


def duration(name: str, threshold: Threshold | None, got_ms: float | None) -> list[Expectation]:
    """Return the verdict on a measured duration: none without a threshold or a measurement."""
    if threshold is None or got_ms is None:
        return []
    got = f"{got_ms:.3g} ms" if got_ms < 1000 else f"{got_ms / 1000:.3g} s"
    held = threshold.holds(got_ms / 1000)
    return [Expectation(name=name, expected=str(threshold), got=got, held=held)]


def rate(name: str, threshold: Threshold | None, got: float | None) -> list[Expectation]:
    """Return the verdict on a measured rate: none without a threshold or a measurement."""
    if threshold is None or got is None:
        return []
    held = threshold.holds(got)
    return [Expectation(name=name, expected=str(threshold), got=f"{got:.1f}", held=held)]


def judged(seen: Observation, outcome: Outcome, expectations: Iterable[Expectation]) -> Observation:
    """Return `seen`, turned into `outcome` where one of the expectations does not hold."""
    broken = [each for each in expectations if not each.held]
    if not broken:
        return seen
    told = "; ".join(f"{each.name}: expected {each.expected}, got {each.got}" for each in broken)
    return replace(seen, outcome=outcome, detail=told)
