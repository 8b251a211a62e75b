"""The network backend by itself, where the transport's tests do not reach."""

import asyncio
import socket
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any

import httpcore
import httpx
import pytest

from probes import arrival
from probes.network import NetworkBackend
from probes.stopwatch import ConnectionFailed, Stopwatch, stopwatch
from probes.transport import Transport


def run(use: Callable[[NetworkBackend, Stopwatch], Coroutine[Any, Any, Any]]) -> Any:
    """Run `use` with a backend and the stopwatch it reports to."""

    async def main() -> Any:
        watch = Stopwatch()
        stopwatch.set(watch)
        backend = NetworkBackend()
        try:
            return await use(backend, watch)
        finally:
            backend.close()

    return asyncio.run(main())


@pytest.fixture
def listener() -> Any:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def port_of(server: socket.socket) -> int:
    port: int = server.getsockname()[1]
    return port


def test_the_phases_come_in_their_order(listener: socket.socket) -> None:
    phases: list[str] = []

    async def use(backend: NetworkBackend, _: Stopwatch) -> None:
        stopwatch.set(Stopwatch(phases.append))
        stream = await backend.connect_tcp("localhost", port_of(listener))
        await stream.write(b"hello")
        await stream.aclose()

    run(use)
    assert phases == ["dns", "connect", "send", "first_byte"]


def test_httpx_still_has_the_seam_through_which_the_backend_is_put() -> None:
    # `probes.transport` replaces this private attribute; should httpx rename it, this says so.
    plain = httpx.AsyncHTTPTransport()
    assert isinstance(plain._pool, httpcore.AsyncConnectionPool)

    pooled = Transport()._pooled(None, is_kept=False)
    assert isinstance(pooled._pool, httpcore.AsyncConnectionPool)
    assert isinstance(pooled._pool._network_backend, NetworkBackend)


def test_of_localhosts_two_addresses_the_ipv4_one_is_asked(listener: socket.socket) -> None:
    # What people run at home listens there; the resolver's order would have us ask ::1.
    async def use(backend: NetworkBackend, _: Stopwatch) -> Any:
        stream = await backend.connect_tcp("localhost", port_of(listener))
        address = stream.get_extra_info("server_addr")
        await stream.aclose()
        return address

    assert run(use) == ("127.0.0.1", port_of(listener))


def test_of_several_addresses_only_the_first_is_tried(
    listener: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = port_of(listener)
    with socket.create_server(("127.0.0.1", 0)) as gone:
        closed_port = port_of(gone)
    addresses = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", number))
        for number in (closed_port, port)
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: list(addresses))

    async def use(backend: NetworkBackend, _: Stopwatch) -> None:
        await backend.connect_tcp("two.example", port)

    with pytest.raises(ConnectionFailed, match=r"two\.example \(127\.0\.0\.1\) port") as caught:
        run(use)
    assert caught.value.phase == "connect"


@pytest.mark.parametrize("host", ["a" * 70 + ".example", "a..b"])
def test_a_host_that_is_no_name_fails_in_the_dns_phase(host: str) -> None:
    async def use(backend: NetworkBackend, _: Stopwatch) -> None:
        await backend.connect_tcp(host, 80)

    with pytest.raises(ConnectionFailed) as caught:
        run(use)
    assert caught.value.phase == "dns"


def test_a_lookup_that_hangs_does_not_delay_the_others(
    listener: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_up = socket.getaddrinfo
    release = threading.Event()

    def hang_on_some(host: str, *args: Any, **options: Any) -> Any:
        if host.startswith("hanging"):
            release.wait(30)
            raise socket.gaierror(socket.EAI_AGAIN, "gave up")
        return look_up(host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", hang_on_some)

    async def use(backend: NetworkBackend, watch: Stopwatch) -> bool:
        port = port_of(listener)
        hanging = [
            asyncio.create_task(backend.connect_tcp(f"hanging{n}.example", port)) for n in range(40)
        ]
        await asyncio.sleep(0.05)
        stream = await backend.connect_tcp("localhost", port)
        await stream.aclose()
        others_hang = not any(task.done() for task in hanging)
        release.set()
        await asyncio.gather(*hanging, return_exceptions=True)
        return others_hang

    assert run(use)


def test_an_idle_connection_that_the_server_closed_is_readable(listener: socket.socket) -> None:
    # The pool asks this before it reuses one.
    async def use(backend: NetworkBackend, _: Stopwatch) -> list[bool]:
        stream = await backend.connect_tcp("127.0.0.1", port_of(listener))
        connection, _peer = listener.accept()
        seen = [stream.get_extra_info("is_readable")]
        connection.close()
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            await asyncio.sleep(0.01)
            if stream.get_extra_info("is_readable"):
                break
        seen.append(stream.get_extra_info("is_readable"))
        await stream.aclose()
        return seen

    assert run(use) == [False, True]


def test_a_server_that_floods_leaves_the_loop_to_others(listener: socket.socket) -> None:
    def flood() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.sendall(bytes(8_000_000))

    async def use(backend: NetworkBackend, _: Stopwatch) -> int:
        turns = 0

        async def others() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        stream = await backend.connect_tcp("127.0.0.1", port_of(listener))
        task = asyncio.create_task(others())
        reads = 0
        while await stream.read(65536):
            reads += 1
        task.cancel()
        await stream.aclose()
        return turns - reads

    thread = threading.Thread(target=flood)
    thread.start()
    assert run(use) >= 0
    thread.join()


def read_late(listener: socket.socket) -> float:
    """Return how long after the write a read stamps bytes that waited 300 ms to be read."""

    async def use(backend: NetworkBackend, watch: Stopwatch) -> float:
        stream = await backend.connect_tcp("127.0.0.1", port_of(listener))
        connection, _peer = listener.accept()
        with connection:
            connection.sendall(b"x")
            sent_at = time.perf_counter()
            time.sleep(0.3)
            await stream.read(100)
        await stream.aclose()
        assert watch.first_byte_at is not None
        return watch.first_byte_at - sent_at

    late: float = run(use)
    return late


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells when bytes arrived")
def test_bytes_are_stamped_by_their_arrival(listener: socket.socket) -> None:
    assert read_late(listener) < 0.25
    assert arrival.clock() == "kernel"


def test_without_the_kernels_stamps_bytes_are_stamped_when_they_are_read(
    listener: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrival, "HAS_KERNEL_STAMPS", False)
    assert read_late(listener) >= 0.29
    assert arrival.clock() == "event loop"


def test_a_wall_clock_that_is_set_meanwhile_bends_no_order(
    listener: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def use(backend: NetworkBackend, watch: Stopwatch) -> None:
        stream = await backend.connect_tcp("127.0.0.1", port_of(listener))
        connection, _peer = listener.accept()
        connected_at = time.perf_counter()
        with connection:
            connection.sendall(b"x")
            real = time.time_ns
            monkeypatch.setattr(time, "time_ns", lambda: real() + 3600 * 10**9)
            await stream.read(100)
            monkeypatch.setattr(time, "time_ns", lambda: real() - 3600 * 10**9)
            connection.sendall(b"y")
            await stream.read(100)
        await stream.aclose()
        assert watch.first_byte_at is not None
        assert watch.last_byte_at is not None
        assert connected_at - 1 < watch.first_byte_at <= watch.last_byte_at <= time.perf_counter()

    run(use)
