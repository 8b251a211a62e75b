"""Speaks Anthropic's messages API.

Wire format and error types: platform.claude.com/docs (messages, streaming, errors).
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
    codes={
        Outcome.AUTH_REJECTED: "authentication_error permission_error",
        Outcome.QUOTA: "billing_error enforced_spend_limit_reached organization_on_hold"
        " ramp_limit_exceeded",
        Outcome.OVERLOADED: "overloaded_error",
        Outcome.RATE_LIMITED: "rate_limit_error",
        Outcome.SERVER_ERROR: "api_error timeout_error",
    },
    sentences={
        Outcome.QUOTA: r"\b(spend|usage) limit|credit balance|\bon hold\b",
        Outcome.MODEL_GONE: r"\Amodel: |\bmodel\b.{0,120}(not exist|not found|no longer|retired)",
    },
    types={Outcome.BAD_REQUEST: "invalid_request_error not_found_error request_too_large"},
)


def auth_headers(provider: ProviderSpec) -> dict[str, str]:
    """Return the key header, or nothing where the provider has no key."""
    return {"x-api-key": provider.key.get_secret_value().strip()} if provider.key else {}


def completion(provider: ProviderSpec, prompt: str, *, max_tokens: int, stream: bool) -> Request:
    """Return a POST to `/v1/messages`; sampling settings are left out, newer models refuse them."""
    body: dict[str, object] = {
        "model": provider.model,
        "max_tokens": max_tokens,
        "messages": [{"role": "user", "content": prompt}],
    }
    if stream:
        body["stream"] = True
    return _request(provider, "POST", "/v1/messages", parts.json_body(body, provider.request))


def key_check(provider: ProviderSpec) -> Request:
    """Return a GET of the list of models."""
    return _request(provider, "GET", provider.auth_path or "/v1/models", None)


def reply_reader(*, stream: bool) -> "Reply":
    """Return a fresh reader for one reply."""
    return Reply(stream=stream)


def classify(status: int, headers: Mapping[str, str], body: bytes) -> Failure:
    """Map an HTTP error: its detailed code first, then its sentence, then its type."""
    return _REFUSALS.in_status(status, headers, body, _words(refusals.error_object(body)))


def request_id(headers: Mapping[str, str]) -> str | None:
    """Return Anthropic's request id, else that of the edge in front of it."""
    names = ("request-id", "x-request-id", "cf-ray")
    return next((headers[name] for name in names if headers.get(name)), None)


def _request(provider: ProviderSpec, method: str, path: str, body: bytes | None) -> Request:
    headers = {"anthropic_version": "2023-06-01", **auth_headers(provider)}
    if body is not None:
        headers["content_type"] = "application/json"
    # The paths carry their version, as in the documentation; people write it in the base too.
    base_url = (provider.base_url or "").rstrip("/").removesuffix("/v1")
    url = parts.address(replace(provider, base_url=base_url), path)
    return Request(method=method, url=url, headers=parts.headers(provider, **headers), body=body)


def _words(error: Mapping[str, object]) -> list[object]:
    return [mapping(error.get("details")).get("error_code"), error.get("type")]


class Reply(JsonReply):
    """Reads a `message` object, or the typed events of a stream up to `message_stop`."""

    END_MARKER = "`message_stop`"

    def error(self, reply: dict[str, object]) -> Failure | None:
        """Return the error of an `error` event or body, also after a 200."""
        if reply.get("type") != "error" and not reply.get("error"):
            return None
        error = refusals.error_in(reply)
        return _REFUSALS.in_reply(error, _words(error))

    def take(self, reply: dict[str, object]) -> None:
        """Read one event by its `type`; unknown types are allowed for by the documentation."""
        match reply.get("type"):
            case "message":
                for block in items(reply.get("content")):
                    self._add(block)
                self.finish_reason = text(reply.get("stop_reason")) or None
                self._take_usage(reply)
                self.is_finished = isinstance(reply.get("content"), list)
            case "message_start":
                self._take_usage(mapping(reply.get("message")))
            case "content_block_start":
                self._add(mapping(reply.get("content_block")))
            case "content_block_delta":
                self._add(mapping(reply.get("delta")))
            case "message_delta":
                reason = text(mapping(reply.get("delta")).get("stop_reason"))
                self.finish_reason = reason or self.finish_reason
                self._take_usage(reply)
            case "message_stop":
                self.is_finished = True

    def _add(self, block: dict[str, object]) -> None:
        self.add_reasoning(block.get("thinking"))
        self.add_text(block.get("text"))

    def _take_usage(self, message: dict[str, object]) -> None:
        usage = mapping(message.get("usage"))
        names = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
        asked = [tokens for name in names if (tokens := count(usage.get(name))) is not None]
        self.input_tokens = sum(asked) if asked else self.input_tokens
        answered = count(usage.get("output_tokens"))
        self.output_tokens = self.output_tokens if answered is None else answered
