"""Against real servers every phase of an exchange is told truthfully."""

import asyncio
import itertools
import socket
import sys
import threading
import time
from typing import Any

import pytest
import trustme

from probes.exchange import Exchange, Request
from tests.probes.transport.loopback import (
    CHUNKED,
    HELLO,
    NOISE_MS,
    PATIENT,
    Lines,
    ask,
    over_tls,
    replying,
    serving,
    transporting,
)


def test_ttfb_is_what_the_server_took_before_its_first_byte() -> None:
    timings = ask(replying(0.2, HELLO)).timings

    assert timings.ttfb_ms is not None
    assert timings.total_ms is not None
    assert 190 < timings.ttfb_ms < 200 + NOISE_MS
    assert timings.total_ms >= timings.ttfb_ms


def test_a_fresh_connection_has_its_tcp_handshake_timed_and_a_numeric_address_no_lookup() -> None:
    timings = ask(replying(HELLO)).timings

    assert timings.dns_ms is None
    assert timings.tls_ms is None
    assert timings.connect_ms is not None
    assert 0 < timings.connect_ms < NOISE_MS


def test_a_name_has_its_lookup_timed() -> None:
    timings = ask(replying(HELLO), host="localhost").timings

    assert timings.dns_ms is not None
    assert 0 < timings.dns_ms < NOISE_MS


def test_a_slow_lookup_is_told_as_dns_and_as_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    look_up = socket.getaddrinfo

    def slow(*args: Any, **options: Any) -> Any:
        time.sleep(0.2)
        return look_up(*args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    timings = ask(replying(HELLO), host="localhost").timings

    assert timings.dns_ms is not None
    assert timings.connect_ms is not None
    assert 190 < timings.dns_ms < 200 + NOISE_MS
    assert timings.total_ms is not None
    assert timings.total_ms > timings.dns_ms + timings.connect_ms


def test_a_kept_connection_has_no_dns_connect_or_tls_phase(authority: trustme.CA) -> None:
    async def twice() -> tuple[list[Exchange], int]:
        contexts = over_tls(authority, "localhost")
        async with (
            serving(replying(HELLO, close=False), contexts["server_context"]) as server,
            transporting(contexts["client_context"]) as client,
        ):
            request = Request(method="GET", url=f"https://localhost:{server.port}/")
            exchanges = [
                await client.exchange(request, deadlines=PATIENT, fresh_connection=False)
                for _ in range(2)
            ]
            return exchanges, server.connections

    (first, second), connections = asyncio.run(twice())

    assert connections == 1
    assert None not in (first.timings.dns_ms, first.timings.connect_ms, first.timings.tls_ms)
    assert (second.timings.dns_ms, second.timings.connect_ms, second.timings.tls_ms) == (None,) * 3
    assert second.timings.ttfb_ms is not None
    assert second.timings.ttfb_ms > 0


def test_each_exchange_opens_its_own_connection_unless_told_otherwise() -> None:
    async def twice() -> int:
        async with serving(replying(HELLO, close=False)) as server, transporting() as client:
            request = Request(method="GET", url=f"http://127.0.0.1:{server.port}/")
            for _ in range(2):
                await client.exchange(request, deadlines=PATIENT)
            return server.connections

    assert asyncio.run(twice()) == 2


def test_a_kept_stream_that_ended_by_its_marker_leaves_its_connection_for_the_next() -> None:
    body = b"data: piece\n\ndata: [DONE]\n\n"
    whole = CHUNKED + b"%x\r\n%b\r\n" % (len(body), body)

    async def twice() -> int:
        answer = replying(whole, 0.05, b"0\r\n\r\n", close=False)
        async with serving(answer) as server, transporting() as client:
            request = Request(method="GET", url=f"http://127.0.0.1:{server.port}/")
            for _ in range(2):
                await client.exchange(
                    request, deadlines=PATIENT, reader=Lines(), fresh_connection=False
                )
            return server.connections

    assert asyncio.run(twice()) == 1


def test_exchanges_that_run_side_by_side_keep_their_own_time() -> None:
    async def side_by_side(fresh: bool) -> list[float]:
        async def answer(writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(next(waits))
            writer.write(HELLO)

        waits = itertools.cycle((0.0, 1.0))
        async with serving(answer) as server, transporting() as client:
            request = Request(method="GET", url=f"http://127.0.0.1:{server.port}/")
            exchanges = await asyncio.gather(
                *(
                    client.exchange(request, deadlines=PATIENT, fresh_connection=fresh)
                    for _ in range(6)
                )
            )
            return sorted(exchange.timings.ttfb_ms or 0 for exchange in exchanges)

    for fresh in (True, False):
        times = asyncio.run(side_by_side(fresh))
        assert times[2] < 950
        assert times[3] > 990


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells when bytes arrived")
def test_an_answer_is_timed_by_its_arrival_however_busy_we_were() -> None:
    # The server lives in a thread and answers after 100 ms, while our loop sleeps for 600.
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            time.sleep(0.1)
            connection.sendall(HELLO)
            connection.recv(1)

    async def run() -> Exchange:
        port = listener.getsockname()[1]
        async with transporting() as client:
            request = Request(method="GET", url=f"http://127.0.0.1:{port}/")
            task = asyncio.create_task(client.exchange(request, deadlines=PATIENT))
            await asyncio.sleep(0.05)
            time.sleep(0.6)
            return await task

    with listener:
        thread = threading.Thread(target=serve)
        thread.start()
        timings = asyncio.run(run()).timings
        thread.join()

    assert timings.ttfb_ms is not None
    assert 90 < timings.ttfb_ms < 550


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells when bytes arrived")
def test_no_answer_looks_faster_because_we_were_put_aside_between_two_clocks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wall_clock_ns = time.time_ns
    asides_s = iter((0.2,))

    def put_aside_once() -> int:
        time.sleep(next(asides_s, 0.0))
        return wall_clock_ns()

    monkeypatch.setattr(time, "time_ns", put_aside_once)
    timings = ask(replying(0.3, HELLO)).timings

    assert next(asides_s, None) is None
    assert timings.ttfb_ms is not None
    assert 290 < timings.ttfb_ms < 300 + NOISE_MS
