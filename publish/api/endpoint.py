"""What an endpoint is, and how each is served: guarded, cached, and with problems told in JSON."""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from probes.plugins import did_you_mean
from publish.access import Role
from publish.api.guard import Guard
from publish.api.problems import Problem
from publish.api.shapes import Shape
from publish.site.public import public
from publish.source import Source
from storage.errors import DatabaseError

log = logging.getLogger(__name__)

JSON = "application/json"
QueryT = TypeVar("QueryT", bound=Shape)


class NoQuery(Shape):
    """An endpoint that is asked nothing beyond its path."""


@dataclass(frozen=True, slots=True)
class Asked(Generic[QueryT]):
    """One request: where the answer comes from, its query, its path's variables.

    `is_public` where whoever asks may be told no more than anybody. `base_url` is the address at
    which whoever asks reaches us, with no slash at its end.
    """

    source: Source
    query: QueryT
    path: Mapping[str, str]
    base_url: str
    is_public: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One address: `answer` runs in a thread and returns the shape, or the text of that type.

    It raises `Problem` where it cannot. `needs` is what whoever asks must be, `max_age_s` how long
    an answer is as good as new.
    """

    path: str
    summary: str
    answer: Callable[[Asked[Any]], Any]
    shape: type[Shape] | None = None
    media_type: str = JSON
    query: type[Shape] = NoQuery
    needs: Role = Role.PUBLIC
    max_age_s: int = 5
    problems: tuple[int, ...] = field(default=())


class _Served:
    """An endpoint as an ASGI application."""

    def __init__(self, endpoint: Endpoint, source: Source, guard: Guard, public_url: str) -> None:
        self._endpoint = endpoint
        self._source = source
        self._guard = guard
        self._public_url = public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response = await self._respond(request)
        response.headers.update(self._guard.cors(request))
        response.headers["X-Content-Type-Options"] = "nosniff"
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        try:
            if request.method == "OPTIONS":
                return Response(status_code=204, headers={"Allow": "GET, HEAD, OPTIONS"})
            if request.method not in ("GET", "HEAD"):
                allow = {"Allow": "GET, HEAD, OPTIONS"}
                raise Problem(405, "This address can only be read: use GET.", allow)
            role = self._guard.role(request)
            if role < self._endpoint.needs:
                raise Problem(403, "The public is not told this here: send the operator's token.")
            body = await asyncio.to_thread(self._body, request, role)
            return self._kept(body, request)
        except Problem as problem:
            return problem.response()
        except DatabaseError as error:
            log.warning("the API cannot answer: %s", error)
            detail = "The database cannot be read at the moment; try again."
            return Problem(503, detail, {"Retry-After": "5"}).response()
        except Exception:
            log.exception("%s is not answered, which is a bug", self._endpoint.path)
            return Problem(500, "The log of the dashboard says more.").response()

    def _body(self, request: Request, role: Role) -> bytes:
        base_url = self._public_url or str(request.base_url).rstrip("/")
        query = _query(self._endpoint.query, request)
        source, is_public = self._source, role is Role.PUBLIC
        if is_public:
            source = replace(source, status=lambda: public(self._source.status()))
        asked = Asked(source, query, request.path_params, base_url, is_public)
        answer = self._endpoint.answer(asked)
        if isinstance(answer, BaseModel):
            return answer.model_dump_json().encode()
        return answer if isinstance(answer, bytes) else str(answer).encode()

    def _kept(self, body: bytes, request: Request) -> Response:
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        who = "public" if self._guard.is_open else "private"
        headers = {"ETag": etag, "Cache-Control": f"{who}, max-age={self._endpoint.max_age_s}"}
        if _is_known(request.headers.get("if-none-match", ""), etag):
            return Response(status_code=304, headers=headers)
        media_type = self._endpoint.media_type
        if media_type.startswith("text/") and "charset" not in media_type:
            media_type += "; charset=utf-8"
        headers["Content-Type"] = media_type
        return Response(body, headers=headers)


def _query(shape: type[QueryT], request: Request) -> QueryT:
    given: dict[str, Any] = {}
    for key in request.query_params:
        values = request.query_params.getlist(key)
        if key != "token":
            given[key] = values if len(values) > 1 else values[0]
    try:
        return shape.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
    name = ".".join(str(part) for part in first["loc"][:1])
    if first["type"] == "extra_forbidden":
        known = [field.alias or key for key, field in shape.model_fields.items()]
        raise Problem(400, f"`{name}` is not known here{did_you_mean(name, known)}")
    raise Problem(400, f"`{name}`: {first['msg'].removeprefix('Value error, ')}")


def _is_known(if_none_match: str, etag: str) -> bool:
    # RFC 9110, 13.1.2: a list, compared weakly.
    named = [each.strip().removeprefix("W/") for each in if_none_match.split(",")]
    return etag in named or named == ["*"]


def route(endpoint: Endpoint, source: Source, guard: Guard, public_url: str = "") -> Route:
    """Return the route that serves an endpoint, whatever the method."""
    served = _Served(endpoint, source, guard, public_url)
    return Route(endpoint.path, served, name=endpoint.path, include_in_schema=False)


def unknown(path: str) -> Endpoint:
    """Return the endpoint that answers for all addresses below `path` that there are not."""

    def answer(asked: Asked[Any]) -> str:
        raise Problem(404, f"{asked.base_url}/api/openapi.json lists the addresses there are.")

    return Endpoint(path=path, summary="No such address", answer=answer)
