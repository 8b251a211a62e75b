"""Every hang has an end, which names its phase."""

import asyncio
import contextlib
import socket
import sys
import time

import pytest

from probes.spec import Deadlines
from tests.probes.transport.loopback import (
    STREAM,
    Answer,
    Lines,
    ask_in_vain,
    fail,
    repeating,
    replying,
    silent,
)


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
