"""Streams over TCP and TLS, every write and read of which is stamped."""
# ruff: noqa: ASYNC109  the timeout arguments are httpcore's

import asyncio
import contextlib
import os
import socket
import ssl
import time
from collections.abc import AsyncIterator
from typing import Any
from weakref import WeakKeyDictionary

import httpcore

from probes import arrival
from probes.stopwatch import ConnectionFailed, stopwatch

# One TLS record. Larger reads would let a flood of tiny chunks hold the loop for longer.
_READ_BYTES = 16 * 1024

_doors: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


class TCPStream(httpcore.AsyncNetworkStream):
    """A connected socket."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._arrived_at = time.perf_counter()
        arrival.ask_for_stamps(sock)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return the next bytes, none at the end."""
        data, arrived_at = await self.receive(max_bytes)
        stopwatch.get().received(data, arrived_at)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of `buffer`."""
        if buffer:
            watch = stopwatch.get()
            watch.enter("send")
            await self.send(buffer)
            watch.sent()

    async def aclose(self) -> None:
        """Close the socket."""
        self._socket.close()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Return an encrypted stream over this one; the name goes into SNI and is checked.

        Raises:
            ConnectionFailed: in phase tls.
        """
        watch = stopwatch.get()
        watch.enter("tls")
        began = time.perf_counter()
        stream = TLSStream(self, ssl_context, server_hostname or "")
        try:
            waited_s = await stream.handshake()
        except BaseException as error:
            self._socket.close()
            if isinstance(error, OSError | httpcore.NetworkError):
                raise ConnectionFailed(_tls_reason(error, server_hostname), phase="tls") from error
            raise
        watch.tls_s = time.perf_counter() - began - waited_s
        return stream

    def get_extra_info(self, info: str) -> Any:
        """Return what httpcore asks for: the socket, its addresses, whether it is readable."""
        match info:
            case "socket":
                return self._socket
            case "client_addr":
                return self._socket.getsockname()
            case "server_addr":
                return self._socket.getpeername()
            case "is_readable":
                return _is_readable(self._socket)
        return None

    async def send(self, data: bytes) -> None:
        """Hand all of `data` to the kernel, unstamped."""
        try:
            await asyncio.get_running_loop().sock_sendall(self._socket, data)
        except OSError as error:
            raise httpcore.WriteError(reason_of(error)) from error

    async def receive(self, max_bytes: int) -> tuple[bytes, float]:
        """Return the next bytes and when they arrived, by the kernel's clock where it tells."""
        max_bytes = min(max_bytes, _READ_BYTES)
        try:
            if not arrival.HAS_KERNEL_STAMPS:
                data = await asyncio.get_running_loop().sock_recv(self._socket, max_bytes)
                return data, time.perf_counter()
            return await self._receive_stamped(max_bytes)
        except OSError as error:
            raise httpcore.ReadError(reason_of(error)) from error

    async def _receive_stamped(self, max_bytes: int) -> tuple[bytes, float]:
        has_waited = False
        while True:
            try:
                data, ancillary, _, _ = self._socket.recvmsg(max_bytes, 64)
                break
            except (BlockingIOError, InterruptedError):
                await _until_readable(self._socket)
                has_waited = True
        # Never earlier than what came before it, should the wall clock be set meanwhile.
        self._arrived_at = max(self._arrived_at, arrival.moment(ancillary))
        if not has_waited:
            # A server faster than us must not keep other exchanges, and our own deadline, waiting.
            await asyncio.sleep(0)
        return data, self._arrived_at


class TLSStream(httpcore.AsyncNetworkStream):
    """TLS over a `TCPStream`, through memory, so that the socket's stamps are kept."""

    def __init__(self, tcp: TCPStream, context: ssl.SSLContext, host: str) -> None:
        self._tcp = tcp
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)
        self._arrived_at = 0.0

    async def handshake(self) -> float:
        """Agree on keys, check the certificate, and return how many seconds others came first."""
        waited_s = 0.0
        while True:
            began = time.perf_counter()
            try:
                async with _turn():
                    waited_s += time.perf_counter() - began
                    self._tls.do_handshake()
            except ssl.SSLWantReadError:
                await self._flush()
                await self._fill()
            except ssl.SSLError:
                # Tell the server why; whether it still listens does not matter.
                with contextlib.suppress(httpcore.WriteError):
                    await self._flush()
                raise
            else:
                await self._flush()
                return waited_s

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return the next decrypted bytes, none at the end."""
        while True:
            try:
                data = self._tls.read(max_bytes)
                break
            except ssl.SSLWantReadError:
                await self._flush()
                await self._fill()
            except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
                # Many servers hang up without a farewell; whether the body is whole is told
                # by its own framing.
                data = b""
                break
            except ssl.SSLError as error:
                raise httpcore.ReadError(reason_of(error)) from error
        stopwatch.get().received(data, self._arrived_at)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Encrypt and send all of `buffer`."""
        if buffer:
            watch = stopwatch.get()
            watch.enter("send")
            try:
                self._tls.write(buffer)
            except ssl.SSLError as error:
                raise httpcore.WriteError(reason_of(error)) from error
            await self._flush()
            watch.sent()

    async def aclose(self) -> None:
        """Close the socket."""
        await self._tcp.aclose()

    def get_extra_info(self, info: str) -> Any:
        """Return the TLS object as `ssl_object`, else what the socket knows."""
        return self._tls if info == "ssl_object" else self._tcp.get_extra_info(info)

    async def _flush(self) -> None:
        if self._outgoing.pending:
            await self._tcp.send(self._outgoing.read())

    async def _fill(self) -> None:
        data, self._arrived_at = await self._tcp.receive(_READ_BYTES)
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()


@contextlib.asynccontextmanager
async def _turn() -> AsyncIterator[None]:
    """Wait until what has arrived for others is read, and let nobody else compute meanwhile.

    A handshake computes for a millisecond. Of many at once none would be read in between, and the
    kernel puts what waits unread together, with the stamp of the last.
    """
    async with _doors.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
        await asyncio.sleep(0)
        yield


async def _until_readable(sock: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    readable = loop.create_future()
    number = sock.fileno()
    loop.add_reader(number, _wake, readable)
    try:
        await readable
    finally:
        loop.remove_reader(number)


def _wake(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)


def _is_readable(sock: socket.socket) -> bool:
    try:
        sock.recv(1, socket.MSG_PEEK)
    except (BlockingIOError, InterruptedError):
        return False
    except OSError:
        pass
    return True


def reason_of(error: OSError) -> str:
    """Return what went wrong, in the system's or the TLS library's words."""
    if isinstance(error, ssl.SSLError):
        return (error.reason or "TLS error").replace("_", " ").lower()
    # asyncio words the error itself and repeats the address; the system's words are plainer.
    return os.strerror(error.errno).lower() if error.errno else type(error).__name__


def _tls_reason(error: OSError | httpcore.NetworkError, host: str | None) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate of {host} was refused: {error.verify_message}"
    if isinstance(error, ssl.SSLEOFError):
        return f"{host} closed the connection during the TLS handshake"
    reason = reason_of(error) if isinstance(error, OSError) else str(error)
    return f"the TLS handshake with {host} failed: {reason}"
