"""Sockets that keep time: name lookup, TCP and TLS apart, every write and read stamped."""
# ruff: noqa: ASYNC109  the timeout arguments are httpcore's

import asyncio
import contextlib
import functools
import os
import socket
import ssl
import struct
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from typing import Any

import httpcore

from probes.nearness import nearness

# One TLS record. Larger reads would let a flood of tiny chunks hold the loop for longer.
_READ_BYTES = 16 * 1024

# A name server that hangs holds its thread for half a minute, and the loop's own pool is a
# handful of threads: with it, one provider's dead zone would delay the lookups of all others.
_RESOLVER_THREADS = 64

# Linux numbers that `socket` does not name; where they differ or are missing, the time at
# which we noticed is taken instead. See socket(7), SO_TIMESTAMPNS.
_SO_TIMESTAMPNS = 35
_TIMESPEC = struct.Struct("@ll")
_HAS_KERNEL_STAMPS = sys.platform == "linux" and os.uname().machine in {"x86_64", "aarch64"}


LATE_CLOCK = "this platform does not say when bytes arrived, so times are when they were noticed"


def clock() -> str:
    """Return whose clock says when bytes arrived here: the `kernel`'s, or the `event loop`'s.

    By the event loop's, what a busy monitor noticed late counts as the provider's time.
    """
    return "kernel" if _HAS_KERNEL_STAMPS else "event loop"


class ConnectionFailed(Exception):
    """No connection came about; `phase` is dns, connect or tls."""

    def __init__(
        self,
        message: str,
        *,
        phase: str,
        is_dns_temporary: bool = False,
        is_too_near: bool = False,
    ) -> None:
        super().__init__(message)
        self.phase = phase
        self.is_dns_temporary = is_dns_temporary
        self.is_too_near = is_too_near


class Stopwatch:
    """What the sockets saw of one exchange, in seconds of `time.perf_counter()`.

    `on_phase` is told whenever the exchange enters dns, connect, tls, send or first_byte.
    Durations stay None where a phase did not happen: a reused connection has none of the
    first three, and an address that is no name needs no lookup. `sent_by` is who named where we
    go (`probes.exchange.Request`), `peer` the address that we went to.
    """

    def __init__(self, on_phase: Callable[[str], None] = lambda phase: None) -> None:
        self._on_phase = on_phase
        self.sent_by: str | None = None
        self.peer: str | None = None
        self.phase = "dns"
        self.dns_s: float | None = None
        self.connect_s: float | None = None
        self.tls_s: float | None = None
        self.sent_at: float | None = None
        self.first_byte_at: float | None = None
        self.last_byte_at: float | None = None
        self.is_reused = True
        self.is_closed_by_peer = False

    def enter(self, phase: str) -> None:
        """Note that `phase` begins."""
        self.phase = phase
        self._on_phase(phase)

    def sent(self) -> None:
        """Note that everything written so far has been handed to the kernel."""
        self.sent_at = time.perf_counter()
        self.enter("first_byte")

    def received(self, data: bytes, arrived_at: float) -> None:
        """Note bytes of the response, or its end where `data` is empty."""
        if not data:
            self.is_closed_by_peer = True
            return
        if self.first_byte_at is None:
            self.first_byte_at = arrived_at
        self.last_byte_at = arrived_at


# Of the exchange that runs in the current task: a pool's connections serve many.
stopwatch: ContextVar[Stopwatch] = ContextVar("stopwatch")


class NetworkBackend(httpcore.AsyncNetworkBackend):
    """Opens connections for httpcore and reports each phase to the current `stopwatch`.

    Unlike a browser it makes one attempt, at the first address that the system's resolver
    gives (in the order of RFC 6724): a second attempt would hide the outage that is to be
    measured. Probe the addresses apart where both families matter. Time limits are the
    caller's (by cancellation); httpcore's own are ignored.
    """

    def __init__(self) -> None:
        self._resolver = ThreadPoolExecutor(_RESOLVER_THREADS, thread_name_prefix="resolver")

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Resolve `host` and connect to it.

        Raises:
            ConnectionFailed: in phase dns or connect.
        """
        watch = stopwatch.get()
        watch.is_reused = False
        address = _numeric(host, port)
        if address is None:
            watch.enter("dns")
            address, watch.dns_s = await self._resolve(host, port)
        family, target = address
        _refuse_nearer(watch.sent_by, target[0], host)
        watch.peer = target[0]
        watch.enter("connect")
        began = time.perf_counter()
        sock = await _connected(family, target, host)
        watch.connect_s = time.perf_counter() - began
        return TCPStream(sock)

    async def _resolve(self, host: str, port: int) -> tuple[tuple[int, Any], float]:
        loop = asyncio.get_running_loop()
        try:
            found, seconds = await loop.run_in_executor(self._resolver, _look_up, host, port)
        except socket.gaierror as error:
            is_temporary = error.errno == socket.EAI_AGAIN
            reason = "the resolver gave no answer" if is_temporary else "no such name"
            raise ConnectionFailed(
                f"the name {host} could not be resolved: {reason} ({error.strerror})",
                phase="dns",
                is_dns_temporary=is_temporary,
            ) from error
        except UnicodeError as error:
            raise ConnectionFailed(f"{host} is not a host name", phase="dns") from error
        return found, seconds

    def close(self) -> None:
        """Let go of the resolver's threads; a lookup that hangs is left to end by itself."""
        self._resolver.shutdown(wait=False, cancel_futures=True)


class TCPStream(httpcore.AsyncNetworkStream):
    """A connected socket."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._arrived_at = time.perf_counter()
        if _HAS_KERNEL_STAMPS:
            _keep_kernel_stamping()
            _ask_for_stamps(sock)

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
            await stream.handshake()
        except BaseException as error:
            self._socket.close()
            if isinstance(error, OSError | httpcore.NetworkError):
                raise ConnectionFailed(_tls_reason(error, server_hostname), phase="tls") from error
            raise
        watch.tls_s = time.perf_counter() - began
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
            raise httpcore.WriteError(_reason(error)) from error

    async def receive(self, max_bytes: int) -> tuple[bytes, float]:
        """Return the next bytes and when they arrived, by the kernel's clock where it tells."""
        max_bytes = min(max_bytes, _READ_BYTES)
        try:
            if not _HAS_KERNEL_STAMPS:
                data = await asyncio.get_running_loop().sock_recv(self._socket, max_bytes)
                return data, time.perf_counter()
            return await self._receive_stamped(max_bytes)
        except OSError as error:
            raise httpcore.ReadError(_reason(error)) from error

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
        self._arrived_at = max(self._arrived_at, time.perf_counter() - _age_s(ancillary))
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

    async def handshake(self) -> None:
        """Agree on keys and check the certificate."""
        while True:
            try:
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
                return await self._flush()

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
                raise httpcore.ReadError(_reason(error)) from error
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
                raise httpcore.WriteError(_reason(error)) from error
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


def _numeric(host: str, port: int) -> tuple[int, Any] | None:
    for family, rest in ((socket.AF_INET, ()), (socket.AF_INET6, (0, 0))):
        with contextlib.suppress(OSError):
            socket.inet_pton(family, host)
            return family, (host, port, *rest)
    return None


def _refuse_nearer(sent_by: str | None, address: str, host: str) -> None:
    # The address is looked at that is connected to, so that no second lookup can differ.
    if sent_by is not None and nearness(address) > nearness(sent_by):
        name = address if host == address else f"{host} ({address})"
        raise ConnectionFailed(
            f"{sent_by} sends us to {name}, which is nearer to us than itself: not followed",
            phase="connect",
            is_too_near=True,
        )


def _look_up(host: str, port: int) -> tuple[tuple[int, Any], float]:
    # Timed in the resolver's thread: neither the wait for the thread nor a busy loop is DNS.
    began = time.perf_counter()
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    seconds = time.perf_counter() - began
    # `localhost` is both; what people run at home listens on the IPv4 one.
    found.sort(key=lambda entry: entry[4][0] == "::1")
    return (found[0][0], found[0][4]), seconds


async def _connected(family: int, target: Any, host: str) -> socket.socket:
    sock = None
    try:
        sock = socket.socket(family, socket.SOCK_STREAM)  # fails where IPv6 is turned off
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(sock, target)
    except BaseException as error:
        if sock is not None:
            sock.close()
        if isinstance(error, OSError):
            name = target[0] if host == target[0] else f"{host} ({target[0]})"
            raise ConnectionFailed(
                f"no connection to {name} port {target[1]}: {_reason(error)}", phase="connect"
            ) from error
        raise
    return sock


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


def _ask_for_stamps(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)


@functools.cache
def _keep_kernel_stamping() -> None:
    # The kernel begins to stamp when the first socket asks, a little later than asked, and
    # stops with the last: one that is never closed keeps it at it between exchanges.
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    _ask_for_stamps(sock)
    sock.detach()


def _age_s(ancillary: list[tuple[int, int, bytes]]) -> float:
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS:
            seconds, nanoseconds = _TIMESPEC.unpack_from(data)
            return float(max(0, time.time_ns() - seconds * 10**9 - nanoseconds)) / 1e9
    return 0.0


def _is_readable(sock: socket.socket) -> bool:
    try:
        sock.recv(1, socket.MSG_PEEK)
    except (BlockingIOError, InterruptedError):
        return False
    except OSError:
        pass
    return True


def _reason(error: OSError) -> str:
    if isinstance(error, ssl.SSLError):
        return (error.reason or "TLS error").replace("_", " ").lower()
    # asyncio words the error itself and repeats the address; the system's words are plainer.
    return os.strerror(error.errno).lower() if error.errno else type(error).__name__


def _tls_reason(error: OSError | httpcore.NetworkError, host: str | None) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate of {host} was refused: {error.verify_message}"
    if isinstance(error, ssl.SSLEOFError):
        return f"{host} closed the connection during the TLS handshake"
    reason = _reason(error) if isinstance(error, OSError) else str(error)
    return f"the TLS handshake with {host} failed: {reason}"
