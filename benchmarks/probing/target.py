"""A target that knows to the microsecond how long it let each request wait, in its own process.

    GET  /now               answers at once
    GET  /after/MS          answers MS milliseconds after the request arrived, and says how many
                            microseconds it really was in the body and in X-Request-Id
    POST /pieces/N/MS       streams N pieces, MS apart, in OpenAI's format; each piece is the
                            microseconds from the arrival of the request to its own sending
    POST /v1/chat/completions   answers a canary rightly, at once
    GET  /never             hangs

A request's arrival is the kernel's receive time: when this process is busy, what it says it let
others wait is still what it did.
"""

import asyncio
import contextlib
import json
import socket
import ssl
import struct
import sys
import time
from collections.abc import AsyncIterator

from simulator.brain import prompt_of, think

_SO_TIMESTAMPNS = 35
_TIMESPEC = struct.Struct("@ll")
_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nConnection: close\r\n{framing}\r\n\r\n"


class Peer:
    """One accepted connection, encrypted where there is a `context`."""

    def __init__(self, sock: socket.socket, context: ssl.SSLContext | None) -> None:
        self._sock = sock
        self._arrived_ns = 0
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context and context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)

    async def request(self) -> tuple[str, bytes, int]:
        """Return path, body, and when the last of the request arrived, in epoch nanoseconds."""
        data = b""
        while b"\r\n\r\n" not in data:
            data += await self._read()
        head, _, body = data.partition(b"\r\n\r\n")
        lengths = [
            int(line[15:])
            for line in head.lower().split(b"\r\n")
            if line[:15] == b"content-length:"
        ]
        while len(body) < sum(lengths):
            body += await self._read()
        return head.split(b" ", 2)[1].decode(), body, self._arrived_ns

    async def write(self, data: bytes) -> None:
        """Send all of it."""
        if self._tls:
            self._tls.write(data)
            data = self._outgoing.read()
        await asyncio.get_running_loop().sock_sendall(self._sock, data)

    async def _read(self) -> bytes:
        if not self._tls:
            return await self._receive()
        while True:
            try:
                return self._tls.read(65_536)
            except ssl.SSLWantReadError:
                # In a handshake there is something to say before there is more to hear.
                if self._outgoing.pending:
                    await asyncio.get_running_loop().sock_sendall(self._sock, self._outgoing.read())
                self._incoming.write(await self._receive())

    async def _receive(self) -> bytes:
        while True:
            try:
                data, ancillary, _, _ = self._sock.recvmsg(65_536, 64)
            except BlockingIOError:
                await _readable(self._sock)
                continue
            if not data:
                raise ConnectionResetError
            for level, kind, stamp in ancillary:
                if (level, kind) == (socket.SOL_SOCKET, _SO_TIMESTAMPNS):
                    seconds, nanoseconds = _TIMESPEC.unpack_from(stamp)
                    self._arrived_ns = seconds * 10**9 + nanoseconds
            return data


async def _readable(sock: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_reader(sock, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(sock)


def _waited_us(arrived_ns: int) -> int:
    return (time.time_ns() - arrived_ns) // 1_000


async def _until(arrived_ns: int, ms: float) -> None:
    await asyncio.sleep(max(0.0, ms / 1_000 - _waited_us(arrived_ns) / 1e6))


def _answer(body: str) -> bytes:
    framing = f"X-Request-Id: {body}\r\nContent-Length: {len(body)}"
    head = _HEAD.format(type="text/plain", framing=framing)
    return (head + body).encode()


def _event(data: str) -> bytes:
    event = f"data: {data}\n\n"
    return f"{len(event.encode()):x}\r\n{event}\r\n".encode()


def _piece(text: str) -> bytes:
    return _event(json.dumps({"choices": [{"index": 0, "delta": {"content": text}}]}))


def _end(pieces: int) -> bytes:
    reason = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    usage = {"choices": [], "usage": {"prompt_tokens": 20, "completion_tokens": pieces}}
    return _event(json.dumps(reason)) + _event(json.dumps(usage)) + _event("[DONE]") + b"0\r\n\r\n"


async def _sent(path: str, body: bytes, arrived_ns: int) -> AsyncIterator[bytes]:
    stream = _HEAD.format(type="text/event-stream", framing="Transfer-Encoding: chunked").encode()
    match path.strip("/").split("/"):
        case ["now"]:
            yield _answer("ok")
        case ["after", ms]:
            await _until(arrived_ns, float(ms))
            yield _answer(str(_waited_us(arrived_ns)))
        case ["pieces", number, ms]:
            yield stream
            for count in range(1, int(number) + 1):
                await _until(arrived_ns, count * float(ms))
                yield _piece(f"{_waited_us(arrived_ns)} ")
            yield _end(int(number))
        case ["v1", "chat", "completions"]:
            words = think(prompt_of(json.loads(body))).right.split(" ")
            pieces = [word + " " for word in words[:-1]] + words[-1:]
            yield stream + b"".join(map(_piece, pieces)) + _end(len(pieces))
        case ["never"]:
            await asyncio.Event().wait()


async def _serve(sock: socket.socket, context: ssl.SSLContext | None) -> None:
    with sock, contextlib.suppress(OSError, ssl.SSLError):
        peer = Peer(sock, context)
        path, body, arrived_ns = await peer.request()
        async for data in _sent(path, body, arrived_ns):
            await peer.write(data)


async def _listen(context: ssl.SSLContext | None) -> None:
    listener = socket.create_server(("127.0.0.1", 0), backlog=8_192)
    listener.setblocking(False)
    print(listener.getsockname()[1], flush=True)
    serving: set[asyncio.Task[None]] = set()
    while True:
        sock, _ = await asyncio.get_running_loop().sock_accept(listener)
        task = asyncio.create_task(_serve(sock, context))
        serving.add(task)
        task.add_done_callback(serving.discard)


def main() -> None:
    """Listen on a free port of 127.0.0.1, which is printed, with a certificate where given one."""
    context = None
    if sys.argv[1:]:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(sys.argv[1])
    asyncio.run(_listen(context))


if __name__ == "__main__":
    main()
