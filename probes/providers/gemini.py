"""Speaks Google Gemini's generateContent API.

Wire format and error details: ai.google.dev/api/generate-content, google.rpc.Status.
"""

from collections.abc import Mapping
from urllib.parse import quote

from probes import refusals
from probes import request_parts as parts
from probes.exchange import Request
from probes.failures import Failure
from probes.replies import JsonReply, count, items, mapping, text
from probes.result import Outcome
from probes.spec import ProviderSpec

_REFUSALS = refusals.Refusals(
    codes={
        # The reason in the details comes first: a bad key is an INVALID_ARGUMENT here.
        Outcome.AUTH_REJECTED: "api_key_invalid api_key_expired api_key_service_blocked"
        " unauthenticated permission_denied",
        Outcome.QUOTA: "billing_disabled quotafailure",
        Outcome.OVERLOADED: "unavailable",
        Outcome.RATE_LIMITED: "resource_exhausted",
        Outcome.SERVER_ERROR: "internal unknown deadline_exceeded",
    },
    sentences={
        Outcome.AUTH_REJECTED: r"\bapi key (not valid|expired|not found)",
        Outcome.QUOTA: r"\bbilling\b|\bcredits?\b.{0,40}deplet|current quota",
        Outcome.OVERLOADED: r"\boverloaded\b",
        Outcome.MODEL_GONE: r"\bmodels?\b.{0,120}(not found|not exist|no longer)",
    },
    types={Outcome.BAD_REQUEST: "invalid_argument failed_precondition not_found out_of_range"},
)

_COUNTS = ":countTokens"


def auth_headers(provider: ProviderSpec) -> dict[str, str]:
    """Return the key header, or nothing where the provider has no key."""
    return {"x-goog-api-key": provider.key.get_secret_value().strip()} if provider.key else {}


def completion(provider: ProviderSpec, prompt: str, *, max_tokens: int, stream: bool) -> Request:
    """Return a POST to the model's `:generateContent` or its streaming twin."""
    body = {
        "contents": [{"role": "user", "parts": [{"text": prompt}]}],
        "generationConfig": {"maxOutputTokens": max_tokens},
    }
    verb = "streamGenerateContent?alt=sse" if stream else "generateContent"
    model = quote((provider.model or "").removeprefix("models/"))
    headers = parts.headers(provider, content_type="application/json", **auth_headers(provider))
    return Request(
        method="POST",
        url=parts.address(provider, f"/models/{model}:{verb}"),
        headers=headers,
        body=parts.json_body(body, provider.request),
    )


def key_check(provider: ProviderSpec) -> Request:
    """Return a GET of the list of models, or a POST where tokens are counted, which is free."""
    path = provider.auth_path or "/models"
    headers = auth_headers(provider)
    if not path.endswith(_COUNTS):
        url = parts.address(provider, path)
        return Request(method="GET", url=url, headers=parts.headers(provider, **headers))
    body = {"contents": [{"role": "user", "parts": [{"text": "hi"}]}]}
    return Request(
        method="POST",
        url=parts.address(provider, path.replace("{model}", quote(provider.model or ""))),
        headers=parts.headers(provider, content_type="application/json", **headers),
        body=parts.json_body(body, {}),
    )


def reply_reader(*, stream: bool) -> "Reply":
    """Return a fresh reader for one reply."""
    return Reply(stream=stream)


def classify(status: int, headers: Mapping[str, str], body: bytes) -> Failure:
    """Map an HTTP error: the reason in its details first, then its sentence and its status."""
    return _REFUSALS.in_status(status, headers, body, _words(refusals.error_object(body)))


def request_id(headers: Mapping[str, str]) -> str | None:
    """Return the id that a gateway in front may give; Google itself gives none to depend on."""
    return headers.get("x-request-id") or None


def _words(error: Mapping[str, object]) -> list[object]:
    details = items(error.get("details"))
    reasons = [detail.get("reason") for detail in details]
    # google.rpc.QuotaFailure names the quota that ran out, which is always one of ours.
    quotas = ["quotafailure" for detail in details if items(detail.get("violations"))]
    return [*reasons, *quotas, error.get("status")]


class Reply(JsonReply):
    """Reads `GenerateContentResponse` objects up to the one with a `finishReason`."""

    END_MARKER = "`finishReason`"

    def error(self, reply: dict[str, object]) -> Failure | None:
        """Return the `google.rpc.Status` in `error`, also after a 200."""
        if not reply.get("error"):
            return None
        error = refusals.error_in(reply)
        return _REFUSALS.in_reply(error, _words(error))

    def take(self, reply: dict[str, object]) -> None:
        """Read the first candidate; `thought` parts are reasoning, not answer."""
        self._take_usage(mapping(reply.get("usageMetadata")))
        for candidate in items(reply.get("candidates"))[:1]:
            for part in items(mapping(candidate.get("content")).get("parts")):
                add = self.add_reasoning if part.get("thought") is True else self.add_text
                add(part.get("text"))
            self.finish_reason = text(candidate.get("finishReason")) or None
            self.is_finished = self.finish_reason is not None
        blocked = text(mapping(reply.get("promptFeedback")).get("blockReason"))
        if blocked:  # no candidate ever comes: the refusal is the whole answer
            self.finish_reason, self.is_finished = f"prompt blocked: {blocked}", True

    def _take_usage(self, usage: dict[str, object]) -> None:
        asked, answered = (
            count(usage.get(name)) for name in ("promptTokenCount", "candidatesTokenCount")
        )
        thought = count(usage.get("thoughtsTokenCount")) or 0
        self.input_tokens = self.input_tokens if asked is None else asked
        if answered is not None or thought:
            self.output_tokens = (answered or 0) + thought
            self.reasoning_tokens = thought
