"""Version 1 of the API: Brownout's own words, under `/api/v1`."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

import storage.incidents
import storage.probes
import storage.results
from incidents.incident import Scope
from probes.plugins import did_you_mean
from probes.result import Outcome, Surface
from publish.api import cursors
from publish.api.endpoint import Asked, Endpoint
from publish.api.problems import Problem
from publish.api.result_shapes import (
    ProbeShape,
    ProviderDetailShape,
    ResultPageShape,
    ResultShape,
)
from publish.api.shapes import (
    IncidentDetailShape,
    IncidentPageShape,
    IncidentShape,
    Shape,
    StatusShape,
    UpdateShape,
)
from publish.site.public import public_results
from publish.status import as_json
from storage.result_pages import Place, Wanted, result_page

_RECENT_INCIDENTS = 20
# The plus sign of a zone, where nobody quoted it, arrives as a space.
_UNQUOTED_PLUS = re.compile(r"(?<=:\d\d) (?=\d\d:?\d\d$)")


def _time_ms(text: str) -> int:
    if text.removeprefix("-").isdecimal():
        at_ms = int(text)
    else:
        try:
            moment = datetime.fromisoformat(_UNQUOTED_PLUS.sub("+", text.strip()))
        except ValueError:
            raise ValueError("no time; write epoch milliseconds or `2026-11-22T01:00Z`") from None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        at_ms = round(moment.timestamp() * 1000)
    if not 0 <= at_ms < 2**53:
        raise ValueError("no time that anything could have been measured at")
    return at_ms


def _listed(value: object) -> object:
    values = value if isinstance(value, list) else [value]
    return [each for one in values for each in str(one).split(",")]


Time = Annotated[
    int,
    BeforeValidator(lambda value: _time_ms(str(value))),
    WithJsonSchema({"type": "string", "examples": ["2026-11-22T01:00Z", "1790000000000"]}),
]
Name = Annotated[str, Field(max_length=200), AfterValidator(lambda name: name.replace("\0", ""))]


class WindowQuery(Shape):
    """A stretch of time: at or after `from`, before `to`."""

    start_ms: Time = Field(default=0, alias="from")
    """Epoch milliseconds, or ISO 8601; UTC where it names no zone."""
    end_ms: Time = Field(default=2**53 - 1, alias="to")
    """Likewise, exclusive."""
    cursor: Annotated[str, Field(max_length=500)] | None = None
    """`next` of the page before."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start_ms >= self.end_ms:
            raise ValueError("`from` must be earlier than `to`")
        return self


class ResultQuery(WindowQuery):
    """Which results."""

    provider: Name | None = None
    probe: Name | None = None
    surface: Surface | None = None
    vantage: Name | None = None
    outcome: Annotated[list[Outcome], BeforeValidator(_listed)] | None = None
    """One or several, separated by commas."""
    failures: bool = False
    """Leave out what was ok or skipped."""
    limit: Annotated[int, Field(ge=1, le=1000)] = 100


class IncidentQuery(WindowQuery):
    """Which incidents."""

    provider: Name | None = None
    scope: Scope | None = None
    open: bool | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


def status(asked: Asked[Any]) -> StatusShape:
    """Answer how every provider is now."""
    return StatusShape.model_validate(as_json(asked.source.status()))


def provider(asked: Asked[Any]) -> ProviderDetailShape:
    """Answer how one provider is, with its probes and last incidents."""
    name = asked.path["id"]
    told = status(asked).providers
    card = next((each for each in told if each.id == name), None)
    if card is None:
        suggestion = did_you_mean(name[:100], [each.id for each in told])
        raise Problem(404, f"No provider of that name is watched{suggestion}")
    with asked.source.database().read() as connection:
        known = {each.name: each for each in storage.probes.watched(connection)}
        last = storage.results.latest(connection)
        recent = storage.incidents.incidents(connection, provider=name, limit=_RECENT_INCIDENTS)
    probes = known[name].probes if name in known else ()
    if asked.is_public:
        probes = tuple(replace(each, waiting_for=None) for each in probes)
        last = {each.probe: each for each in public_results(last.values())}
    return ProviderDetailShape(
        provider=card,
        probes=[ProbeShape.of(each, last.get(each.name)) for each in probes],
        recent_incidents=[IncidentShape.of(each) for each in recent],
    )


def incidents(asked: Asked[IncidentQuery]) -> IncidentPageShape:
    """Answer a page of the incidents that touch the window, the newest first."""
    query = asked.query
    after = None if query.cursor is None else cursors.number_and_word(query.cursor)
    with asked.source.database().read() as connection:
        found = storage.incidents.incidents(
            connection,
            provider=query.provider,
            scope=query.scope,
            is_open=query.open,
            start_ms=query.start_ms,
            end_ms=query.end_ms,
            limit=query.limit,
            after=after,
        )
    is_more = len(found) == query.limit
    return IncidentPageShape(
        incidents=[IncidentShape.of(each) for each in found],
        next=cursors.encode(found[-1].started_at_ms, found[-1].id) if is_more else None,
    )


def incident(asked: Asked[Any]) -> IncidentDetailShape:
    """Answer one incident with all its changes."""
    with asked.source.database().read() as connection:
        found = storage.incidents.find(connection, asked.path["id"])
        changes = storage.incidents.transitions(connection, asked.path["id"])
    if found is None:
        raise Problem(404, "There is no incident of that id.")
    return IncidentDetailShape(
        incident=IncidentShape.of(found),
        updates=[
            UpdateShape(
                at_ms=each.at_ms,
                change=each.change,
                state=each.incident.state,
                facets=list(each.incident.facets),
                sentence=each.incident.sentence,
            )
            for each in changes
        ],
    )


def results(asked: Asked[ResultQuery]) -> ResultPageShape:
    """Answer a page of results, the newest first."""
    query = asked.query
    wanted = Wanted(
        provider=query.provider,
        probe=query.probe,
        surface=query.surface,
        vantage=query.vantage,
        outcomes=query.outcome,
        only_failures=query.failures,
        start_ms=query.start_ms,
        end_ms=query.end_ms,
    )
    after = None if query.cursor is None else Place(*cursors.numbers(query.cursor, 3))
    with asked.source.database().read() as connection:
        found, end = result_page(connection, wanted, limit=query.limit, after=after)
    if asked.is_public:
        found = public_results(found)
    return ResultPageShape(
        results=[ResultShape.of(each) for each in found],
        next=None if end is None else cursors.encode(*end),
    )


ENDPOINTS = (
    Endpoint(
        path="/api/v1/status",
        summary="How every provider is now",
        answer=status,
        shape=StatusShape,
    ),
    Endpoint(
        path="/api/v1/providers/{id}",
        summary="One provider with its probes and last incidents",
        answer=provider,
        shape=ProviderDetailShape,
        problems=(404,),
    ),
    Endpoint(
        path="/api/v1/incidents",
        summary="Incidents, the newest first",
        answer=incidents,
        shape=IncidentPageShape,
        query=IncidentQuery,
        problems=(400,),
    ),
    Endpoint(
        path="/api/v1/incidents/{id}",
        summary="One incident with its changes",
        answer=incident,
        shape=IncidentDetailShape,
        problems=(404,),
    ),
    Endpoint(
        path="/api/v1/results",
        summary="Results, the newest first",
        answer=results,
        shape=ResultPageShape,
        query=ResultQuery,
        problems=(400,),
    ),
)
