"""Where jobs report in: `/heartbeat/NAME` on the dashboard's port, and `/heartbeat/NAME/fail`."""

import asyncio
import contextlib
import hmac
import logging
import os
import re
from collections.abc import AsyncIterator, Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

import storage.heartbeats
from monitor.pipeline import now_ms
from probes.redact import Redactor
from storage.database import Database, DatabaseError

log = logging.getLogger(__name__)

TOKEN_VARIABLE = "BROWNOUT_HEARTBEAT_TOKEN"  # noqa: S105  the name of a variable
_LISTEN_EVERY_S = 10.0
# What browsers say of a request that a page elsewhere made (Fetch Metadata, 2.3): with an image
# it could report in for a job that is dead. Programs say nothing of the kind.
_OTHER_SITES = ("cross-site", "same-site")
_DETAIL_BYTES = 2048


class Heartbeats:
    """Hears heartbeats and keeps them in the database that `open_database` opens.

    With `token`, only those count that bear it: `Authorization: Bearer` or `?token=`.
    """

    def __init__(self, open_database: Callable[[], Database], token: str | None = None) -> None:
        self._open = open_database
        self._token = os.environ.get(TOKEN_VARIABLE, "").strip() if token is None else token
        self._database: Database | None = None

    @property
    def routes(self) -> list[Route]:
        """The addresses that jobs ask for."""
        methods = ["GET", "HEAD", "POST"]
        return [
            Route("/heartbeat/{name}", self._beat, methods=methods),
            Route("/heartbeat/{name}/fail", self._fail, methods=methods),
        ]

    @contextlib.asynccontextmanager
    async def listening(self, _: object = None) -> AsyncIterator[None]:
        """Mark for as long as the block runs that somebody listens."""
        task = asyncio.create_task(self._mark())
        try:
            yield
        finally:
            task.cancel()

    async def _mark(self) -> None:
        while True:
            try:
                await asyncio.to_thread(self._write, storage.heartbeats.listening, now_ms())
            except DatabaseError as error:
                log.warning("heartbeats are not heard: %s", error)
            await asyncio.sleep(_LISTEN_EVERY_S)

    async def _beat(self, request: Request) -> Response:
        return await self._hear(request, storage.heartbeats.beat, now_ms())

    async def _fail(self, request: Request) -> Response:
        said = bytearray()
        async for piece in request.stream():
            said += piece[: _DETAIL_BYTES - len(said)]
            if len(said) >= _DETAIL_BYTES:
                break
        detail = Redactor([self._token]).clean(bytes(said).decode(errors="replace")).strip()
        return await self._hear(request, storage.heartbeats.fail, now_ms(), detail or None)

    async def _hear(self, request: Request, keep: Callable[..., None], *what: object) -> Response:
        if request.headers.get("sec-fetch-site", "none") in _OTHER_SITES:
            return PlainTextResponse("No web page of another site reports in here.\n", 403)
        if not self._may(request):
            return PlainTextResponse("This heartbeat needs its token.\n", 401)
        try:
            name = await asyncio.to_thread(self._name, request.path_params["name"])
            if name is None:
                return PlainTextResponse("No heartbeat of that name is awaited here.\n", 404)
            await asyncio.to_thread(self._write, keep, name, *what)
        except DatabaseError:
            return PlainTextResponse("Not kept: try again.\n", 503)
        return PlainTextResponse("ok\n")

    def _may(self, request: Request) -> bool:
        if not self._token:
            return True
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        given = bearer.strip() if scheme.lower() == "bearer" else request.query_params.get("token")
        return hmac.compare_digest((given or "").encode(), self._token.encode())

    def _name(self, asked: str) -> str | None:
        with self._opened().read() as connection:
            awaited = storage.heartbeats.awaited(connection)
        return next((name for name in awaited if asked in (name, slug(name))), None)

    def _write(self, keep: Callable[..., None], *what: object) -> None:
        with self._opened().transaction() as connection:
            keep(connection, *what)

    def _opened(self) -> Database:
        if self._database is None:
            self._database = self._open()
        return self._database


def slug(name: str) -> str:
    """Return a probe's name as it may stand in an address: `nightly train` is `nightly-train`."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
