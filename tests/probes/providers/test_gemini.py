import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from probes.providers import ReplyReader, gemini
from probes.replies import streamed_tokens
from probes.result import Outcome
from probes.spec import ProviderSpec

CASES = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
Read = Callable[..., ReplyReader]
Sse = Callable[..., bytes]
Make = Callable[..., ProviderSpec]


def response(*parts: dict[str, Any], finish: str | None = None, out: int = 3) -> dict[str, Any]:
    candidate: dict[str, Any] = {"content": {"role": "model", "parts": list(parts)}, "index": 0}
    if finish:
        candidate["finishReason"] = finish
    usage = {"promptTokenCount": 31, "candidatesTokenCount": out, "totalTokenCount": 31 + out}
    return {"candidates": [candidate], "usageMetadata": usage, "modelVersion": "small-1"}


STREAM = (
    response({"text": "4"}, out=1),
    response({"text": "7"}, out=2),
    response({"text": "5"}, finish="STOP", out=3),
)


@CASES
@given(cuts=st.lists(st.integers(min_value=0), max_size=12))
def test_a_stream_is_read_alike_wherever_the_network_cuts_it(
    read: Read, sse: Sse, cuts: list[int]
) -> None:
    reader = read(gemini.reply_reader(stream=True), sse(*STREAM), cuts)

    assert (reader.text, reader.pieces) == ("475", 3)
    assert (reader.input_tokens, reader.output_tokens) == (31, 3)
    assert reader.finish_reason == "STOP"
    assert reader.is_finished
    assert reader.failure is None


def test_a_whole_response_is_one_piece(read: Read) -> None:
    body = json.dumps(response({"text": "475"}, finish="STOP")).encode()
    reader = read(gemini.reply_reader(stream=False), body)

    assert (reader.text, reader.pieces, reader.is_finished) == ("475", 1, True)


def test_thoughts_are_billed_and_counted_but_are_no_text(read: Read, sse: Sse) -> None:
    thought = response({"text": "let me see", "thought": True})
    last = response({"text": "475"}, finish="STOP")
    last["usageMetadata"]["thoughtsTokenCount"] = 100
    shown = read(gemini.reply_reader(stream=True), sse(thought, last))
    hidden = read(gemini.reply_reader(stream=True), sse(last))

    assert (shown.text, shown.pieces) == ("475", 2)
    assert shown.output_tokens == hidden.output_tokens == 103
    assert streamed_tokens(shown) == 103
    assert streamed_tokens(hidden) == 3


def test_a_stream_that_ends_without_a_finish_reason_is_broken(read: Read, sse: Sse) -> None:
    reader = read(gemini.reply_reader(stream=True), sse(*STREAM[:-1]))

    assert reader.failure is not None
    assert reader.failure.outcome is Outcome.STREAM_BROKEN


def test_a_blocked_prompt_is_an_answer_without_words(read: Read, sse: Sse) -> None:
    blocked = {"promptFeedback": {"blockReason": "SAFETY"}}
    reader = read(gemini.reply_reader(stream=True), sse(blocked))

    assert reader.is_finished
    assert reader.failure is None
    assert (reader.text, reader.finish_reason) == ("", "prompt blocked: SAFETY")


def status(code: int, name: str, message: str, *details: dict[str, Any]) -> dict[str, Any]:
    inner = {"code": code, "message": message, "status": name, "details": list(details)}
    return {"error": inner}


BAD_KEY = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}
DAILY = {
    "@type": "type.googleapis.com/google.rpc.QuotaFailure",
    "violations": [{"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier"}],
}


def test_an_error_inside_a_stream_ends_it_also_in_a_list(sse: Sse) -> None:
    for event in (status(503, "UNAVAILABLE", "The model is overloaded."),
                  [status(503, "UNAVAILABLE", "The model is overloaded.")]):  # fmt: skip
        reader = gemini.reply_reader(stream=True)
        reader.feed(sse(STREAM[0], event))

        assert reader.failure is not None
        assert reader.failure.outcome is Outcome.OVERLOADED
        assert reader.is_finished


@pytest.mark.parametrize(
    ("code", "body", "outcome"),
    [
        (400, status(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.",
                     BAD_KEY), Outcome.AUTH_REJECTED),
        (400, status(400, "INVALID_ARGUMENT", "API key expired. Please renew the API key."),
         Outcome.AUTH_REJECTED),
        (400, status(400, "INVALID_ARGUMENT", "Unknown name \"max\""), Outcome.BAD_REQUEST),
        (400, status(400, "FAILED_PRECONDITION", "User location is not supported."),
         Outcome.BAD_REQUEST),
        (400, status(400, "FAILED_PRECONDITION", "Please enable billing on your project."),
         Outcome.QUOTA),
        (403, status(403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers"),
         Outcome.AUTH_REJECTED),
        (404, status(404, "NOT_FOUND", "models/small-1 is not found for API version v1beta"),
         Outcome.MODEL_GONE),
        (404, status(404, "NOT_FOUND", "Requested entity was not found."), Outcome.BAD_REQUEST),
        (402, status(402, "RESOURCE_EXHAUSTED", "Prepayment credits are depleted."),
         Outcome.QUOTA),
        (429, status(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota", DAILY),
         Outcome.QUOTA),
        (429, status(429, "RESOURCE_EXHAUSTED", "Quota exceeded for quota metric 'Generate Content "
                     "API requests per minute'"), Outcome.QUOTA),
        (429, status(429, "RESOURCE_EXHAUSTED", "Resource exhausted. Please try again later."),
         Outcome.RATE_LIMITED),
        (500, status(500, "INTERNAL", "An internal error has occurred."), Outcome.SERVER_ERROR),
        (503, status(503, "UNAVAILABLE", "The model is overloaded."), Outcome.OVERLOADED),
        (504, status(504, "DEADLINE_EXCEEDED", "Deadline expired."), Outcome.SERVER_ERROR),
    ],
    ids=lambda value: str(value)[:90],
)  # fmt: skip
def test_documented_errors_have_their_outcome(
    code: int, body: dict[str, Any], outcome: Outcome
) -> None:
    assert gemini.classify(code, {}, json.dumps(body).encode()).outcome is outcome
    assert gemini.classify(code, {}, json.dumps([body]).encode()).outcome is outcome


def test_the_request_carries_the_key_in_a_header_never_in_the_address(provider: Make) -> None:
    said = {"generationConfig": {"thinkingConfig": {"thinkingBudget": 0}}}
    request = gemini.completion(provider(request=said), "hi", max_tokens=40, stream=True)

    assert request.url == (
        "https://api.example.com/v1/models/small-1:streamGenerateContent?alt=sse"
    )
    assert request.headers["x-goog-api-key"] == "sk-marker-5d1f9c2e7a"
    assert json.loads(request.body or b"")["generationConfig"] == {
        "maxOutputTokens": 40,
        "thinkingConfig": {"thinkingBudget": 0},
    }


def test_without_a_stream_the_other_method_is_called(provider: Make) -> None:
    request = gemini.completion(provider(model="models/small-1"), "hi", max_tokens=40, stream=False)

    assert request.url == "https://api.example.com/v1/models/small-1:generateContent"


def test_the_key_check_lists_the_models(provider: Make) -> None:
    assert gemini.key_check(provider()).url == "https://api.example.com/v1/models"
    assert "x-goog-api-key" not in gemini.key_check(provider(key=None)).headers
    assert gemini.request_id({"date": "today"}) is None
