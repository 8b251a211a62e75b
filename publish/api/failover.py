"""Whom to use now, of an order of preference, under `/api/v1/failover`."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from incidents.incident import State
from publish.api.endpoint import Asked, Endpoint
from publish.api.shapes import Shape
from publish.failover import advice, as_json

_MOST = 50


def _words(value: object) -> object:
    values = value if isinstance(value, list) else [value]
    return [word.strip() for each in values for word in str(each).split(",") if word.strip()]


Words = Annotated[
    list[Annotated[str, Field(max_length=200)]], BeforeValidator(_words), Field(max_length=_MOST)
]


class FailoverQuery(Shape):
    """Whom one would use, and what it must be able to do."""

    order: Annotated[Words, Field(min_length=1)]
    """Providers, the most preferred first, separated by commas."""
    need: Words = Field(default_factory=list)
    """What it must be able to do, in words that the names of the probes bear which prove it."""
    max_ttft_ms: Annotated[float, Field(gt=0, le=3_600_000)] | None = None
    """How long the first token may take."""


class ChoiceShape(Shape):
    """A provider in its place, and why."""

    provider: str
    rank: Literal["works", "unproven", "troubled", "refuses_us", "fails"]
    reason: str
    state: State | None
    ttft_ms: float | None


class AdviceShape(Shape):
    """Whom to use now."""

    at_ms: int
    use: str
    sentence: str
    is_fail_open: bool
    """True where Brownout cannot tell, and therefore keeps to the order that was asked for."""
    asked: list[str]
    order: list[ChoiceShape]


def failover(asked: Asked[FailoverQuery]) -> AdviceShape:
    """Answer the order to use now."""
    query, now_ms = asked.query, asked.source.now_ms()
    with asked.source.database().read() as connection:
        advised = advice(
            connection, query.order, now_ms, needs=query.need, max_ttft_ms=query.max_ttft_ms
        )
    return AdviceShape.model_validate(as_json(advised))


ENDPOINTS = (
    Endpoint(
        path="/api/v1/failover",
        summary="Whom to use now, of an order of preference",
        answer=failover,
        shape=AdviceShape,
        query=FailoverQuery,
        problems=(400,),
        max_age_s=1,
    ),
)
