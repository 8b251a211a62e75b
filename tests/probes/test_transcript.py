"""What is told of an exchange: all that a support needs, and nothing that lets anybody in."""

import asyncio
import contextlib
from typing import Any

import pytest

from probes.exchange import Exchange, ExchangeFailed, Request
from probes.redact import Redactor
from probes.result import Surface, Timings
from probes.spec import Deadlines
from probes.transcript import RecordingTransport
from probes.transport import Transport

KEY = "fernand-the-otter-77"
JSON = {"content-type": "application/json", "x-api-key": KEY, "OpenAI-Organization": "org-ours"}


class _Answering(Transport):
    def __init__(self, answer: Exchange | ExchangeFailed) -> None:
        self._answer = answer

    async def exchange(self, *_: Any, **__: Any) -> Exchange:
        if isinstance(self._answer, ExchangeFailed):
            raise self._answer
        return self._answer


def _answer(status: int, body: bytes, **headers: str) -> Exchange:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Exchange(status=status, headers=named, body=body, timings=Timings())


def _told(
    answer: Exchange | ExchangeFailed,
    request: Request | None = None,
    surface: Surface = Surface.API,
) -> str:
    recording = RecordingTransport(_Answering(answer))
    asked = request or Request(
        method="POST", url="https://api.example/v1", headers=JSON, body=b'{"model":"small"}'
    )

    async def once() -> None:
        await recording.exchange(asked, deadlines=Deadlines())

    with contextlib.suppress(ExchangeFailed):
        asyncio.run(once())
    told = recording.told(surface, Redactor([KEY]).clean)
    assert told is not None
    return told


def test_request_and_answer_are_told_without_what_lets_one_in() -> None:
    body = b'{"error":"busy, ' + KEY.encode() + b'"}'
    told = _told(_answer(529, body, request_id="req_1", x_ratelimit_remaining_tokens="12",
                         set_cookie="a=b"))  # fmt: skip

    assert told == (
        "POST https://api.example/v1\ncontent-type: application/json\nx-api-key: [redacted]\n"
        'OpenAI-Organization: [redacted]\n\n{"model":"small"}\n\n'
        "529\nrequest-id: req_1\nx-ratelimit-remaining-tokens: 12\nset-cookie: [redacted]\n\n"
        '{"error":"busy, [redacted]"}'
    )


def test_a_request_for_a_token_is_not_told() -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    request = Request(method="POST", url="https://login.example", headers=form, body=b"secret=s")

    told = _told(_answer(400, b"you said secret=s", echo="secret=s"), request)

    assert "secret=s" not in told
    assert told.startswith("POST https://login.example\n")
    assert told.endswith("400")


def test_what_a_login_answers_where_all_is_well_is_not_told() -> None:
    request = Request(method="GET", url="https://login.example/keys")
    assert "body" not in _told(_answer(200, b"body"), request, Surface.OAUTH)
    assert "body" in _told(_answer(503, b"body"), request, Surface.OAUTH)


def test_what_broke_off_is_told_as_far_as_it_came() -> None:
    failed = ExchangeFailed(
        "silent for 5 s", phase="silence", timed_out=True, timings=Timings(),
        exchange=_answer(200, b"data: half"),
    )  # fmt: skip
    assert _told(failed).endswith("200\n\ndata: half\n\n(silent for 5 s)")


def test_long_bodies_and_many_headers_are_cut() -> None:
    many = {f"x_{number}": "v" * 900 for number in range(500)}
    assert len(_told(_answer(500, b"x" * 10**6, **many))) < 8_000


def test_of_a_run_that_asked_nobody_there_is_nothing() -> None:
    recording = RecordingTransport(Transport())
    assert recording.told(Surface.API, str) is None
    with pytest.raises(ValueError, match="absolute"):
        asyncio.run(recording.exchange(Request(method="GET", url="x"), deadlines=Deadlines()))
