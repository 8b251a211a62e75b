"""A connection that breaks, or that is none, says where and how."""

import asyncio
import socket
from typing import Any

import pytest

from probes.exchange import ExchangeFailed, Request
from tests.probes.transport.loopback import (
    CHUNKED,
    PATIENT,
    Answer,
    Lines,
    ask_in_vain,
    fail,
    replying,
    serving,
    transporting,
)


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
