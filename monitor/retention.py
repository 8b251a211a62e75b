"""The `retention:` section of probes.yaml: how long each kind of row is kept."""

from itertools import pairwise
from math import inf
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, WithJsonSchema, model_validator

from monitor.duration import PATTERN
from probes.expect import parse_duration_s
from probes.spec import StrictModel
from storage.retention import Keep

Forever = Literal["forever"]
FOREVER: Forever = "forever"

_DAY_S = 86_400.0


def _age(value: str | float) -> float | Forever:
    if value == FOREVER:
        return FOREVER
    try:
        age_s = parse_duration_s(value)
    except ValueError as error:
        raise ValueError(f"{error}; or write `{FOREVER}`") from None
    if age_s < _DAY_S:
        # What a budget has spent today is counted from single results, for one.
        raise ValueError("must be at least a day: `1d`")
    return age_s


Age = Annotated[
    float | Forever,
    BeforeValidator(_age),
    WithJsonSchema(
        {
            "anyOf": [
                {"const": FOREVER},
                {"type": "string", "pattern": PATTERN, "examples": ["30d", "400d"]},
                {"type": "number", "minimum": _DAY_S},
            ]
        }
    ),
]
"""Seconds, written like `30d`, or `forever`."""


class RetentionSettings(StrictModel):
    """How long results are kept, and what sums them up; each coarser kind at least as long."""

    raw: Age = 30 * _DAY_S
    """Single results, and after that minutes, hours and days stand for them."""
    failures: Age = 400 * _DAY_S
    """Single results that failed, what incidents are told by; and the alerts that were sent."""
    transcripts: Age = 90 * _DAY_S
    """The last request and answer of some that failed, for a ticket; at most as long as those."""
    minute: Age = 90 * _DAY_S
    """What each minute came to."""
    hour: Age = FOREVER
    """What each hour came to."""
    day: Age = FOREVER
    """What each day came to."""

    @model_validator(mode="after")
    def _coarser_is_longer(self) -> Self:
        ages = {"raw": self.raw, "minute": self.minute, "hour": self.hour, "day": self.day}
        pairs = [*pairwise(ages.items()), (("raw", self.raw), ("failures", self.failures))]
        for (finer, short), (coarser, long) in pairs:
            if (_ms(short) or inf) > (_ms(long) or inf):
                raise ValueError(f"`{coarser}` must be kept at least as long as `{finer}`")
        return self

    def keep(self) -> Keep:
        """Return them as what the table is kept by."""
        return Keep(
            raw_ms=_ms(self.raw),
            failure_ms=_ms(self.failures),
            minute_ms=_ms(self.minute),
            hour_ms=_ms(self.hour),
            day_ms=_ms(self.day),
            transcript_ms=_ms(self.transcripts),
        )


def _ms(age: float | Forever) -> int | None:
    return None if age == FOREVER else round(age * 1000)
