"""A real HTTP server on this machine that answers what a test tells it to."""

import asyncio
import contextlib
import json
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from pydantic import SecretStr

from probes.checks import Context
from probes.spec import Deadlines, ProviderSpec
from probes.transport import Transport

KEY = "sk-marker-5d1f9c2e7a"


@dataclass
class Asked:
    """A request as it came in."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Answer:
    """What to send back; `pieces` go out one after the other with a pause between them."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pieces: list[bytes] = field(default_factory=list)
    pause_s: float = 0.0


@dataclass
class Server:
    """A server that listens: where, and what it was asked so far."""

    url: str
    asked: list[Asked]


def json_answer(body: object, status: int = 200, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    kind = {"content-type": "application/json"}
    return Answer(status, kind | named, [json.dumps(body).encode()])


@pytest.fixture
def answer() -> type[Answer]:
    return Answer


@pytest.fixture
def in_json() -> Callable[..., Answer]:
    return json_answer


@pytest.fixture
def serving() -> Callable[..., contextlib.AbstractAsyncContextManager[Server]]:
    """Serve HTTP on a free port with a function from what was asked to the answer."""

    @contextlib.asynccontextmanager
    async def serve(reply: Callable[[Asked], Answer]) -> AsyncIterator[Server]:
        asked: list[Asked] = []
        running: set[asyncio.Task[Any] | None] = set()

        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            running.add(asyncio.current_task())
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                first, *lines = head.rstrip().split("\r\n")
                pairs = (line.partition(": ") for line in lines)
                headers = {name.lower(): value for name, _, value in pairs}
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                asked.append(Asked(*first.split(" ")[:2], headers, body))
                given = reply(asked[-1])
                sent = "".join(f"{name}: {value}\r\n" for name, value in given.headers.items())
                status = f"HTTP/1.1 {given.status} Told\r\nconnection: close\r\n{sent}\r\n"
                writer.write(status.encode("latin-1"))
                for piece in given.pieces:
                    writer.write(piece)
                    await writer.drain()
                    await asyncio.sleep(given.pause_s)
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        try:
            yield Server(f"http://127.0.0.1:{port}", asked)
        finally:
            server.close()
            await asyncio.gather(*(task for task in running if task))

    return serve


@pytest.fixture
def context() -> Callable[..., Context]:
    """What a check is given, for a provider at an address."""

    def make(base_url: str, *, seed: int = 7, **said: Any) -> Context:
        usual: dict[str, Any] = {
            "id": "example",
            "name": "Example",
            "wire": "openai",
            "base_url": base_url,
            "key": SecretStr(KEY),
            "model": "small-1",
        }
        return Context(
            provider=ProviderSpec(**(usual | said)),
            transport=Transport(),
            deadlines=Deadlines(connect=5, first_byte=5, first_content=5, silence=5, total=10),
            rng=random.Random(seed),
        )

    return make
