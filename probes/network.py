"""Name lookup and connecting, each timed apart."""
# ruff: noqa: ASYNC109  the timeout arguments are httpcore's

import asyncio
import contextlib
import socket
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpcore

from probes.nearness import nearness
from probes.stopwatch import ConnectionFailed, stopwatch
from probes.streams import TCPStream, reason_of

# A name server that hangs holds its thread for half a minute, and the loop's own pool is a
# handful of threads: with it, one provider's dead zone would delay the lookups of all others.
_RESOLVER_THREADS = 64


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
                f"no connection to {name} port {target[1]}: {reason_of(error)}", phase="connect"
            ) from error
        raise
    return sock
