"""All addresses of the API, to be mounted beside the pages."""

import json
import os
from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from publish.access import Access, Role
from publish.api import failover, metrics_page, pictures, statuspage, v1
from publish.api.endpoint import Asked, Endpoint, route, unknown
from publish.api.guard import Guard
from publish.api.openapi import openapi
from publish.metrics.collecting import Collecting
from publish.source import Source

PUBLIC_URL_VARIABLE = "BROWNOUT_PUBLIC_URL"
"""Where people reach the dashboard, for links; where unset, as each request came in."""


def endpoints(guard: Guard, collecting: Collecting, version: str) -> tuple[Endpoint, ...]:
    """Return every endpoint, the description of all of them among them."""
    described: list[Endpoint] = [
        *v1.ENDPOINTS,
        *failover.ENDPOINTS,
        *statuspage.ENDPOINTS,
        *pictures.ENDPOINTS,
        metrics_page.endpoint(collecting),
    ]

    def description(_: Asked[Any]) -> str:
        return json.dumps(openapi(described, version, is_guarded=not guard.is_open))

    described.append(
        Endpoint(
            path="/api/openapi.json",
            summary="This description (OpenAPI 3.1)",
            answer=description,
            max_age_s=300,
        )
    )
    return tuple(described)


def routes(
    source: Source,
    collecting: Collecting,
    version: str,
    environ: Mapping[str, str] = os.environ,
    access: Callable[[], Access] = lambda: Access(everybody=Role.VIEWER),
) -> list[Route]:
    """Return the routes; `access` and the environment say who may ask, the latter where we are.

    Below `/api` there is no other address: what nobody knows is a 404 there, never a page. What
    names no version leads to the newest.
    """
    guard = Guard.of(environ, access)
    public_url = environ.get(PUBLIC_URL_VARIABLE, "").strip().rstrip("/")
    known = endpoints(guard, collecting, version)
    rest = (unknown("/api"), unknown("/api/{path:path}"), unknown("/badge/{path:path}"))
    newest = [
        Route(each.path.replace(_NEWEST, "/api/", 1), _to_newest, include_in_schema=False)
        for each in known
        if each.path.startswith(_NEWEST)
    ]
    served = [route(each, source, guard, public_url) for each in known]
    return [*served, *newest, *(route(each, source, guard, public_url) for each in rest)]


_NEWEST = "/api/v1/"


async def _to_newest(request: Request) -> RedirectResponse:
    # As it was sent, so that nothing in it is decoded on the way.
    path = request.scope["raw_path"].decode("ascii", "replace").removeprefix("/api/")
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{_NEWEST}{path}{query}")
