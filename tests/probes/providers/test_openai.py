import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from probes.providers import ReplyReader, openai
from probes.replies import streamed_tokens
from probes.result import Outcome
from probes.spec import ProviderSpec

CASES = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
Read = Callable[..., ReplyReader]
Sse = Callable[..., bytes]
Make = Callable[..., ProviderSpec]

USAGE = {"prompt_tokens": 31, "completion_tokens": 9, "total_tokens": 40}


def chunk(finish: str | None = None, **delta: Any) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "chatcmpl-1", "object": "chat.completion.chunk", "choices": [choice]}


def error(status: int, headers: dict[str, str] | None = None, **body: Any) -> Outcome:
    return openai.classify(status, headers or {}, json.dumps(body).encode()).outcome


STREAM = (
    chunk(role="assistant", content=""),
    chunk(content="4"),
    chunk(content="7"),
    chunk(content="5"),
    chunk(finish="stop"),
    {"object": "chat.completion.chunk", "choices": [], "usage": USAGE},
    "[DONE]",
)


def test_a_stream_yields_its_text_its_pieces_and_its_usage(read: Read, sse: Sse) -> None:
    reader = read(openai.reply_reader(stream=True), sse(*STREAM))

    assert reader.text == "475"
    assert reader.pieces == 3
    assert reader.is_finished
    assert reader.finish_reason == "stop"
    assert (reader.input_tokens, reader.output_tokens) == (31, 9)
    assert reader.failure is None


@CASES
@given(cuts=st.lists(st.integers(min_value=0), max_size=12))
def test_where_the_network_cuts_a_stream_changes_nothing(
    read: Read, sse: Sse, cuts: list[int]
) -> None:
    body = b": keep-alive\n\n" + sse(*STREAM)
    reader = read(openai.reply_reader(stream=True), body, cuts)

    assert (reader.text, reader.pieces, reader.output_tokens) == ("475", 3, 9)
    assert reader.is_finished
    assert reader.failure is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["choices", "delta", "message", "content", "usage", "error", "code", "message",
                 "finish_reason", "prompt_tokens", "completion_tokens", "reasoning", "metadata"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)  # fmt: skip


def test_a_whole_completion_is_one_piece(read: Read) -> None:
    body = {
        "object": "chat.completion",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "475"},
                "finish_reason": "stop",
            }
        ],
        "usage": USAGE,
    }
    reader = read(openai.reply_reader(stream=False), json.dumps(body).encode())

    assert (reader.text, reader.pieces, reader.is_finished) == ("475", 1, True)
    assert reader.output_tokens == 9


@pytest.mark.parametrize("name", ["reasoning_content", "reasoning"])
def test_reasoning_counts_as_a_piece_but_not_as_text(read: Read, sse: Sse, name: str) -> None:
    body = sse(chunk(**{name: "let me see"}), chunk(content="475"), chunk(finish="stop"), "[DONE]")
    reader = read(openai.reply_reader(stream=True), body)

    assert (reader.text, reader.pieces) == ("475", 2)


def test_content_in_typed_parts_is_told_apart_from_thinking(read: Read, sse: Sse) -> None:
    thinking = {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}
    parts = [thinking, {"type": "text", "text": "475"}]
    reader = read(openai.reply_reader(stream=True), sse(chunk(content=parts), "[DONE]"))

    assert (reader.text, reader.pieces) == ("475", 2)


def test_hidden_reasoning_is_billed_but_not_taken_for_speed(read: Read, sse: Sse) -> None:
    usage = {
        "prompt_tokens": 31,
        "completion_tokens": 109,
        "completion_tokens_details": {"reasoning_tokens": 100},
    }
    body = sse(chunk(content="475"), {"choices": [], "usage": usage}, "[DONE]")
    reader = read(openai.reply_reader(stream=True), body)

    assert reader.output_tokens == 109
    assert streamed_tokens(reader) == 9


def test_reasoning_counted_in_the_total_alone_is_billed(read: Read, sse: Sse) -> None:
    usage = {"prompt_tokens": 31, "completion_tokens": 9, "total_tokens": 140}
    reader = read(openai.reply_reader(stream=True), sse({"choices": [], "usage": usage}, "[DONE]"))

    assert reader.output_tokens == 109


def test_a_stream_without_its_end_marker_is_broken(read: Read, sse: Sse) -> None:
    reader = read(openai.reply_reader(stream=True), sse(*STREAM[:-1]))

    assert not reader.is_finished
    assert reader.failure is not None
    assert reader.failure.outcome is Outcome.STREAM_BROKEN
    assert "after 3 pieces" in reader.failure.message


@pytest.mark.parametrize(
    ("event", "outcome"),
    [
        # OpenAI's shape
        (
            {"error": {"message": "The server had an error", "type": "server_error", "code": None}},
            Outcome.SERVER_ERROR,
        ),
        (
            {"error": {"message": "overloaded", "type": "server_error",
                       "code": "server_is_overloaded"}},
            Outcome.OVERLOADED,
        ),
        # OpenRouter's shape, in an otherwise ordinary chunk
        (
            {**chunk(finish="error", content=""), "error": {"code": 502, "message": "Bad gateway"}},
            Outcome.SERVER_ERROR,
        ),
        (
            {"error": {"code": 529, "message": "", "metadata": {
                "error_type": "provider_overloaded"}}},
            Outcome.OVERLOADED,
        ),
        ({"error": {"code": "402", "message": "Insufficient credits"}}, Outcome.QUOTA),
        # no details at all
        (chunk(finish="error", content=""), Outcome.SERVER_ERROR),
        ({"error": "upstream connect error"}, Outcome.SERVER_ERROR),
    ],
)  # fmt: skip
def test_an_error_inside_a_stream_ends_it_with_its_outcome(
    read: Read, sse: Sse, event: object, outcome: Outcome
) -> None:
    reader = openai.reply_reader(stream=True)
    reader.feed(sse(chunk(content="4"), event))

    assert reader.failure is not None
    assert reader.failure.outcome is outcome
    assert reader.is_finished, "nobody should wait for more"


def test_an_error_in_place_of_a_completion_is_its_outcome(read: Read) -> None:
    body = {"error": {"code": 429, "message": "Rate limited upstream"}}
    whole = read(openai.reply_reader(stream=False), json.dumps(body).encode())
    streamed = read(openai.reply_reader(stream=True), json.dumps(body).encode())

    for reader in (whole, streamed):
        assert reader.failure is not None
        assert reader.failure.outcome is Outcome.RATE_LIMITED


@pytest.mark.parametrize("stream", [True, False])
def test_a_web_page_with_status_200_is_malformed(read: Read, stream: bool) -> None:
    page = b"<!DOCTYPE html><html><title>Just a moment...</title></html>"
    reader = read(openai.reply_reader(stream=stream), page)

    assert reader.failure is not None
    assert reader.failure.outcome is Outcome.MALFORMED
    assert "HTML page" in reader.failure.message


def test_a_runaway_answer_is_cut_and_held_in_bounded_memory(read: Read, sse: Sse) -> None:
    reader = openai.reply_reader(stream=True)
    for _ in range(100):
        reader.feed(sse(chunk(content="x" * 5000)))

    assert len(reader.text) <= 64 * 1024
    assert reader.failure is not None
    assert reader.failure.outcome is Outcome.MALFORMED


def test_an_unencodable_character_does_not_reach_the_text(read: Read, sse: Sse) -> None:
    reader = read(openai.reply_reader(stream=True), sse(chunk(content="4\ud8005"), "[DONE]"))

    assert reader.text.encode() == b"4?5"


INVALID = "invalid_request_error"


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        # OpenAI
        (401, {"error": {"message": "Incorrect API key provided: sk-x***.", "type": INVALID,
                         "param": None, "code": "invalid_api_key"}}, Outcome.AUTH_REJECTED),
        (401, {"error": {"message": "You must be a member of an organization", "type": INVALID,
                         "code": None}}, Outcome.AUTH_REJECTED),
        (403, {"error": {"message": "Country not supported", "type": "request_forbidden",
                         "code": "unsupported_country_region_territory"}}, Outcome.AUTH_REJECTED),
        (404, {"error": {"message": "The model `small-1` does not exist or you do not have access "
                         "to it.", "type": INVALID, "code": "model_not_found"}},
         Outcome.MODEL_GONE),
        (404, {"error": {"message": "Invalid URL (POST /v1/v1/chat/completions)", "type": INVALID,
                         "code": None}}, Outcome.BAD_REQUEST),
        (400, {"error": {"message": "Unsupported parameter: 'max_tokens'", "type": INVALID,
                         "code": "unsupported_parameter"}}, Outcome.BAD_REQUEST),
        (429, {"error": {"message": "You exceeded your current quota", "type":
                         "insufficient_quota", "code": "credit_balance_exhausted"}},
         Outcome.QUOTA),
        (429, {"error": {"message": "quota", "type": "insufficient_quota",
                         "code": "insufficient_quota"}}, Outcome.QUOTA),
        (429, {"error": {"message": "Rate limit reached for small-1 in organization org-1 on "
                         "tokens per min (TPM): Limit 30000, Used 30000, Requested 200.",
                         "type": "tokens", "code": "rate_limit_exceeded"}}, Outcome.QUOTA),
        (429, {"error": {"message": "Too many requests", "type": "requests",
                         "code": "rate_limit_exceeded"}}, Outcome.RATE_LIMITED),
        (429, {"error": {"message": "Please slow down", "type": "server_error",
                         "code": "slow_down"}}, Outcome.RATE_LIMITED),
        (500, {"error": {"message": "The server had an error", "type": "server_error"}},
         Outcome.SERVER_ERROR),
        (503, {"error": {"message": "Overloaded", "type": "server_error",
                         "code": "server_is_overloaded"}}, Outcome.OVERLOADED),
        (503, {"error": {"message": "That model is currently overloaded with other requests.",
                         "type": "server_error"}}, Outcome.OVERLOADED),
        # Moonshot
        (429, {"error": {"message": "The engine is currently overloaded", "type":
                         "engine_overloaded_error"}}, Outcome.OVERLOADED),
        (429, {"error": {"message": "max RPM: 3", "type": "rate_limit_reached_error"}},
         Outcome.QUOTA),
        (429, {"error": {"message": "", "type": "exceeded_current_quota_error"}}, Outcome.QUOTA),
        # Azure
        (429, {"error": {"code": "429", "message": "The system is currently experiencing high "
                         "demand and cannot process your request."}}, Outcome.OVERLOADED),
        (404, {"error": {"code": "DeploymentNotFound", "message": "No such deployment"}},
         Outcome.MODEL_GONE),
        # DeepSeek
        (402, {"error": {"message": "Insufficient Balance", "type": "unknown_error",
                         "code": "invalid_request_error"}}, Outcome.QUOTA),
        (400, {"error": {"message": "Model Not Exist", "type": INVALID, "code": INVALID}},
         Outcome.MODEL_GONE),
        # Groq
        (498, {"error": {"message": "Flex tier", "type": "", "code": "capacity_exceeded"}},
         Outcome.OVERLOADED),
        # OpenRouter
        (402, {"error": {"code": 402, "message": "Insufficient credits"}}, Outcome.QUOTA),
        (529, {"error": {"code": 529, "message": "Provider overloaded"}}, Outcome.OVERLOADED),
        # Mistral
        (401, {"message": "Unauthorized", "request_id": "1"}, Outcome.AUTH_REJECTED),
        (400, {"object": "error", "message": "Invalid model: small-1", "type": "invalid_model",
               "code": "1500"}, Outcome.MODEL_GONE),
        (422, {"detail": [{"type": "missing", "loc": ["body", "messages"]}]}, Outcome.BAD_REQUEST),
        # xAI
        (400, {"code": "Client specified an invalid argument",
               "error": "Incorrect API key provided: xa***."}, Outcome.AUTH_REJECTED),
        # vLLM, llama.cpp, Ollama
        (404, {"object": "error", "message": "The model `small-1` does not exist.",
               "type": "NotFoundError", "code": 404}, Outcome.MODEL_GONE),
        (503, {"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}},
         Outcome.OVERLOADED),
        (404, {"error": {"message": "model 'small-1' not found", "type": "api_error"}},
         Outcome.MODEL_GONE),
        # a provider that blames us with a 5xx is believed to be confused
        (500, {"error": {"message": "Incorrect API key provided", "type": INVALID}},
         Outcome.SERVER_ERROR),
    ],
    ids=lambda value: str(value)[:60],
)  # fmt: skip
def test_documented_errors_have_their_outcome(
    status: int, body: dict[str, Any], outcome: Outcome
) -> None:
    assert error(status, **body) is outcome


@pytest.mark.parametrize(
    ("remaining", "outcome"), [("0", Outcome.QUOTA), ("88", Outcome.RATE_LIMITED)]
)
def test_a_429_is_ours_where_the_headers_say_that_our_allowance_is_spent(
    remaining: str, outcome: Outcome
) -> None:
    headers = {"x-ratelimit-remaining-requests": remaining, "x-ratelimit-remaining-tokens": "9"}

    assert error(429, headers, error={"message": "Slow down", "code": "x"}) is outcome


def test_an_unknown_error_is_judged_by_its_status() -> None:
    assert openai.classify(502, {}, b"<html>Bad gateway</html>").outcome is Outcome.SERVER_ERROR
    assert openai.classify(401, {}, b"").outcome is Outcome.AUTH_REJECTED


def test_the_message_tells_status_code_and_sentence() -> None:
    body = {"error": {"message": "You exceeded your current quota", "code": "insufficient_quota"}}
    failure = openai.classify(429, {}, json.dumps(body).encode())

    assert failure.message == "HTTP 429 insufficient_quota: You exceeded your current quota"


def test_the_request_asks_for_usage_and_carries_the_key_in_a_header_alone(provider: Make) -> None:
    request = openai.completion(provider(), "[0] hi", max_tokens=40, stream=True)
    body = json.loads(request.body or b"")

    assert request.url == "https://api.example.com/v1/chat/completions"
    assert request.headers["authorization"] == "Bearer sk-marker-5d1f9c2e7a"
    assert "sk-marker" not in request.url + (request.body or b"").decode()
    assert body["stream_options"] == {"include_usage": True}
    assert body["max_tokens"] == 40
    assert body["messages"] == [{"role": "user", "content": "[0] hi"}]


def test_the_catalog_bends_the_request_without_code(provider: Make) -> None:
    said = {
        "token_limit_key": "max_completion_tokens",
        "reasoning_effort": "none",
        "stream_options": {"include_obfuscation": False},
    }
    streamed = openai.completion(provider(request=said), "hi", max_tokens=40, stream=True)
    whole = openai.completion(provider(request=said), "hi", max_tokens=40, stream=False)

    body = json.loads(streamed.body or b"")
    assert body["max_completion_tokens"] == 40
    assert "max_tokens" not in body
    assert "token_limit_key" not in body
    assert body["reasoning_effort"] == "none"
    assert body["stream_options"] == {"include_usage": True, "include_obfuscation": False}
    assert "stream_options" not in json.loads(whole.body or b"")


def test_null_in_the_request_takes_a_key_out(provider: Make) -> None:
    request = openai.completion(
        provider(request={"stream_options": None}), "hi", max_tokens=1, stream=True
    )

    assert "stream_options" not in json.loads(request.body or b"")


def test_the_key_check_asks_for_the_models_or_what_the_catalog_knows(provider: Make) -> None:
    assert openai.key_check(provider()).url == "https://api.example.com/v1/models"
    elsewhere = "https://other.example.com/whoami"
    assert openai.key_check(provider(auth_path=elsewhere)).url == elsewhere
    assert "authorization" not in openai.key_check(provider(key=None)).headers


def test_the_request_id_is_found_under_each_hosts_name() -> None:
    assert openai.request_id({"x-request-id": "req_1", "cf-ray": "8a"}) == "req_1"
    assert openai.request_id({"x-generation-id": "gen-1"}) == "gen-1"
    assert openai.request_id({}) is None
