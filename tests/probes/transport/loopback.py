"""A server on loopback that answers to the byte, and exchanges with it."""

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import trustme

from probes.exchange import Exchange, ExchangeFailed, Request
from probes.spec import Deadlines
from probes.transport import Transport

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]

STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
HELLO = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
PATIENT = Deadlines(connect=20, first_byte=20, first_content=20, silence=20, total=20)

# An upper bound for what takes no time at all, on a machine that is busy with other things.
NOISE_MS = 2000


class Lines:
    """A reader of `data:` lines; `[DONE]` is its end marker."""

    def __init__(self) -> None:
        self.text = b""
        self.pieces = 0
        self.is_finished = False
        self.is_ended = False

    def feed(self, data: bytes) -> None:
        self.text += data
        self.pieces = self.text.count(b"data: piece")
        self.is_finished = b"[DONE]" in self.text

    def end(self) -> None:
        self.is_ended = True


class Server:
    """Answers on loopback, remembers what it was sent and whether the client hung up."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.port = 0
        self.connections = 0
        self.requests: list[bytes] = []
        self.hung_up = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while not writer.is_closing():
                self.requests.append(await reader.readuntil(b"\r\n\r\n"))
                await self._answer_while_heard(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            try:
                await writer.wait_closed()
            except OSError:
                pass
            finally:
                writer.transport.abort()

    async def _answer_while_heard(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        answering = asyncio.ensure_future(self.answer(writer))
        try:
            while not answering.done():
                await asyncio.wait([answering], timeout=0.01)
                if reader.at_eof() or reader.exception() is not None:
                    self.hung_up.set()
                    return
            await answering
        finally:
            answering.cancel()


@contextlib.asynccontextmanager
async def serving(answer: Answer, context: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    server = Server(answer)
    tasks: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.create_task(server.serve(reader, writer)))

    listener = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=context)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # What was aborted is closed in the loop's next turns.
        await asyncio.sleep(0.01)


def ask(answer: Answer, **options: Any) -> Exchange:
    """Return what one exchange with a server that gives `answer` comes to."""
    return asyncio.run(_ask(answer, **options))


def ask_in_vain(answer: Answer, **options: Any) -> ExchangeFailed:
    """Return the failure of one exchange with a server that gives `answer`."""
    with pytest.raises(ExchangeFailed) as caught:
        asyncio.run(_ask(answer, **options))
    return caught.value


async def _ask(
    answer: Answer,
    *,
    server_context: ssl.SSLContext | None = None,
    client_context: ssl.SSLContext | None = None,
    host: str = "127.0.0.1",
    scheme: str | None = None,
    request: dict[str, Any] | None = None,
    deadlines: Deadlines = PATIENT,
    **options: Any,
) -> Exchange:
    async with serving(answer, server_context) as server, transporting(client_context) as client:
        scheme = scheme or ("https" if server_context else "http")
        url = f"{scheme}://{host}:{server.port}/"
        sent = Request(**{"method": "GET", "url": url} | (request or {}))
        return await client.exchange(sent, deadlines=deadlines, **options)


@contextlib.asynccontextmanager
async def transporting(context: ssl.SSLContext | None = None) -> AsyncIterator[Transport]:
    client = Transport(context)
    try:
        yield client
    finally:
        await client.aclose()


def replying(*parts: bytes | float, reset: bool = False, close: bool = True) -> Answer:
    """Return an answer that sends the bytes and sleeps the seconds of `parts`, then hangs up."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        for part in parts:
            if isinstance(part, bytes):
                writer.write(part)
                await writer.drain()
            else:
                await asyncio.sleep(part)
        if reset:
            # Otherwise the client's kernel may drop the data along with the connection.
            await asyncio.sleep(0.05)
            sock = writer.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        elif close:
            writer.close()

    return answer


def repeating(head: bytes, part: bytes, every_s: float) -> Answer:
    """Return an answer that never ends."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while True:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(every_s)

    return answer


def silent(seconds: float = 30) -> Answer:
    """Return an answer that does not come."""
    return replying(seconds)


def fail(url: str, *, deadlines: Deadlines = PATIENT, **request: Any) -> ExchangeFailed:
    async def run() -> None:
        async with transporting() as client:
            await client.exchange(Request(method="GET", url=url, **request), deadlines=deadlines)

    with pytest.raises(ExchangeFailed) as caught:
        asyncio.run(run())
    return caught.value


def over_tls(authority: trustme.CA, host: str, **options: Any) -> dict[str, ssl.SSLContext]:
    server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(host, **options).configure_cert(server_context)
    client_context = ssl.create_default_context()
    authority.configure_trust(client_context)
    return {"server_context": server_context, "client_context": client_context}
