"""One accepted connection: requests in through h11, answers out, and the ways to break off."""

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import Iterable
from email.utils import formatdate

import h11

MAX_BODY_BYTES = 1 << 20

_READ_BYTES = 64 * 1024
_CLOSE_S = 1.0


class Connection:
    """A client's connection. Everything raises OSError where the client has gone."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=_READ_BYTES)
        self._is_head = False
        # `drain` then waits until the kernel has all of it: what was sent before a reset
        # reaches the client.
        writer.transport.set_write_buffer_limits(high=0)

    @classmethod
    async def accept(cls, client: socket.socket, tls: ssl.SSLContext | None) -> "Connection":
        """Take over an accepted socket, and shake hands where `tls` is given."""
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        transport, _ = await loop.connect_accepted_socket(
            lambda: protocol,
            client,
            ssl=tls,
            ssl_shutdown_timeout=_CLOSE_S if tls else None,
        )
        return cls(reader, asyncio.StreamWriter(transport, protocol, reader, loop))

    async def receive(self) -> tuple[h11.Request, bytes] | None:
        """Return the next request with its body, or None where there is none to come.

        Raises:
            h11.RemoteProtocolError: where the client speaks no HTTP, or its body is larger
                than `MAX_BODY_BYTES`.
        """
        if self._http.our_state is h11.DONE and self._http.their_state is h11.DONE:
            self._http.start_next_cycle()
        request, body = None, bytearray()
        while True:
            event = self._http.next_event()
            if event is h11.NEED_DATA:
                if self._http.they_are_waiting_for_100_continue:
                    await self._send(h11.InformationalResponse(status_code=100, headers=[]))
                self._http.receive_data(await self._reader.read(_READ_BYTES))
            elif isinstance(event, h11.Request):
                request = event
                self._is_head = event.method == b"HEAD"
            elif isinstance(event, h11.Data):
                body += event.data
                if len(body) > MAX_BODY_BYTES:
                    raise h11.RemoteProtocolError("body too large", error_status_hint=413)
            elif isinstance(event, h11.EndOfMessage) and request is not None:
                return request, bytes(body)
            else:
                return None

    async def start(
        self, status: int, headers: Iterable[tuple[str, str]], *, length: int | None
    ) -> None:
        """Send the head of an answer of `length` bytes, or of one in chunks where it is None."""
        sent = [("date", formatdate(usegmt=True)), *headers]
        if length is not None:
            sent.append(("content-length", str(length)))
        await self._send(h11.Response(status_code=status, headers=sent))

    async def send(self, data: bytes) -> None:
        """Send a part of the body, and wait until the kernel has taken it."""
        if data and not self._is_head:
            await self._send(h11.Data(data=data))

    async def finish(self) -> None:
        """End the answer as HTTP ends it; the connection can then take the next request."""
        await self._send(h11.EndOfMessage())

    async def until_client_leaves(self) -> None:
        """Wait, throwing away what the client sends, until it closes the connection."""
        while await self._reader.read(_READ_BYTES):
            pass

    def reset(self) -> None:
        """Break the connection off with a TCP reset."""
        peer = self._writer.get_extra_info("socket")
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    async def aclose(self) -> None:
        """Close the connection; what the client does not take within a second is dropped."""
        try:
            self._writer.close()
            with contextlib.suppress(OSError):
                async with asyncio.timeout(_CLOSE_S):
                    await self._writer.wait_closed()
        finally:
            await self.abort()

    async def abort(self) -> None:
        """Drop the connection at once."""
        self._writer.transport.abort()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()

    @property
    def can_continue(self) -> bool:
        """Whether the last answer went out whole and another request may follow."""
        return self._http.our_state is h11.DONE and not self._writer.is_closing()

    async def _send(self, event: h11.Event) -> None:
        data = self._http.send(event)
        if data:
            self._writer.write(data)
            await self._writer.drain()
