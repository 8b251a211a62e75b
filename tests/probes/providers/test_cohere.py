import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from probes.providers import ReplyReader, cohere
from probes.result import Outcome
from probes.spec import ProviderSpec

CASES = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
Read = Callable[..., ReplyReader]
Sse = Callable[..., bytes]
Make = Callable[..., ProviderSpec]

USAGE = {"billed_units": {"input_tokens": 5, "output_tokens": 3},
         "tokens": {"input_tokens": 31, "output_tokens": 3}}  # fmt: skip


def piece(text: str, kind: str = "content-delta") -> dict[str, Any]:
    return {"type": kind, "index": 0, "delta": {"message": {"content": {"text": text}}}}


def end(reason: str = "COMPLETE") -> dict[str, Any]:
    return {"type": "message-end", "delta": {"finish_reason": reason, "usage": USAGE}}


STREAM = (
    {"id": "x", "type": "message-start", "delta": {"message": {"role": "assistant"}}},
    piece("", "content-start"),
    piece("4"),
    piece("7"),
    piece("5"),
    {"type": "content-end", "index": 0},
    end(),
)


@CASES
@given(cuts=st.lists(st.integers(min_value=0), max_size=12))
def test_a_stream_is_read_alike_wherever_the_network_cuts_it(
    read: Read, sse: Sse, cuts: list[int]
) -> None:
    reader = read(cohere.reply_reader(stream=True), sse(*STREAM), cuts)

    assert (reader.text, reader.pieces) == ("475", 3)
    assert (reader.input_tokens, reader.output_tokens) == (31, 3)
    assert reader.finish_reason == "COMPLETE"
    assert reader.is_finished
    assert reader.failure is None


def test_a_whole_response_is_one_piece(read: Read) -> None:
    content = [{"type": "text", "text": "475"}]
    whole = {"id": "x", "finish_reason": "MAX_TOKENS", "usage": USAGE,
             "message": {"role": "assistant", "content": content}}  # fmt: skip
    reader = read(cohere.reply_reader(stream=False), json.dumps(whole).encode())

    assert (reader.text, reader.pieces, reader.is_finished) == ("475", 1, True)
    assert (reader.output_tokens, reader.finish_reason) == (3, "MAX_TOKENS")


def test_a_stream_that_ends_without_its_last_event_is_broken(read: Read, sse: Sse) -> None:
    reader = read(cohere.reply_reader(stream=True), sse(*STREAM[:-1]))

    assert reader.failure is not None
    assert reader.failure.outcome is Outcome.STREAM_BROKEN


@pytest.mark.parametrize("reason", ["ERROR", "TIMEOUT"])
def test_an_answer_that_ends_in_an_error_is_none(sse: Sse, reason: str) -> None:
    reader = cohere.reply_reader(stream=True)
    reader.feed(sse(*STREAM[:-1], end(reason)))

    assert reader.failure is not None
    assert reader.failure.outcome is Outcome.SERVER_ERROR


@pytest.mark.parametrize(
    ("status", "said", "outcome"),
    [
        (401, "invalid api token", Outcome.AUTH_REJECTED),
        (401, "no api key supplied", Outcome.AUTH_REJECTED),
        (498, "invalid token", Outcome.AUTH_REJECTED),
        (402, "please add a payment method", Outcome.QUOTA),
        (429, "You are using a Trial key, which is limited to 20 API calls / minute.",
         Outcome.QUOTA),
        (429, "too many requests", Outcome.RATE_LIMITED),
        (404, "model 'command-x' not found, make sure the correct model ID was used",
         Outcome.MODEL_GONE),
        (422, "invalid request: message must be at least 1 token long", Outcome.BAD_REQUEST),
        (500, "internal server error", Outcome.SERVER_ERROR),
        (503, "The service is overloaded", Outcome.OVERLOADED),
        (504, "upstream timeout", Outcome.SERVER_ERROR),
    ],
)  # fmt: skip
def test_documented_errors_have_their_outcome(status: int, said: str, outcome: Outcome) -> None:
    body = json.dumps({"id": "x", "message": said}).encode()

    assert cohere.classify(status, {}, body).outcome is outcome


def test_the_request_is_made_under_whatever_base_people_write(provider: Make) -> None:
    for base_url in ("https://api.cohere.com", "https://api.cohere.com/v2/"):
        request = cohere.completion(provider(base_url=base_url), "hi", max_tokens=40, stream=True)
        assert request.url == "https://api.cohere.com/v2/chat"
    assert json.loads(request.body or b"") == {
        "model": "small-1", "messages": [{"role": "user", "content": "hi"}], "max_tokens": 40,
        "stream": True,
    }  # fmt: skip
    assert cohere.key_check(provider(base_url="https://api.cohere.com")).url.endswith("/v1/models")
    assert cohere.request_id({"x-debug-trace-id": "t1"}) == "t1"
