"""Each fault as it is on the wire, seen by a bare socket."""

import json
import socket
import struct
import time
from collections.abc import Iterator

import pytest

from simulator.faults import Fault
from simulator.provider import Provider
from simulator.thread import SimulatorThread

BODY = json.dumps(
    {
        "model": "sim-small",
        "stream": True,
        "messages": [{"role": "user", "content": "What is 123456 + 654321? The number only."}],
    }
).encode()
PIECES = 3  # of the answer, 777777


@pytest.fixture(scope="module")
def running() -> Iterator[SimulatorThread]:
    with SimulatorThread([Provider("aurora", "openai", ttft_s=0, tokens_per_s=1000)]) as simulator:
        yield simulator


@pytest.fixture
def simulator(running: SimulatorThread) -> Iterator[SimulatorThread]:
    yield running
    running.set_fault("aurora", None)


def connect(simulator: SimulatorThread) -> socket.socket:
    port = int(simulator.url.rpartition(":")[2])
    client = socket.create_connection(("127.0.0.1", port), timeout=20)
    client.sendall(
        b"POST /aurora/v1/chat/completions HTTP/1.1\r\nhost: aurora\r\nconnection: close\r\n"
        b"authorization: Bearer sim-key\r\ncontent-type: application/json\r\n"
        b"content-length: %d\r\n\r\n%s" % (len(BODY), BODY)
    )
    return client


def all_of(client: socket.socket, *, at_most: int = 100_000_000) -> bytes:
    received = b""
    while len(received) < at_most and (data := client.recv(65_536)):
        received += data
    return received


def reply(simulator: SimulatorThread, fault: Fault | None) -> tuple[bytes, bytes]:
    """Return the head and the body, chunks joined, of an answer that comes to an end."""
    simulator.set_fault("aurora", fault)
    with connect(simulator) as client:
        head, _, rest = all_of(client).partition(b"\r\n\r\n")
    if b"transfer-encoding: chunked" not in head.lower():
        return head, rest
    body = b""
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        body, rest = body + rest[: int(size, 16)], rest[int(size, 16) + 2 :]
    return head, body


def content(body: bytes) -> str:
    events = [e.removeprefix(b"data: ") for e in body.strip().split(b"\n\n")]
    chunks = [json.loads(e) for e in events if e.startswith(b"{") and e.endswith(b"}")]
    choices = [choice for chunk in chunks for choice in chunk.get("choices", ())]
    return "".join(choice["delta"].get("content", "") for choice in choices)


def test_without_a_fault_the_answer_is_right_and_ends_with_its_marker(
    simulator: SimulatorThread,
) -> None:
    head, body = reply(simulator, None)

    assert head.startswith(b"HTTP/1.1 200 ")
    assert content(body) == "777777"
    assert body.endswith(b"data: [DONE]\n\n")


def test_an_error_is_the_documented_refusal(simulator: SimulatorThread) -> None:
    head, body = reply(simulator, Fault("error", body="rate_limited"))

    assert head.startswith(b"HTTP/1.1 429 ")
    assert b"\r\nretry-after: " in head.lower()
    assert json.loads(body)["error"]["message"]


def test_an_error_inside_a_stream_follows_content_and_ends_it(simulator: SimulatorThread) -> None:
    head, body = reply(simulator, Fault("in_stream_error", after=1))

    assert head.startswith(b"HTTP/1.1 200 ")
    assert content(body)
    assert b'"error"' in body.strip().split(b"\n\n")[-1]


def test_an_answer_that_is_cut_ends_cleanly_but_without_its_marker(
    simulator: SimulatorThread,
) -> None:
    _, body = reply(simulator, Fault("cut", after=1))

    assert "777777".startswith(content(body))
    assert b"[DONE]" not in body


def test_half_an_event_is_followed_by_the_end_of_the_connection(
    simulator: SimulatorThread,
) -> None:
    simulator.set_fault("aurora", Fault("half_event", after=1))
    with connect(simulator) as client:
        received = all_of(client)

    # No last chunk of length 0: whoever counts on it sees that the body was cut.
    assert not received.endswith(b"0\r\n\r\n")
    assert b"[DONE]" not in received


def test_a_reset_is_one(simulator: SimulatorThread) -> None:
    simulator.set_fault("aurora", Fault("reset", after=1))
    with connect(simulator) as client, pytest.raises(ConnectionResetError):
        all_of(client)


def test_a_refusal_closes_before_a_byte(simulator: SimulatorThread) -> None:
    simulator.set_fault("aurora", Fault("refuse"))
    with connect(simulator) as client:
        assert all_of(client) == b""


@pytest.mark.parametrize(("kind", "hears_something"), [("hang", False), ("hang_mid_stream", True)])
def test_silence_lasts_until_the_client_leaves(
    simulator: SimulatorThread, kind: str, hears_something: bool
) -> None:
    simulator.set_fault("aurora", Fault(kind, after=1))  # type: ignore[arg-type]
    with connect(simulator) as client:
        client.settimeout(1)
        heard = client.recv(65_536) if hears_something else b""
        with pytest.raises(TimeoutError):
            heard += all_of(client)

    assert b"[DONE]" not in heard


def test_comments_come_for_ever_and_hold_no_content(simulator: SimulatorThread) -> None:
    simulator.set_fault("aurora", Fault("comments_forever", every_s=0.01))
    with connect(simulator) as client:
        received = all_of(client, at_most=2000)

    assert received.count(b": keep-alive\n\n") > 20
    assert b"data:" not in received


def test_a_flood_is_as_long_as_it_was_told_to_be(simulator: SimulatorThread) -> None:
    _, body = reply(simulator, Fault("flood", size=3_000_001))

    assert body == b" " * 3_000_001


def test_a_trickle_comes_byte_by_byte(simulator: SimulatorThread) -> None:
    simulator.set_fault("aurora", Fault("trickle", every_s=0.02))
    sizes = []
    with connect(simulator) as client:
        client.recv(65_536)
        began = time.monotonic()
        while len(sizes) < 20:
            sizes.append(len(client.recv(65_536)))

    # A busy machine may deliver several at once, but no faster than they were sent.
    assert time.monotonic() - began > 0.02 * 10
    assert min(sizes) < 20


def test_redirects_lead_on_for_ever(simulator: SimulatorThread) -> None:
    head, body = reply(simulator, Fault("redirect_loop"))

    assert head.startswith(b"HTTP/1.1 307 ")
    assert b"/v1/chat/completions?hop=1" in head
    assert body == b""


@pytest.mark.parametrize(
    ("kind", "holds", "lacks"),
    [
        ("bad_utf8", b"\xff\xfe", b"\xef\xbf\xbd"),
        ("bad_json", b"[DONE]", b'"finish_reason":"stop"}]}\n\ndata: {"id"'),
        ("garbled", "ส".encode(), b"<none>"),
        ("token_budget", b'"finish_reason":"length"', b'"content":"7'),
        ("empty_answer", b'"finish_reason":"stop"', b'"content":"7'),
    ],
)
def test_answers_are_spoilt_each_in_its_way(
    simulator: SimulatorThread, kind: str, holds: bytes, lacks: bytes
) -> None:
    head, body = reply(simulator, Fault(kind))  # type: ignore[arg-type]

    assert head.startswith(b"HTTP/1.1 200 ")
    assert holds in body
    assert lacks not in body


def test_a_wrong_answer_is_whole_and_plausible(simulator: SimulatorThread) -> None:
    _, body = reply(simulator, Fault("wrong_answer"))

    assert content(body).isdecimal()
    assert content(body) != "777777"
    assert body.endswith(b"data: [DONE]\n\n")


def test_a_page_for_people_has_the_status_that_was_asked_for(simulator: SimulatorThread) -> None:
    for status in (502, 200, 403):
        head, body = reply(simulator, Fault("html", status=status))
        assert head.startswith(b"HTTP/1.1 %d " % status)
        assert b"content-type: text/html" in head.lower()
        assert b"<html" in body.lower()


def test_latency_delays_the_first_token_and_slow_tokens_the_rest() -> None:
    with SimulatorThread([Provider("aurora", "openai", ttft_s=0.1, tokens_per_s=50)]) as simulator:
        first_s, _ = _arrivals(simulator, Fault("latency", factor=4, extra_s=0.1))
        _, rest_s = _arrivals(simulator, Fault("slow_tokens", factor=20))

    # Lower bounds alone, for a busy machine delays everything: a tenth off 0.4 s, and two
    # pieces that are a fiftieth of a second apart when all is well.
    assert first_s > 0.1 + 0.9 * 0.4
    assert rest_s > 0.3


def _arrivals(simulator: SimulatorThread, fault: Fault | None) -> tuple[float, float]:
    """Return when the first piece of content came, and how long the others took, in seconds."""
    simulator.set_fault("aurora", fault)
    began, came = time.monotonic(), []
    with connect(simulator) as client:
        while data := client.recv(65_536):
            came += [time.monotonic()] * data.count(b'"content":"7')
    return came[0] - began, came[-1] - came[0]


def test_a_client_that_resets_its_connection_harms_nobody(simulator: SimulatorThread) -> None:
    for _ in range(20):
        client = connect(simulator)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()

    _, body = reply(simulator, None)
    assert content(body) == "777777"


@pytest.mark.parametrize(
    "nonsense", [b"\r\n\r\n", b"\x16\x03\x01\x00\xa5", b"GET\r\n\r\n", b"A" * 70_000, b""]
)
def test_nonsense_is_answered_or_dropped_and_harms_nobody(
    simulator: SimulatorThread, nonsense: bytes
) -> None:
    port = int(simulator.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        client.sendall(nonsense)
        client.shutdown(socket.SHUT_WR)
        try:
            answered = all_of(client)
        except ConnectionResetError:
            answered = b""

    assert answered == b"" or answered.startswith(b"HTTP/1.1 4")
    _, body = reply(simulator, None)
    assert content(body) == "777777"
