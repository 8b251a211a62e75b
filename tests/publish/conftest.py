"""The API over a real database, asked over its ASGI interface, without a port of its own."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from publish.api.routes import routes
from publish.metrics.collecting import Collecting
from publish.source import Source
from publish.status import Status, gather_status

Ask = Callable[..., httpx.Response]


def api(house: Any, environ: dict[str, str]) -> Starlette:
    def status() -> Status:
        with house.database.read() as connection:
            return gather_status(connection, house.now_ms)

    source = Source(status, lambda: house.database, lambda: house.now_ms - 3_600_000)
    return Starlette(routes=routes(source, Collecting(source, "1.2.3"), "1.2.3", environ))


@pytest.fixture
def ask(house: Any) -> Ask:
    """Ask the API over the database of `house`; words in capitals go to its environment."""

    def once(path: str, method: str = "GET", **said: Any) -> httpx.Response:
        environ = {key: said.pop(key) for key in list(said) if key.isupper()}
        transport = httpx.ASGITransport(app=api(house, environ))

        async def exchange() -> httpx.Response:
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
                return await client.request(method, path, **said)

        return asyncio.run(exchange())

    return once
