import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from probes.providers import ReplyReader, openai_responses
from probes.replies import streamed_tokens
from probes.result import Outcome
from probes.spec import ProviderSpec

CASES = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
Read = Callable[..., ReplyReader]
Sse = Callable[..., bytes]
Make = Callable[..., ProviderSpec]


def response(text: str, status: str = "completed", **said: Any) -> dict[str, Any]:
    part = {"type": "output_text", "text": text, "annotations": []}
    message = {"type": "message", "role": "assistant", "content": [part]}
    details = {"reasoning_tokens": 0}
    usage = {"input_tokens": 31, "output_tokens": 3, "output_tokens_details": details}
    whole = {"id": "resp_1", "object": "response", "status": status, "error": None}
    return {**whole, "output": [message], "usage": usage, **said}


def delta(text: str) -> dict[str, Any]:
    return {"type": "response.output_text.delta", "delta": text, "output_index": 0}


def ended(kind: str, **said: Any) -> dict[str, Any]:
    return {"type": f"response.{kind}", "response": response("475", kind, **said)}


STREAM = (
    {"type": "response.created", "response": response("", "in_progress", output=[], usage=None)},
    {"type": "response.output_item.added", "item": {"type": "message", "content": []}},
    delta("4"),
    delta("7"),
    delta("5"),
    {"type": "response.output_text.done", "text": "475"},
    ended("completed"),
)


@CASES
@given(cuts=st.lists(st.integers(min_value=0), max_size=12))
def test_a_stream_is_read_alike_wherever_the_network_cuts_it(
    read: Read, sse: Sse, cuts: list[int]
) -> None:
    reader = read(openai_responses.reply_reader(stream=True), sse(*STREAM), cuts)

    assert (reader.text, reader.pieces) == ("475", 3)
    assert (reader.input_tokens, reader.output_tokens) == (31, 3)
    assert reader.is_finished
    assert reader.failure is None


def test_a_whole_response_is_one_piece(read: Read) -> None:
    reader = read(openai_responses.reply_reader(stream=False), json.dumps(response("475")).encode())

    assert (reader.text, reader.pieces, reader.is_finished) == ("475", 1, True)
    assert (reader.input_tokens, reader.finish_reason) == (31, "completed")


def test_a_spent_budget_is_told_by_its_reason(read: Read, sse: Sse) -> None:
    spent = ended("incomplete", incomplete_details={"reason": "max_output_tokens"})
    spent["response"]["usage"]["output_tokens_details"]["reasoning_tokens"] = 3
    thought = {"type": "response.reasoning_summary_text.delta", "delta": "let me see"}
    reader = read(openai_responses.reply_reader(stream=True), sse(thought, spent))

    assert (reader.text, reader.finish_reason) == ("", "max_output_tokens")
    assert reader.is_finished
    assert streamed_tokens(reader) == 3


def test_a_stream_that_ends_without_its_last_event_is_broken(read: Read, sse: Sse) -> None:
    reader = read(openai_responses.reply_reader(stream=True), sse(*STREAM[:-1]))

    assert reader.failure is not None
    assert reader.failure.outcome is Outcome.STREAM_BROKEN


@pytest.mark.parametrize(
    ("event", "outcome"),
    [
        ({"type": "error", "code": "server_error", "message": "x"}, Outcome.SERVER_ERROR),
        ({"type": "error", "code": "rate_limit_exceeded", "message": "x"}, Outcome.RATE_LIMITED),
        ({"type": "error", "error": {"code": "server_is_overloaded"}}, Outcome.OVERLOADED),
        ({"type": "error", "message": "something"}, Outcome.SERVER_ERROR),
        (ended("failed", error={"code": "server_error", "message": "x"}), Outcome.SERVER_ERROR),
        (ended("failed", error={"code": "insufficient_quota", "message": "x"}), Outcome.QUOTA),
        (ended("failed", error={"code": "model_not_found", "message": "x"}), Outcome.MODEL_GONE),
        (ended("failed", error=None), Outcome.SERVER_ERROR),
    ],
)
def test_an_error_inside_a_stream_ends_it(
    sse: Sse, event: dict[str, Any], outcome: Outcome
) -> None:
    reader = openai_responses.reply_reader(stream=True)
    reader.feed(sse(STREAM[0], delta("4"), event))

    assert reader.failure is not None
    assert reader.failure.outcome is outcome
    assert reader.is_finished


@pytest.mark.parametrize(
    ("status", "error", "outcome"),
    [
        (401, {"code": "invalid_api_key", "message": "Incorrect API key"}, Outcome.AUTH_REJECTED),
        (429, {"code": "insufficient_quota", "message": "x"}, Outcome.QUOTA),
        (429, {"code": "slow_down", "message": "x"}, Outcome.RATE_LIMITED),
        (400, {"code": "unsupported_parameter", "message": "x"}, Outcome.BAD_REQUEST),
        (404, {"code": "model_not_found", "message": "x"}, Outcome.MODEL_GONE),
        (503, {"code": "server_is_overloaded", "message": "x"}, Outcome.OVERLOADED),
        (500, {"message": "The server had an error"}, Outcome.SERVER_ERROR),
    ],
)
def test_documented_errors_have_their_outcome(
    status: int, error: dict[str, Any], outcome: Outcome
) -> None:
    body = json.dumps({"error": {"type": "x", **error}}).encode()

    assert openai_responses.classify(status, {}, body).outcome is outcome


def test_the_request_asks_for_nothing_to_be_stored(provider: Make) -> None:
    said = provider(request={"reasoning": {"effort": "none"}})
    request = openai_responses.completion(said, "hi", max_tokens=9, stream=True)

    assert request.url == "https://api.example.com/v1/responses"
    assert request.headers["authorization"] == "Bearer sk-marker-5d1f9c2e7a"
    assert json.loads(request.body or b"") == {
        "model": "small-1", "input": "hi", "store": False, "max_output_tokens": 16,
        "stream": True, "reasoning": {"effort": "none"},
    }  # fmt: skip
    assert openai_responses.key_check(provider()).url == "https://api.example.com/v1/models"
