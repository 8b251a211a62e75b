"""Speaks OpenAI chat completions, which most other providers and servers speak too.

Wire format: developers.openai.com, "Chat completions".
`token_limit_key` in a provider's `request` names the key that bounds the answer, for OpenAI
itself `max_completion_tokens`; it is not sent.
"""

from probes import refusals
from probes import request_parts as parts
from probes.exchange import Request
from probes.failures import Failure
from probes.openai_family import auth_headers, classify, failure_in, key_check, request_id
from probes.replies import JsonReply, count, items, mapping, text
from probes.result import Outcome
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


def completion(provider: ProviderSpec, prompt: str, *, max_tokens: int, stream: bool) -> Request:
    """Return a POST to `/chat/completions`; usage is asked for in the stream too."""
    extra = dict(provider.request)
    limit_key = str(extra.pop("token_limit_key", "max_tokens"))
    messages = [{"role": "user", "content": prompt}]
    body: dict[str, object] = {
        "model": provider.model,
        "messages": messages,
        limit_key: max_tokens,
    }
    if stream:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    else:
        extra.pop("stream_options", None)  # refused without a stream
    headers = parts.headers(provider, content_type="application/json", **auth_headers(provider))
    url = parts.address(provider, "/chat/completions")
    return Request(method="POST", url=url, headers=headers, body=parts.json_body(body, extra))


def reply_reader(*, stream: bool) -> "Reply":
    """Return a fresh reader for one reply."""
    return Reply(stream=stream)


class Reply(JsonReply):
    """Reads `chat.completion` objects and `chat.completion.chunk` events up to `[DONE]`."""

    END_MARKER = "`[DONE]`"
    ENDS_WITH_DONE = True

    def error(self, reply: dict[str, object]) -> Failure | None:
        """Return the error in `error`, or in the object itself where it is called an error."""
        if not reply.get("error") and reply.get("object") != "error":
            return None
        error = refusals.error_in(reply)
        return failure_in(error)

    def take(self, reply: dict[str, object]) -> None:
        """Read a chunk's `delta` or a completion's `message`, and the usage beside it."""
        for choice in items(reply.get("choices"))[:1]:
            message = choice.get("message")
            said = mapping(choice.get("delta") if message is None else message)
            self.add_reasoning(said.get("reasoning_content") or said.get("reasoning"))
            self._add_content(said.get("content"))
            self.add_text(said.get("refusal"))
            self.finish_reason = text(choice.get("finish_reason")) or self.finish_reason
            self.is_finished = isinstance(message, dict)
        if self.finish_reason == "error":
            self.fail(Outcome.SERVER_ERROR, "the provider ended its answer with an error")
        self._take_usage(mapping(reply.get("usage")))

    def _add_content(self, content: object) -> None:
        self.add_text(content)
        for part in items(content):  # Mistral's reasoning models send a list of parts
            if part.get("type") == "text":
                self.add_text(part.get("text"))
            elif part.get("type") == "thinking":
                self.add_reasoning("thinking")

    def _take_usage(self, usage: dict[str, object]) -> None:
        asked, answered = count(usage.get("prompt_tokens")), count(usage.get("completion_tokens"))
        if asked is None or answered is None:
            return
        # xAI counts hidden reasoning in the total only, OpenAI in the completion too.
        self.input_tokens = asked
        self.output_tokens = max(answered, (count(usage.get("total_tokens")) or 0) - asked)
        thought = mapping(usage.get("completion_tokens_details")).get("reasoning_tokens")
        self.reasoning_tokens = count(thought) or 0
