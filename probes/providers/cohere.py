"""Speaks Cohere's chat API, version 2.

Wire format and errors: docs.cohere.com, "Chat API" (v2) and "Errors"; cohere 7.3.1,
v2/types/ and errors/.
"""

from collections.abc import Mapping
from dataclasses import replace

from probes import refusals
from probes import request_parts as parts
from probes.exchange import Request
from probes.failures import Failure
from probes.replies import JsonReply, count, items, mapping, text
from probes.result import Outcome
from probes.spec import ProviderSpec

_REFUSALS = refusals.Refusals(
    codes={},
    sentences={
        Outcome.AUTH_REJECTED: r"\binvalid api token\b|\bno api key\b|\bblocked\b",
        Outcome.QUOTA: r"\btrial (key|token)s?\b|\bbilling\b|\bmonthly\b",
        Outcome.MODEL_GONE: r"\bmodel\b.{0,120}(not found|not exist|removed|deprecated)",
        Outcome.OVERLOADED: r"\boverloaded\b",
        Outcome.RATE_LIMITED: r"\btoo many requests\b",
        Outcome.BAD_REQUEST: r"\Ainvalid request\b",
    },
    types={},
)
# A token that is no longer any good has a status of its own.
_INVALID_TOKEN = 498


def auth_headers(provider: ProviderSpec) -> dict[str, str]:
    """Return the bearer token, or nothing where the provider has no key."""
    return parts.bearer(provider)


def completion(provider: ProviderSpec, prompt: str, *, max_tokens: int, stream: bool) -> Request:
    """Return a POST to `/v2/chat`."""
    body: dict[str, object] = {
        "model": provider.model,
        "messages": [{"role": "user", "content": prompt}],
        "max_tokens": max_tokens,
        "stream": stream,
    }
    return _request(provider, "POST", "/v2/chat", parts.json_body(body, provider.request))


def key_check(provider: ProviderSpec) -> Request:
    """Return a GET of the list of models."""
    return _request(provider, "GET", provider.auth_path or "/v1/models", None)


def reply_reader(*, stream: bool) -> "Reply":
    """Return a fresh reader for one reply."""
    return Reply(stream=stream)


def classify(status: int, headers: Mapping[str, str], body: bytes) -> Failure:
    """Map an HTTP error by its sentence, then by its status."""
    failure = _REFUSALS.in_status(status, headers, body, [])
    is_token = status == _INVALID_TOKEN and failure.outcome is Outcome.BAD_REQUEST
    return replace(failure, outcome=Outcome.AUTH_REJECTED) if is_token else failure


def request_id(headers: Mapping[str, str]) -> str | None:
    """Return the id of the request, or of the edge in front of it."""
    names = ("x-debug-trace-id", "x-request-id", "cf-ray")
    return next((headers[name] for name in names if headers.get(name)), None)


def _request(provider: ProviderSpec, method: str, path: str, body: bytes | None) -> Request:
    headers = auth_headers(provider)
    if body is not None:
        headers["content_type"] = "application/json"
    # The paths carry their version, as in the documentation; people write it in the base too.
    base_url = (provider.base_url or "").rstrip("/").removesuffix("/v1").removesuffix("/v2")
    url = parts.address(replace(provider, base_url=base_url), path)
    return Request(method=method, url=url, headers=parts.headers(provider, **headers), body=body)


class Reply(JsonReply):
    """Reads a chat response, or the typed events of a stream up to `message-end`."""

    END_MARKER = "`message-end`"

    def error(self, reply: dict[str, object]) -> Failure | None:
        """Return the error of an object with a message of text where an answer has an object."""
        said = reply.get("error") or reply.get("message")
        if isinstance(said, str) and said:
            return _REFUSALS.in_reply({"message": said}, [])
        return None

    def take(self, reply: dict[str, object]) -> None:
        """Read one event by its `type`, or the whole response."""
        delta = mapping(reply.get("delta"))
        match text(reply.get("type")):
            case "content-start" | "content-delta":
                self._add(mapping(mapping(delta.get("message")).get("content")))
            case "message-end":
                self._end(delta)
            case "" if isinstance(reply.get("message"), dict):
                for part in items(mapping(reply.get("message")).get("content")):
                    self._add(part)
                self._end(reply)

    def _add(self, part: Mapping[str, object]) -> None:
        self.add_reasoning(part.get("thinking"))
        self.add_text(part.get("text"))

    def _end(self, message: Mapping[str, object]) -> None:
        self.finish_reason = text(message.get("finish_reason")) or None
        self.is_finished = self.finish_reason is not None
        if self.finish_reason in ("ERROR", "TIMEOUT"):
            self.fail(Outcome.SERVER_ERROR, f"the answer ended with {self.finish_reason}")
        tokens = mapping(mapping(message.get("usage")).get("tokens"))
        self.input_tokens = count(tokens.get("input_tokens"))
        self.output_tokens = count(tokens.get("output_tokens"))
