"""The entrance: requests that were not meant for us, and what browsers are told."""

import asyncio
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from dashboard.entrance import Entrance


async def _page(_: object) -> PlainTextResponse:
    return PlainTextResponse("in")


async def _socket(socket: WebSocket) -> None:
    await socket.accept()
    await socket.close()


INSIDE = Starlette(routes=[Route("/", _page), WebSocketRoute("/stream", _socket)])
LOCAL = Entrance(INSIDE, host="127.0.0.1", url=None, is_local=True)
NAMED = Entrance(INSIDE, host="0.0.0.0", url="https://status.example.com", is_local=False)
UNNAMED = Entrance(INSIDE, host="0.0.0.0", url=None, is_local=False)


def ask(entrance: Entrance, **headers: str) -> httpx.Response:
    async def once() -> httpx.Response:
        transport = httpx.ASGITransport(app=entrance)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return await client.get("/", headers=named)

    return asyncio.run(once())


@pytest.mark.parametrize(
    ("entrance", "host", "status"),
    [
        (LOCAL, "127.0.0.1:8501", 200),
        (LOCAL, "localhost:8501", 200),
        (LOCAL, "[::1]:8501", 200),
        (LOCAL, "brownout.localhost", 200),
        (LOCAL, "evil.example", 403),
        (LOCAL, "192.0.2.7:8501", 403),
        (LOCAL, "", 403),
        (LOCAL, "a@b:c:d", 403),
        (LOCAL, "[::1", 403),
        (NAMED, "status.example.com", 200),
        (NAMED, "10.0.0.7:8501", 200),
        (NAMED, "evil.example", 403),
        (UNNAMED, "whatever.example", 200),
    ],
)
def test_a_name_that_is_not_ours_leads_nowhere(entrance: Entrance, host: str, status: int) -> None:
    assert ask(entrance, host=host).status_code == status


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_what_came_through_a_proxy_is_not_of_this_machine(header: str) -> None:
    answer = ask(LOCAL, **{header.replace("-", "_"): "192.0.2.7"})

    assert answer.status_code == 403
    assert "dashboard: url" in answer.text
    assert ask(NAMED, **{header.replace("-", "_"): "192.0.2.7"}).status_code == 200


def test_a_socket_is_closed_before_anything_is_said() -> None:
    sent: list[Any] = []

    async def receive() -> dict[str, str]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "websocket", "path": "/stream", "headers": [(b"host", b"evil.example")]}
    asyncio.run(LOCAL(scope, receive, send))

    assert [each["type"] for each in sent] == ["websocket.close"]


@pytest.mark.parametrize("host", ["127.0.0.1", "evil.example"])
def test_browsers_are_told_to_trust_nobody_else(host: str) -> None:
    headers = ask(LOCAL, host=host).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["referrer-policy"] == "same-origin"
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "http" not in policy
    assert "strict-transport-security" not in headers


def test_where_people_come_by_https_browsers_stay_with_it() -> None:
    assert "max-age" in ask(NAMED).headers["strict-transport-security"]
