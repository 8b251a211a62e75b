"""The transport against real servers: every phase is told truthfully, every hang has an end."""

import asyncio
import contextlib
import gc
import gzip
import itertools
import socket
import ssl
import struct
import sys
import threading
import time
import tomllib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme

from probes import measurement
from probes.exchange import EVIDENCE_BYTES, Exchange, ExchangeFailed, Request
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


# Phases


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


def test_tls_has_a_phase_of_its_own(authority: trustme.CA) -> None:
    exchange = ask(replying(0.1, HELLO), **over_tls(authority, "localhost"), host="localhost")

    assert exchange.body == b"hello"
    timings = exchange.timings
    assert timings.tls_ms is not None
    assert timings.ttfb_ms is not None
    assert 0 < timings.tls_ms < NOISE_MS
    assert timings.ttfb_ms > 90


def test_of_many_handshakes_at_once_each_lets_the_loop_read_what_came_for_others(
    authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns, handshakes = 0, []
    do_handshake = ssl.SSLObject.do_handshake

    def noting(tls: ssl.SSLObject) -> None:
        if not tls.server_side:
            handshakes.append(turns)
        do_handshake(tls)

    async def many() -> list[Exchange]:
        nonlocal turns
        contexts = over_tls(authority, "localhost")
        async with (
            serving(replying(HELLO), contexts["server_context"]) as server,
            transporting(contexts["client_context"]) as client,
        ):
            request = Request(method="GET", url=f"https://localhost:{server.port}/")
            asking = asyncio.gather(
                *(client.exchange(request, deadlines=PATIENT) for _ in range(20))
            )
            while not asking.done():
                await asyncio.sleep(0)
                turns += 1
            return await asking

    monkeypatch.setattr(ssl.SSLObject, "do_handshake", noting)
    exchanges = asyncio.run(many())

    assert [exchange.body for exchange in exchanges] == [b"hello"] * 20
    assert len(handshakes) >= 40
    assert len({*handshakes}) == len(handshakes)


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

        waits = itertools.cycle((0.0, 0.4))
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
        assert times[2] < 350
        assert times[3] > 390


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


# Streams


def test_a_stream_has_its_first_piece_and_its_longest_pause_timed() -> None:
    exchange = ask(
        replying(
            STREAM + b": hi\n\n", 0.2, b"data: piece 1\n\n", 0.1, b"data: piece 2\n\n", 0.3,
            b"data: piece 3\n\ndata: [DONE]\n\n", 20.0,
        ),
        reader=Lines(),
    )  # fmt: skip

    timings = exchange.timings
    assert exchange.pieces == 3
    assert timings.ttfb_ms is not None
    assert timings.ttft_ms is not None
    assert timings.longest_gap_ms is not None
    assert exchange.content_ms is not None
    assert timings.ttft_ms - timings.ttfb_ms > 150
    assert 270 < timings.longest_gap_ms < 300 + NOISE_MS
    assert 370 < exchange.content_ms < 400 + NOISE_MS
    assert timings.total_ms is not None
    assert timings.total_ms >= timings.ttft_ms + exchange.content_ms


def test_one_piece_has_no_pause() -> None:
    exchange = ask(replying(STREAM, b"data: piece\n\n"), reader=Lines())

    assert exchange.pieces == 1
    assert exchange.timings.longest_gap_ms is None
    assert exchange.content_ms is None


def test_the_end_marker_ends_the_exchange_though_the_server_holds_the_stream_open() -> None:
    reader = Lines()
    exchange = ask(
        replying(STREAM, b"data: piece\n\ndata: [DONE]\n\n", 30.0), reader=reader, deadlines=PATIENT
    )

    assert exchange.pieces == 1
    assert not reader.is_ended
    assert exchange.timings.total_ms is not None
    assert exchange.timings.total_ms < NOISE_MS


def test_the_reader_is_told_when_a_body_ends_amid_an_event() -> None:
    reader = Lines()
    exchange = ask(replying(STREAM, b"data: piece\n\ndata: pie"), reader=reader)

    assert reader.is_ended
    assert reader.text.endswith(b"pie")
    assert exchange.status == 200


def test_the_beginning_of_a_read_body_is_kept_as_evidence() -> None:
    exchange = ask(replying(STREAM, b"data: piece\n\n" + b"x" * 200_000), reader=Lines())

    assert exchange.body.startswith(b"data: piece")
    assert len(exchange.body) == EVIDENCE_BYTES


# Deadlines


@pytest.mark.parametrize(
    ("phase", "answer", "deadline", "said"),
    [
        ("first_byte", silent(), {"first_byte": 0.3}, "no answer within 0.3 s"),
        ("first_byte", repeating(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", 0.02), {"first_byte": 0.3},
         "headers were not complete within 0.3 s"),
        ("first_content", replying(STREAM, 30.0), {"first_content": 0.3}, "no content within"),
        ("first_content", repeating(STREAM, b": keep-alive\n\n", 0.02), {"first_content": 0.3},
         "status 200, but no content within 0.3 s"),
        ("first_content", repeating(STREAM, b"\n", 0.02), {"first_content": 0.3}, "no content"),
        ("silence", replying(STREAM, b"data: piece\n\n" * 2, 30.0), {"silence": 0.3},
         "silent for 0.3 s after 2 pieces"),
        ("silence", repeating(STREAM + b"data: piece\n\n", b": ping\n\n", 0.02), {"silence": 0.3},
         "after 1 piece"),
        ("total", repeating(STREAM, b"data: piece\n\n", 0.02), {"total": 0.4},
         "not finished within 0.4 s"),
        ("total", silent(), {"total": 0.3}, "not finished within 0.3 s"),
    ],
)  # fmt: skip
def test_a_hang_ends_at_its_deadline_and_names_its_phase(
    phase: str, answer: Answer, deadline: dict[str, float], said: str
) -> None:
    limits = {"connect": 20.0, "first_byte": 20.0, "first_content": 20.0, "silence": 20.0}
    error = ask_in_vain(
        answer, reader=Lines(), deadlines=Deadlines(**limits | {"total": 20.0} | deadline)
    )

    assert (error.phase, error.timed_out) == (phase, True)
    assert said in str(error)
    assert error.timings.total_ms is not None
    assert 250 < error.timings.total_ms < 10_000


def test_a_server_that_never_shakes_hands_times_out_in_the_tls_phase() -> None:
    error = ask_in_vain(silent(), scheme="https", deadlines=Deadlines(connect=0.3))

    assert (error.phase, error.timed_out) == ("tls", True)
    assert error.timings.connect_ms is not None
    assert error.timings.tls_ms is None


@pytest.mark.skipif(sys.platform != "linux", reason="a full backlog drops SYNs on Linux only")
def test_a_host_that_does_not_answer_times_out_in_the_connect_phase() -> None:
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        error = fail(url, deadlines=Deadlines(connect=0.3))

    assert (error.phase, error.timed_out) == ("connect", True)
    assert "within 0.3 s" in str(error)


def test_a_resolver_that_hangs_times_out_in_the_dns_phase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: time.sleep(1))
    error = fail("http://slow.invalid/", deadlines=Deadlines(connect=0.2))

    assert (error.phase, error.timed_out) == ("dns", True)


def test_a_server_that_takes_no_request_times_out_in_the_send_phase() -> None:
    async def deaf(writer: asyncio.StreamWriter) -> None:
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        await asyncio.sleep(30)

    error = ask_in_vain(
        deaf,
        request={"method": "POST", "body": bytes(32_000_000)},
        deadlines=Deadlines(first_byte=0.4, total=0.7),
    )

    assert (error.phase, error.timed_out) == ("send", True)


# Broken connections


def fail(url: str, *, deadlines: Deadlines = PATIENT, **request: Any) -> ExchangeFailed:
    async def run() -> None:
        async with transporting() as client:
            await client.exchange(Request(method="GET", url=url, **request), deadlines=deadlines)

    with pytest.raises(ExchangeFailed) as caught:
        asyncio.run(run())
    return caught.value


@pytest.mark.parametrize("reset", [False, True])
def test_a_stream_that_is_cut_says_after_how_many_pieces(reset: bool) -> None:
    piece = b"d\r\ndata: piece\n\n\r\n"
    error = ask_in_vain(replying(CHUNKED, piece * 3, reset=reset), reader=Lines())

    assert (error.phase, error.timed_out, error.is_malformed) == ("body", False, False)
    assert "the stream was cut after 3 pieces" in str(error)
    assert error.exchange is not None
    assert error.exchange.pieces == 3
    assert error.timings.ttft_ms is not None


def test_a_body_that_is_cut_says_after_how_many_bytes() -> None:
    error = ask_in_vain(replying(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"))

    assert error.phase == "body"
    assert "the body was cut after 5 bytes" in str(error)
    assert error.exchange is not None
    assert error.exchange.body == b"hello"


@pytest.mark.parametrize("reset", [False, True])
def test_a_connection_that_closes_before_any_answer_says_so(reset: bool) -> None:
    error = ask_in_vain(replying(reset=reset))

    assert (error.phase, error.timed_out, error.is_malformed) == ("first_byte", False, False)
    assert "the connection was closed before any answer" in str(error)
    assert error.exchange is None


def test_a_connection_that_closes_amid_the_headers_says_so() -> None:
    error = ask_in_vain(replying(b"HTTP/1.1 200 OK\r\nContent-"))

    assert error.phase == "first_byte"
    assert "closed amid the headers" in str(error)


@pytest.mark.parametrize(
    "answer",
    [
        replying(b"SSH-2.0-OpenSSH_9.2\r\n\r\n", 5.0),
        replying(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000, 5.0),
        replying(b"HTTP/1.1 abc\r\n\r\n", 5.0),
    ],
)
def test_an_answer_that_is_not_http_is_malformed(answer: Answer) -> None:
    error = ask_in_vain(answer)

    assert (error.phase, error.is_malformed) == ("first_byte", True)


def test_a_body_that_breaks_its_framing_is_malformed() -> None:
    error = ask_in_vain(replying(CHUNKED, b"zz\r\n", 5.0))

    assert (error.phase, error.is_malformed) == ("body", True)


def test_a_failure_is_not_tried_again() -> None:
    async def run() -> int:
        async with serving(replying(reset=True)) as server, transporting() as client:
            request = Request(method="GET", url=f"http://127.0.0.1:{server.port}/")
            with pytest.raises(ExchangeFailed):
                await client.exchange(request, deadlines=PATIENT)
            return server.connections

    assert asyncio.run(run()) == 1


def test_a_refused_connection_names_the_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    error = fail(f"http://127.0.0.1:{port}/")

    assert (error.phase, error.timed_out) == ("connect", False)
    assert f"127.0.0.1 port {port}: connection refused" in str(error)


def test_a_name_that_does_not_exist_fails_in_the_dns_phase() -> None:
    error = fail("http://does-not-exist.invalid/path?key=hidden")

    assert (error.phase, error.timed_out) == ("dns", False)
    assert "does-not-exist.invalid" in str(error)
    assert "hidden" not in str(error)


@pytest.mark.parametrize(
    ("errno", "is_temporary"), [(socket.EAI_AGAIN, True), (socket.EAI_NONAME, False)]
)
def test_a_resolver_that_does_not_know_is_told_from_one_that_knows_there_is_no_such_name(
    monkeypatch: pytest.MonkeyPatch, errno: int, is_temporary: bool
) -> None:
    def refuse(*args: Any, **options: Any) -> None:
        raise socket.gaierror(errno, "in the resolver's words")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    error = fail("http://api.example/")

    assert (error.phase, error.is_dns_temporary) == ("dns", is_temporary)
    assert "in the resolver's words" in str(error)


# Certificates


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def over_tls(authority: trustme.CA, host: str, **options: Any) -> dict[str, ssl.SSLContext]:
    server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(host, **options).configure_cert(server_context)
    client_context = ssl.create_default_context()
    authority.configure_trust(client_context)
    return {"server_context": server_context, "client_context": client_context}


@pytest.mark.parametrize(
    ("host", "options", "said"),
    [
        ("localhost", {"not_after": datetime.now(UTC) - timedelta(days=1)}, "expired"),
        ("other.example", {}, "not valid for 'localhost'"),
    ],
)
def test_a_bad_certificate_fails_in_the_tls_phase_and_says_why(
    authority: trustme.CA, host: str, options: dict[str, Any], said: str
) -> None:
    error = ask_in_vain(replying(HELLO), **over_tls(authority, host, **options), host="localhost")

    assert (error.phase, error.timed_out) == ("tls", False)
    assert said in str(error)
    assert error.timings.connect_ms is not None


def test_a_certificate_of_an_unknown_authority_is_refused_by_default(
    authority: trustme.CA,
) -> None:
    contexts = over_tls(authority, "localhost") | {"client_context": None}
    error = ask_in_vain(replying(HELLO), **contexts, host="localhost")

    assert error.phase == "tls"
    assert "the certificate of localhost was refused" in str(error)


def test_ssl_cert_file_is_honoured(
    authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    contexts = over_tls(authority, "localhost") | {"client_context": None}

    assert ask(replying(HELLO), **contexts, host="localhost").status == 200


def test_a_server_without_tls_fails_in_the_tls_phase() -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def shout() -> None:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):
            connection.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")
            while connection.recv(4096):
                pass

    with listener:
        thread = threading.Thread(target=shout)
        thread.start()
        error = fail(f"https://127.0.0.1:{listener.getsockname()[1]}/")
        thread.join()

    assert (error.phase, error.timed_out) == ("tls", False)
    assert "TLS handshake" in str(error)


def test_the_certificates_are_loaded_once_for_all_exchanges(
    monkeypatch: pytest.MonkeyPatch, authority: trustme.CA
) -> None:
    loaded: list[ssl.SSLContext] = []
    contexts = over_tls(authority, "localhost")

    def load() -> ssl.SSLContext:
        loaded.append(contexts["client_context"])
        return contexts["client_context"]

    async def run() -> None:
        answer = replying(HELLO)
        async with serving(answer, contexts["server_context"]) as server, transporting() as client:
            request = Request(method="GET", url=f"https://localhost:{server.port}/")
            for fresh in (True, True, False):
                await client.exchange(request, deadlines=PATIENT, fresh_connection=fresh)

    monkeypatch.setattr(httpx, "create_ssl_context", load)
    asyncio.run(run())
    assert len(loaded) == 1


# Bodies and refusals


def test_a_flood_is_stopped_at_the_limit() -> None:
    error = ask_in_vain(
        replying(STREAM, *[bytes(65536)] * 160), reader=Lines(), max_body_bytes=100_000
    )

    assert (error.phase, error.timed_out, error.is_malformed) == ("body", False, True)
    assert "larger than 100000 bytes" in str(error)
    assert error.exchange is not None
    assert len(error.exchange.body) <= 100_000


def test_a_body_of_exactly_the_limit_is_taken() -> None:
    assert len(ask(replying(STREAM, bytes(5000)), max_body_bytes=5000).body) == 5000


def test_a_compressed_answer_is_refused_and_not_inflated() -> None:
    bomb = gzip.compress(bytes(10_000_000))
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)
    error = ask_in_vain(replying(head + bomb))

    assert error.is_malformed
    assert "encoded as gzip" in str(error)
    assert error.exchange is not None
    assert error.exchange.body == b""


def test_a_refusal_is_collected_but_not_read() -> None:
    reader = Lines()
    body = b'{"error": {"message": "data: piece"}}'
    exchange = ask(
        replying(b"HTTP/1.1 429 No\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)),
        reader=reader,
    )

    assert (exchange.status, exchange.body) == (429, body)
    assert reader.text == b""
    assert not reader.is_ended


@pytest.mark.parametrize(
    "answer",
    [
        replying(b"HTTP/1.1 500 No\r\nContent-Length: 10\r\n\r\nhello", reset=True),
        replying(b"HTTP/1.1 500 No\r\nContent-Length: 10\r\n\r\nhello", 30.0),
        replying(b"HTTP/1.1 500 No\r\n\r\nhello" + bytes(5_000_000)),
        replying(b"HTTP/1.1 500 No\r\nContent-Encoding: br\r\nContent-Length: 9\r\n\r\nhello"),
    ],
    ids=["reset", "hanging", "endless", "encoded"],
)
def test_a_refusal_is_an_answer_however_its_body_ends(answer: Answer) -> None:
    exchange = ask(answer, deadlines=Deadlines(silence=0.3), max_body_bytes=1000)

    assert exchange.status == 500
    assert len(exchange.body) <= 1000


def test_a_redirect_is_not_followed() -> None:
    exchange = ask(
        replying(
            b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
        )
    )

    assert exchange.status == 302
    assert exchange.headers["location"] == "http://127.0.0.1:1/"


def test_response_headers_are_lower_case_joined_and_bounded() -> None:
    many = b"".join(b"N%d: x\r\n" % n for n in range(300))
    head = b"HTTP/1.1 204 No\r\nX-Ab: 1\r\nx-aB: 2\r\nY: \xe9\r\nLong: " + b"l" * 9000 + b"\r\n"
    headers = ask(replying(head + many + b"\r\n")).headers

    assert headers["x-ab"] == "1, 2"
    assert headers["y"] == "\xe9"
    assert len(headers["long"]) < 9000
    assert len(headers) <= 100


# Requests


def sent(**request: Any) -> bytes:
    async def run() -> bytes:
        async with serving(replying(HELLO)) as server, transporting() as client:
            url = request.pop("url", "http://127.0.0.1:{port}/").format(port=server.port)
            await client.exchange(Request(url=url, **request), deadlines=PATIENT)
            return server.requests[0].lower()

    return asyncio.run(run())


def test_a_request_names_us_and_asks_for_a_plain_body() -> None:
    head = sent(method="GET", headers={"accept-encoding": "gzip", "X-Api-Key": "K"})

    assert head.count(b"accept-encoding:") == 1
    assert b"accept-encoding: identity\r\n" in head
    assert b"user-agent: brownout/" in head
    assert b"x-api-key: k\r\n" in head
    assert b"host: 127.0.0.1:" in head


def test_a_body_is_sent_with_its_length() -> None:
    assert b"content-length: 7\r\n" in sent(method="POST", body=b'{"a":1}')


def test_a_user_in_the_url_becomes_basic_authentication() -> None:
    head = sent(method="GET", url="http://me:pass@127.0.0.1:{port}/")

    assert b"authorization: basic bwu6cgfzcw==\r\n" in head


def test_proxy_variables_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")

    assert ask(replying(HELLO)).status == 200


@pytest.mark.parametrize(
    "value", ["hidden-key\n", "hidden-key\r\nX: y", "hidden-k\xe9y", " hidden"]
)
def test_a_key_that_no_header_can_hold_is_refused_without_being_told(value: str) -> None:
    error = fail("http://127.0.0.1:1/", headers={"X-Api-Key": value})

    assert error.phase == "send"
    assert "X-Api-Key" in str(error)
    assert "hidden" not in f"{error} {error.__cause__} {error.__context__}"


@pytest.mark.parametrize(
    "url", ["ftp://hidden/", "/hidden", "hidden", "http://", "http://hidden:x/"]
)
def test_an_unusable_url_is_a_mistake_of_ours_and_is_not_told(url: str) -> None:
    async def run() -> None:
        async with transporting() as client:
            await client.exchange(Request(method="GET", url=url), deadlines=PATIENT)

    with pytest.raises(ValueError, match="absolute http:// or https:// URL") as caught:
        asyncio.run(run())
    assert "hidden" not in str(caught.value)


def test_a_request_does_not_show_its_secrets() -> None:
    request = Request(
        method="GET", url="http://h/?key=hidden", headers={"K": "hidden"}, body=b"hidden"
    )
    assert "hidden" not in repr(request)


# Leaving


@pytest.mark.parametrize("fresh", [True, False])
@pytest.mark.parametrize(
    "answer", [silent(), replying(STREAM, b"data: piece\n\n", 30.0)], ids=["waiting", "reading"]
)
def test_cancellation_comes_through_and_closes_the_connection(answer: Answer, fresh: bool) -> None:
    async def run() -> None:
        async with serving(answer) as server, transporting() as client:
            request = Request(method="GET", url=f"http://127.0.0.1:{server.port}/")
            task = asyncio.create_task(
                client.exchange(request, deadlines=PATIENT, reader=Lines(), fresh_connection=fresh)
            )
            while not server.requests:
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.1)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await asyncio.wait_for(server.hung_up.wait(), 10)

    asyncio.run(run())


@pytest.fixture
def open_files() -> Callable[[], int]:
    folder = Path("/proc/self/fd")
    if not folder.exists():
        pytest.skip("needs /proc")
    return lambda: len(list(folder.iterdir()))


def test_no_socket_is_left_behind(open_files: Callable[[], int], authority: trustme.CA) -> None:
    contexts = over_tls(authority, "localhost")
    impatient = Deadlines(connect=0.2, first_byte=0.2, first_content=0.2)

    async def run() -> tuple[int, int]:
        async with (
            serving(replying(STREAM, 30.0), contexts["server_context"]) as hanging,
            serving(replying(reset=True)) as resetting,
            serving(silent()) as mute,
            transporting(contexts["client_context"]) as client,
        ):
            urls = [
                f"https://localhost:{hanging.port}/",
                f"https://127.0.0.1:{hanging.port}/",
                f"http://127.0.0.1:{resetting.port}/",
                f"https://127.0.0.1:{mute.port}/",
            ]
            before = open_files()
            for url in urls:
                with pytest.raises(ExchangeFailed):
                    await client.exchange(
                        Request(method="GET", url=url), deadlines=impatient, reader=Lines()
                    )
            # The servers' ends of the connections are in this process too, and take a moment.
            deadline = time.monotonic() + 10
            while open_files() > before and time.monotonic() < deadline:
                await asyncio.sleep(0.01)
            return before, open_files()

    before, after = asyncio.run(run())
    assert after <= before


@pytest.mark.parametrize(
    "answer",
    [replying(STREAM, b"data: piece\n\ndata: [DONE]\n\n"), silent(), replying(reset=True)],
    ids=["answered", "timed out", "cut"],
)
def test_nothing_is_left_to_the_garbage_collector(answer: Answer) -> None:
    deadlines = Deadlines(first_byte=0.05)

    async def run() -> list[object]:
        async with serving(answer) as server, transporting() as client:
            request = Request(method="GET", url=f"http://127.0.0.1:{server.port}/")

            async def exchange() -> None:
                with contextlib.suppress(ExchangeFailed):
                    await client.exchange(request, deadlines=deadlines, reader=Lines())

            await asyncio.create_task(exchange())
            gc.collect()
            gc.disable()
            gc.set_debug(gc.DEBUG_SAVEALL)
            try:
                for _ in range(3):
                    await asyncio.create_task(exchange())
                await asyncio.sleep(0.05)
                gc.collect()
                return [each for each in gc.garbage if type(each).__module__.startswith("probes.")]
            finally:
                gc.set_debug(0)
                gc.garbage.clear()
                gc.enable()

    assert asyncio.run(run()) == []


def test_the_version_in_the_user_agent_is_the_distributions() -> None:
    project = Path(measurement.__file__).parents[1] / "pyproject.toml"
    assert tomllib.loads(project.read_text())["project"]["version"] == measurement.VERSION
