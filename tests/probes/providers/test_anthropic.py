import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from probes.providers import ReplyReader, anthropic
from probes.result import Outcome
from probes.spec import ProviderSpec

CASES = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
Read = Callable[..., ReplyReader]
Make = Callable[..., ProviderSpec]


def events(*said: dict[str, Any]) -> bytes:
    frames = (f"event: {each['type']}\ndata: {json.dumps(each)}\n\n" for each in said)
    return "".join(frames).encode()


def delta(**said: Any) -> dict[str, Any]:
    return {"type": "content_block_delta", "index": 0, "delta": said}


START = {
    "type": "message_start",
    "message": {
        "id": "msg_1", "type": "message", "role": "assistant", "content": [],
        "usage": {"input_tokens": 20, "cache_read_input_tokens": 11, "output_tokens": 1},
    },
}  # fmt: skip
OPEN = {
    "type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""},
}  # fmt: skip
CLOSE = (
    {"type": "content_block_stop", "index": 0},
    {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 9}},
    {"type": "message_stop"},
)
STREAM = (
    START,
    OPEN,
    {"type": "ping"},
    delta(type="text_delta", text="4"),
    delta(type="text_delta", text="75"),
    *CLOSE,
)


def error(type_: str, message: str = "", **details: str) -> dict[str, Any]:
    inner: dict[str, Any] = {"type": type_, "message": message}
    return {"type": "error", "error": inner | ({"details": details} if details else {})}


@CASES
@given(cuts=st.lists(st.integers(min_value=0), max_size=12))
def test_a_stream_is_read_alike_wherever_the_network_cuts_it(read: Read, cuts: list[int]) -> None:
    reader = read(anthropic.reply_reader(stream=True), events(*STREAM), cuts)

    assert (reader.text, reader.pieces) == ("475", 2)
    assert (reader.input_tokens, reader.output_tokens) == (31, 9)
    assert reader.finish_reason == "end_turn"
    assert reader.is_finished
    assert reader.failure is None


def test_a_whole_message_is_one_piece(read: Read) -> None:
    body = {
        "type": "message",
        "content": [{"type": "text", "text": "475"}],
        "stop_reason": "end_turn",
        "usage": {"input_tokens": 31, "output_tokens": 9},
    }
    reader = read(anthropic.reply_reader(stream=False), json.dumps(body).encode())

    assert (reader.text, reader.pieces, reader.is_finished) == ("475", 1, True)
    assert (reader.input_tokens, reader.output_tokens) == (31, 9)


def test_thinking_counts_as_a_piece_but_not_as_text(read: Read) -> None:
    thinking = delta(type="thinking_delta", thinking="let me see")
    body = events(START, thinking, delta(type="text_delta", text="475"), *CLOSE)
    reader = read(anthropic.reply_reader(stream=True), body)

    assert (reader.text, reader.pieces) == ("475", 2)


def test_a_stream_without_message_stop_is_broken(read: Read) -> None:
    reader = read(anthropic.reply_reader(stream=True), events(*STREAM[:-1]))

    assert reader.failure is not None
    assert reader.failure.outcome is Outcome.STREAM_BROKEN


@pytest.mark.parametrize(
    ("event", "outcome"),
    [
        (error("overloaded_error", "Overloaded"), Outcome.OVERLOADED),
        (error("api_error", "Internal server error"), Outcome.SERVER_ERROR),
        (error("timeout_error", "Timed out"), Outcome.SERVER_ERROR),
        (error("rate_limit_error", "Too many"), Outcome.RATE_LIMITED),
        (error("a_new_error"), Outcome.SERVER_ERROR),
    ],
)
def test_an_error_event_after_a_200_ends_the_stream_with_its_outcome(
    event: dict[str, Any], outcome: Outcome
) -> None:
    reader = anthropic.reply_reader(stream=True)
    reader.feed(events(START, delta(type="text_delta", text="4"), event))

    assert reader.failure is not None
    assert reader.failure.outcome is outcome
    assert reader.is_finished


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (400, error("invalid_request_error", "max_tokens: required"), Outcome.BAD_REQUEST),
        (400, error("invalid_request_error", "This organization is on hold",
                    error_code="organization_on_hold"), Outcome.QUOTA),
        (400, error("invalid_request_error", "You have reached your specified API usage limits. "
                    "You will regain access on 2026-12-01"), Outcome.QUOTA),
        (400, error("invalid_request_error", "Your credit balance is too low to access the API"),
         Outcome.QUOTA),
        (401, error("authentication_error", "invalid x-api-key"), Outcome.AUTH_REJECTED),
        (402, error("billing_error", "Payment required"), Outcome.QUOTA),
        (403, error("permission_error", "Not allowed"), Outcome.AUTH_REJECTED),
        (404, error("not_found_error", "model: small-1"), Outcome.MODEL_GONE),
        (404, error("not_found_error", "Not Found"), Outcome.BAD_REQUEST),
        (413, error("request_too_large", "Too large"), Outcome.BAD_REQUEST),
        (429, error("rate_limit_error", "This request would exceed your organization's rate limit "
                    "of 50 requests per minute"), Outcome.QUOTA),
        (429, error("rate_limit_error", "Spend", error_code="enforced_spend_limit_reached"),
         Outcome.QUOTA),
        (429, error("rate_limit_error", "Ramp", error_code="ramp_limit_exceeded"), Outcome.QUOTA),
        (429, error("rate_limit_error", "Error"), Outcome.RATE_LIMITED),
        (500, error("api_error", "Internal server error"), Outcome.SERVER_ERROR),
        (504, error("timeout_error", "Timed out"), Outcome.SERVER_ERROR),
        (529, error("overloaded_error", "Overloaded"), Outcome.OVERLOADED),
    ],
    ids=lambda value: str(value)[:70],
)  # fmt: skip
def test_documented_errors_have_their_outcome(
    status: int, body: dict[str, Any], outcome: Outcome
) -> None:
    assert anthropic.classify(status, {}, json.dumps(body).encode()).outcome is outcome


def test_a_429_is_ours_where_a_header_says_that_our_allowance_is_spent() -> None:
    headers = {"anthropic-ratelimit-output-tokens-remaining": "0"}
    body = json.dumps(error("rate_limit_error", "Error")).encode()

    assert anthropic.classify(429, headers, body).outcome is Outcome.QUOTA


@pytest.mark.parametrize("base", ["https://api.example.com", "https://api.example.com/v1/"])
def test_the_request_finds_its_path_whether_or_not_the_base_has_the_version(
    provider: Make, base: str
) -> None:
    request = anthropic.completion(provider(base_url=base), "hi", max_tokens=40, stream=True)

    assert request.url == "https://api.example.com/v1/messages"
    assert anthropic.key_check(provider(base_url=base)).url == "https://api.example.com/v1/models"


def test_the_request_carries_the_key_in_a_header_alone_and_no_sampling(provider: Make) -> None:
    thinking = {"thinking": {"type": "disabled"}}
    request = anthropic.completion(provider(request=thinking), "hi", max_tokens=40, stream=False)

    assert request.headers["x-api-key"] == "sk-marker-5d1f9c2e7a"
    assert request.headers["anthropic-version"] == "2023-06-01"
    assert json.loads(request.body or b"") == {
        "model": "small-1",
        "max_tokens": 40,
        "messages": [{"role": "user", "content": "hi"}],
        "thinking": {"type": "disabled"},
    }
    assert "x-api-key" not in anthropic.key_check(provider(key=None)).headers


def test_the_request_id_is_anthropics() -> None:
    assert anthropic.request_id({"request-id": "req_1", "cf-ray": "8a"}) == "req_1"
    assert anthropic.request_id({}) is None
