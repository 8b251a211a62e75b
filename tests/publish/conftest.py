"""The API asked over its ASGI interface, and receivers on loopback for what is sent out."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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


@dataclass
class Receiver:
    """An HTTP server that notes what it gets, and answers as `answers` says, then with 202.

    An answer is a status, a status with headers, `echo`, which repeats the path, or `hang`,
    which lasts until `released`.
    """

    url: str
    got: list[Any] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def bodies(self) -> list[Any]:
        return [json.loads(each.body) for each in self.got]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 100


@dataclass
class Got:
    path: str
    headers: dict[str, str]
    body: bytes


@pytest.fixture
def receive() -> Iterator[Callable[[], Receiver]]:
    """Start a receiver; all of them end with the test."""
    servers: list[tuple[ThreadingHTTPServer, Receiver]] = []

    def begin() -> Receiver:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", "0")))
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.got.append(Got(self.path, headers, body))
                answer = receiver.answers.pop(0) if receiver.answers else 202
                if answer == "hang":
                    receiver.released.wait(60)
                    return
                if answer == "echo":
                    self.send_error(404, explain=f"no such path: {self.path}")
                    return
                status, more = answer if isinstance(answer, tuple) else (answer, {})
                self.send_response(status)
                for name, value in more.items():
                    self.send_header(name, value)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        server = _Server(("127.0.0.1", 0), Handler)
        receiver = Receiver(f"http://127.0.0.1:{server.server_address[1]}")
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        servers.append((server, receiver))
        return receiver

    yield begin
    for server, receiver in servers:
        receiver.released.set()
        server.shutdown()
        server.server_close()
