"""Speaks OpenAI chat completions, which most other providers and servers speak too.

Wire format and error codes: developers.openai.com, and where a table row names another
host's word (Moonshot, Groq, Azure, OpenRouter, DeepSeek), that host's own documentation.
`token_limit_key` in a provider's `request` names the key that bounds the answer, for OpenAI
itself `max_completion_tokens`; it is not sent.
"""

from collections.abc import Mapping

from probes import refusals
from probes import request_parts as parts
from probes.exchange import Request
from probes.failures import Failure
from probes.replies import JsonReply, count, items, mapping, text
from probes.result import Outcome
from probes.spec import ProviderSpec

_REFUSALS = refusals.Refusals(
    codes={
        Outcome.AUTH_REJECTED: "invalid_api_key invalid_authentication_error ip_not_authorized"
        " incorrect_api_key_error unsupported_country_region_territory account_deactivated",
        Outcome.QUOTA: "insufficient_quota credit_balance_exhausted billing_hard_limit_reached"
        " organization_spend_limit_exceeded project_spend_limit_exceeded billing_not_active"
        " organization_usage_limit_exceeded exceeded_current_quota_error insufficient_balance"
        " rate_limit_reached_error insufficient_credits arrearage",
        Outcome.MODEL_GONE: "model_not_found model_not_available model_decommissioned"
        " model_deprecated invalid_model deploymentnotfound",
        Outcome.OVERLOADED: "server_is_overloaded engine_overloaded_error engine_overloaded"
        " provider_overloaded overloaded_error capacity_exceeded unavailable_error",
        Outcome.RATE_LIMITED: "rate_limit_exceeded rate_limit_error slow_down",
    },
    sentences={
        Outcome.AUTH_REJECTED: r"\b(incorrect|invalid) api.?key",
        Outcome.QUOTA: r"\binsufficient (balance|credit|funds)",
        Outcome.OVERLOADED: r"\bhigh demand\b|temporarily unable to process|\boverloaded\b",
        Outcome.MODEL_GONE: r"\bmodel\b.{0,120}(not exist|not found|no longer|decommissioned)"
        r"|\b(invalid|unknown|no such) model\b",
    },
    types={
        Outcome.AUTH_REJECTED: "authentication_error permission_error",
        Outcome.BAD_REQUEST: "invalid_request_error",
        Outcome.SERVER_ERROR: "server_error",
    },
)


def auth_headers(provider: ProviderSpec) -> dict[str, str]:
    """Return the bearer token, or nothing where the provider has no key."""
    key = provider.key
    return {"authorization": f"Bearer {key.get_secret_value().strip()}"} if key else {}


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


def key_check(provider: ProviderSpec) -> Request:
    """Return a GET of the list of models, or of the address that the catalog knows."""
    url = parts.address(provider, provider.auth_path or "/models")
    return Request(method="GET", url=url, headers=parts.headers(provider, **auth_headers(provider)))


def reply_reader(*, stream: bool) -> "Reply":
    """Return a fresh reader for one reply."""
    return Reply(stream=stream)


def classify(status: int, headers: Mapping[str, str], body: bytes) -> Failure:
    """Map an HTTP error: its code first, then its sentence, then what is common to all."""
    return _REFUSALS.in_status(status, headers, body, _words(refusals.error_object(body)))


def request_id(headers: Mapping[str, str]) -> str | None:
    """Return the id under the name that this host gives it."""
    names = "x-request-id request-id msh-request-id x-generation-id apim-request-id cf-ray"
    return next((headers[name] for name in names.split() if headers.get(name)), None)


def _words(error: Mapping[str, object]) -> list[object]:
    return [error.get("code"), mapping(error.get("metadata")).get("error_type"), error.get("type")]


class Reply(JsonReply):
    """Reads `chat.completion` objects and `chat.completion.chunk` events up to `[DONE]`."""

    END_MARKER = "`[DONE]`"
    ENDS_WITH_DONE = True

    def error(self, reply: dict[str, object]) -> Failure | None:
        """Return the error in `error`, or in the object itself where it is called an error."""
        if not reply.get("error") and reply.get("object") != "error":
            return None
        error = refusals.error_in(reply)
        return _REFUSALS.in_reply(error, _words(error))

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
