"""How each wire format asks: where its paths, its key and its question stand in a request."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from simulator.brain import prompt_of
from simulator.exchange import Received
from simulator.sigv4 import access_key_id

# Both versions take the same requests; google-genai 3.4.0 asks v1, what came before it v1beta.
# Vertex AI has a longer way to the same models.
_MODELS = r"/v1(?:beta)?(?:/projects/[^/]+/locations/[^/]+/publishers/google)?/models"
_GENERATE = re.compile(rf"{_MODELS}/([^/:]+):(generateContent|streamGenerateContent)")
_COUNT_TOKENS = re.compile(rf"{_MODELS}/([^/:]+):countTokens")
_CONVERSE = re.compile(r"/model/(.+)/(converse|converse-stream)")
_CHAT = re.compile(r"(?:/openai)?/v1/chat/completions")


_RESPONSES = "/v1/responses"
_FEWEST_RESPONSE_TOKENS = 16


class NotUnderstood(Exception):
    """A request that the API would refuse as malformed; the message is what it would say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question; `stream` names the recorded stream to answer with, None for no stream.

    Without a stream, `whole` names the recorded body.
    """

    model: str
    prompt: str
    stream: str | None
    max_tokens: int | None
    whole: str = "completion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One wire format's way to ask.

    `base_path` is what its clients take as part of the base URL. `read` returns the question
    of a request and raises `NotUnderstood`.
    """

    base_path: str
    is_models: Callable[[str], bool]
    is_completion: Callable[[str], bool]
    key: Callable[[Received], str | None]
    read: Callable[[Received], Ask]


def _bearer(asked: Received) -> str | None:
    scheme, _, token = asked.headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def _body(asked: Received, complaint: str) -> dict[str, object]:
    try:
        body: object = json.loads(asked.body)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise NotUnderstood(complaint)
    return body


def _word(value: object) -> str | None:
    # What a client wrote goes into answers: it must have bytes.
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) and value else None


def _whole_number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _read_openai(asked: Received) -> Ask:
    body = _body(asked, "We could not parse the JSON body of your request.")
    model = _word(body.get("model"))
    if not model:
        raise NotUnderstood("you must provide a model parameter")
    if asked.path == _RESPONSES:
        return _read_response(model, body)
    if not isinstance(body.get("messages"), list) or not body["messages"]:
        raise NotUnderstood("Missing required parameter: 'messages'.")
    options = body.get("stream_options")
    with_usage = isinstance(options, dict) and options.get("include_usage") is True
    limit = _whole_number(body.get("max_completion_tokens", body.get("max_tokens")))
    streamed = "with_usage" if with_usage else "plain"
    return Ask(
        model=model,
        prompt=prompt_of(body),
        stream=streamed if body.get("stream") is True else None,
        max_tokens=limit,
    )


def _read_response(model: str, body: Mapping[str, object]) -> Ask:
    limit = _whole_number(body.get("max_output_tokens"))
    if not body.get("input"):
        raise NotUnderstood("Missing required parameter: 'input'.")
    if limit is not None and limit < _FEWEST_RESPONSE_TOKENS:
        raise NotUnderstood(
            "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= "
            f"{_FEWEST_RESPONSE_TOKENS}, but got {limit} instead."
        )
    said = body["input"]
    turns = said if isinstance(said, list) else [{"role": "user", "content": said}]
    return Ask(
        model=model,
        prompt=prompt_of({"messages": turns}),
        stream="responses" if body.get("stream") is True else None,
        whole="response",
        max_tokens=limit,
    )


def _read_cohere(asked: Received) -> Ask:
    body = _body(asked, "the body is no JSON object")
    model = _word(body.get("model"))
    if not model:
        raise NotUnderstood("model is required")
    if not isinstance(body.get("messages"), list) or not body["messages"]:
        raise NotUnderstood("messages must be at least 1 element long")
    return Ask(
        model=model,
        prompt=prompt_of(body),
        stream="plain" if body.get("stream") is True else None,
        max_tokens=_whole_number(body.get("max_tokens")),
    )


def _read_anthropic(asked: Received) -> Ask:
    if "anthropic-version" not in asked.headers:
        raise NotUnderstood("anthropic-version: header is required")
    body = _body(asked, "The request body is not valid JSON")
    model, limit = _word(body.get("model")), _whole_number(body.get("max_tokens"))
    if not model:
        raise NotUnderstood("model: Field required")
    if limit is None:
        raise NotUnderstood("max_tokens: Field required")
    if not isinstance(body.get("messages"), list) or not body["messages"]:
        raise NotUnderstood("messages: at least one message is required")
    return Ask(
        model=model,
        prompt=prompt_of(body),
        stream="plain" if body.get("stream") is True else None,
        max_tokens=limit,
    )


def _read_bedrock(asked: Received) -> Ask:
    called = _CONVERSE.fullmatch(asked.path)
    body = _body(asked, "Unexpected token at the start of the body")
    if not isinstance(body.get("messages"), list) or not body["messages"] or not called:
        raise NotUnderstood("A conversation must start with a user message.")
    settings = body.get("inferenceConfig")
    limit = settings.get("maxTokens") if isinstance(settings, dict) else None
    return Ask(
        model=_word(called[1]) or "",
        prompt=prompt_of(body),
        stream="plain" if called[2] == "converse-stream" else None,
        max_tokens=_whole_number(limit),
    )


def _read_gemini(asked: Received) -> Ask:
    called = _GENERATE.fullmatch(asked.path)
    body = _body(asked, "Invalid JSON payload received.")
    if not isinstance(body.get("contents"), list) or not body["contents"] or not called:
        raise NotUnderstood("* GenerateContentRequest.contents: contents is not specified\n")
    is_streamed = called[2] == "streamGenerateContent"
    if is_streamed and asked.query.get("alt") != "sse":
        raise NotUnderstood("the simulator streams with alt=sse alone")
    settings = body.get("generationConfig")
    limit = settings.get("maxOutputTokens") if isinstance(settings, dict) else None
    return Ask(
        model=_word(called[1]) or "",
        prompt=prompt_of(body),
        stream="plain" if is_streamed else None,
        max_tokens=_whole_number(limit),
    )


DIALECTS = {
    "openai": Dialect(
        base_path="/v1",
        is_models=lambda path: path in ("/v1/models", "/openai/v1/models"),
        is_completion=lambda path: _CHAT.fullmatch(path) is not None or path == _RESPONSES,
        # Azure has a header of its own for its keys.
        key=lambda asked: asked.headers.get("api-key") or _bearer(asked),
        read=_read_openai,
    ),
    "cohere": Dialect(
        base_path="",
        is_models=lambda path: path == "/v1/models",
        is_completion=lambda path: path == "/v2/chat",
        key=_bearer,
        read=_read_cohere,
    ),
    "anthropic": Dialect(
        base_path="",
        is_models=lambda path: path == "/v1/models",
        is_completion=lambda path: path == "/v1/messages",
        key=lambda asked: asked.headers.get("x-api-key") or _bearer(asked),
        read=_read_anthropic,
    ),
    "bedrock": Dialect(
        base_path="",
        is_models=lambda path: path == "/foundation-models",
        is_completion=lambda path: _CONVERSE.fullmatch(path) is not None,
        key=lambda asked: access_key_id(asked) or _bearer(asked),
        read=_read_bedrock,
    ),
    "gemini": Dialect(
        base_path="/v1beta",
        is_models=lambda path: (
            path in ("/v1/models", "/v1beta/models") or _COUNT_TOKENS.fullmatch(path) is not None
        ),
        is_completion=lambda path: _GENERATE.fullmatch(path) is not None,
        key=lambda asked: (
            asked.headers.get("x-goog-api-key") or asked.query.get("key") or _bearer(asked)
        ),
        read=_read_gemini,
    ),
}
