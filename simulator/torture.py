"""A server that does to its clients all that a broken or hostile one can."""

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType

HOST = "127.0.0.1"

_HEAD_BYTES = 64 * 1024
_FLUSHED_S = 0.02


@dataclass(frozen=True, slots=True)
class Victim:
    """One client that has connected, before anything was read of it."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    port: int

    async def take_request(self) -> bytes:
        """Read the head of the request and return it; its body is left where it is."""
        return await self.reader.readuntil(b"\r\n\r\n")

    async def send(self, data: bytes) -> None:
        """Send, and wait until the kernel has taken it."""
        self.writer.write(data)
        await self.writer.drain()

    async def hold(self) -> None:
        """Keep the connection open, and say and read nothing."""
        await asyncio.Event().wait()

    async def reset(self) -> None:
        """Break the connection off with a TCP reset, after what was sent has arrived."""
        await asyncio.sleep(_FLUSHED_S)
        peer = self.writer.get_extra_info("socket")
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Torment = Callable[[Victim], Awaitable[None]]


def sends(*parts: bytes, then: str = "close") -> Torment:
    """Return a torment that takes a request and sends `parts`.

    `then` it closes, resets or holds the connection.
    """

    async def torment(victim: Victim) -> None:
        await victim.take_request()
        for part in parts:
            await victim.send(part)
        if then == "reset":
            await victim.reset()
        elif then == "hold":
            await victim.hold()

    return torment


def floods(head: bytes, part: bytes, every_s: float = 0.0) -> Torment:
    """Return a torment that takes a request, sends `head`, and then `part` without an end."""

    async def torment(victim: Victim) -> None:
        await victim.take_request()
        await victim.send(head)
        while True:
            await victim.send(part)
            await asyncio.sleep(every_s)

    return torment


def shouts(*parts: bytes, then: str = "close") -> Torment:
    """Return a torment that waits for the first bytes only, as of a TLS handshake."""

    async def torment(victim: Victim) -> None:
        await victim.reader.read(1)
        for part in parts:
            await victim.send(part)
        if then == "hold":
            await victim.hold()
        elif then == "reset":
            await victim.reset()

    return torment


class TortureServer:
    """Does `torment` to whoever connects to `port`, from `async with` to the end of the block.

    Raises:
        OSError: where `host` cannot be listened on.
    """

    def __init__(
        self, torment: Torment, *, tls: ssl.SSLContext | None = None, host: str = HOST
    ) -> None:
        self.port = 0
        self._torment, self._tls, self._host = torment, tls, host
        self._victims: set[asyncio.Task[None]] = set()
        self._listener: asyncio.Server | None = None

    async def __aenter__(self) -> "TortureServer":
        self._listener = await asyncio.start_server(
            self._welcome, self._host, 0, ssl=self._tls, limit=_HEAD_BYTES
        )
        self.port = self._listener.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._listener:
            self._listener.close()
        for task in self._victims:
            task.cancel()
        await asyncio.gather(*self._victims, return_exceptions=True)
        await asyncio.sleep(0)  # what was aborted is closed in the loop's next turn

    def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._torture(Victim(reader, writer, self.port)))
        self._victims.add(task)
        task.add_done_callback(self._victims.discard)

    async def _torture(self, victim: Victim) -> None:
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                await self._torment(victim)
                await _hang_up(victim.writer)
        finally:
            victim.writer.transport.abort()


async def _hang_up(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(1):
            await writer.wait_closed()
