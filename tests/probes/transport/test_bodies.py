"""Bodies are bounded and refusals collected, whatever the server sends."""

import gzip

import pytest

from probes.spec import Deadlines
from tests.probes.transport.loopback import STREAM, Answer, Lines, ask, ask_in_vain, replying


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
