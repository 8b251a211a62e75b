"""Speaks OpenAI's responses API, which OpenAI offers beside chat completions.

Wire format: developers.openai.com, "Responses" and its streaming events; openai-python 3.52.0,
types/responses/.
"""

from collections.abc import Mapping

from probes import refusals
from probes import request_parts as parts
from probes.exchange import Request
from probes.failures import Failure
from probes.openai_family import auth_headers, classify, failure_in, key_check, request_id
from probes.replies import JsonReply, count, items, mapping, text
from probes.spec import ProviderSpec

__all__ = [
    "Reply",
    "auth_headers",
    "classify",
    "completion",
    "key_check",
    "reply_reader",
    "request_id",
]

# Fewer are refused.
_FEWEST_TOKENS = 16


def completion(provider: ProviderSpec, prompt: str, *, max_tokens: int, stream: bool) -> Request:
    """Return a POST to `/responses` that asks for nothing to be stored."""
    body: dict[str, object] = {
        "model": provider.model,
        "input": prompt,
        "store": False,
        "max_output_tokens": max(max_tokens, _FEWEST_TOKENS),
    }
    extra = dict(provider.request)
    if stream:
        body["stream"] = True
    else:
        extra.pop("stream_options", None)  # refused without a stream
    headers = parts.headers(provider, content_type="application/json", **auth_headers(provider))
    return Request(
        method="POST",
        url=parts.address(provider, "/responses"),
        headers=headers,
        body=parts.json_body(body, extra),
    )


def reply_reader(*, stream: bool) -> "Reply":
    """Return a fresh reader for one reply."""
    return Reply(stream=stream)


class Reply(JsonReply):
    """Reads a `response` object, or the typed events of a stream up to the one that ends it."""

    END_MARKER = "`response.completed`"

    def error(self, reply: dict[str, object]) -> Failure | None:
        """Return the error of an `error` event, or of a response that failed."""
        if reply.get("type") == "error":
            # The event has its code at the top, or in an object of its own.
            return failure_in(mapping(reply.get("error")) or reply)
        response = mapping(reply.get("response")) or reply
        if response.get("status") == "failed" or mapping(response.get("error")):
            return failure_in(refusals.error_in(response))
        return None

    def take(self, reply: dict[str, object]) -> None:
        """Read one event by its `type`, or the whole response."""
        kind = text(reply.get("type"))
        match kind:
            case "response.output_text.delta" | "response.refusal.delta":
                self.add_text(reply.get("delta"))
            case "response.reasoning_text.delta" | "response.reasoning_summary_text.delta":
                self.add_reasoning(reply.get("delta"))
            case "response.completed" | "response.incomplete":
                self._end(mapping(reply.get("response")))
            case "" if reply.get("object") == "response":
                self._take_output(reply)
                self._end(reply)

    def _take_output(self, response: Mapping[str, object]) -> None:
        for item in items(response.get("output")):
            for part in items(item.get("content")):
                add = self.add_reasoning if item.get("type") == "reasoning" else self.add_text
                add(part.get("text") or part.get("refusal"))

    def _end(self, response: Mapping[str, object]) -> None:
        reason = text(mapping(response.get("incomplete_details")).get("reason"))
        self.finish_reason = reason or text(response.get("status")) or None
        self.is_finished = response.get("status") in ("completed", "incomplete")
        usage = mapping(response.get("usage"))
        self.input_tokens = count(usage.get("input_tokens"))
        self.output_tokens = count(usage.get("output_tokens"))
        thought = mapping(usage.get("output_tokens_details")).get("reasoning_tokens")
        self.reasoning_tokens = count(thought) or 0
