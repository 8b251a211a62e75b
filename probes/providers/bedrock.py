"""Speaks Amazon Bedrock's Converse API, whose streams are binary.

Wire format and errors: docs.aws.amazon.com, "Converse", "ConverseStream" and "Common errors";
botocore 1.44.5, data/bedrock-runtime/2023-09-30/service-2.json.
"""

from collections.abc import Mapping
from urllib.parse import quote

from probes import event_stream, refusals
from probes import request_parts as parts
from probes.exchange import Request
from probes.failures import Failure
from probes.replies import JsonReply, count, items, mapping, text
from probes.result import Outcome
from probes.spec import ProviderSpec

_REFUSALS = refusals.Refusals(
    codes={
        Outcome.AUTH_REJECTED: "accessdeniedexception unrecognizedclientexception"
        " invalidsignatureexception signaturedoesnotmatch incompletesignature"
        " expiredtokenexception expiredtoken missingauthenticationtoken"
        " missingauthenticationtokenexception invalidclienttokenid optinrequired",
        # "Your request was denied due to exceeding the account quotas."
        Outcome.QUOTA: "servicequotaexceededexception throttlingexception",
        Outcome.MODEL_GONE: "resourcenotfoundexception",
        Outcome.OVERLOADED: "serviceunavailableexception modelnotreadyexception",
        Outcome.SERVER_ERROR: "internalserverexception internalfailure modelerrorexception"
        " modelstreamerrorexception modeltimeoutexception",
    },
    sentences={
        Outcome.OVERLOADED: r"\boverloaded\b|\bhigh demand\b|\bcapacity\b",
        Outcome.MODEL_GONE: r"\bmodel identifier is invalid\b|\bmodel\b.{0,120}end of its life",
    },
    types={Outcome.BAD_REQUEST: "validationexception"},
)


def auth_headers(provider: ProviderSpec) -> dict[str, str]:
    """Return the API key as a bearer token; requests without one are signed elsewhere."""
    return parts.bearer(provider)


def completion(provider: ProviderSpec, prompt: str, *, max_tokens: int, stream: bool) -> Request:
    """Return a POST to the model's `/converse`, or to its streaming twin."""
    body = {
        "messages": [{"role": "user", "content": [{"text": prompt}]}],
        "inferenceConfig": {"maxTokens": max_tokens},
    }
    verb = "converse-stream" if stream else "converse"
    # Names of models hold colons, and those of profiles slashes.
    model = quote(provider.model or "", safe="")
    headers = parts.headers(provider, content_type="application/json", **auth_headers(provider))
    return Request(
        method="POST",
        url=parts.address(provider, f"/model/{model}/{verb}"),
        headers=headers,
        body=parts.json_body(body, provider.request),
    )


def key_check(provider: ProviderSpec) -> Request:
    """Return a GET of the list of models, which another host of the same region has."""
    url = parts.address(provider, provider.auth_path or "/foundation-models")
    return Request(method="GET", url=url, headers=parts.headers(provider, **auth_headers(provider)))


def reply_reader(*, stream: bool) -> "Reply":
    """Return a fresh reader for one reply."""
    return Reply(stream=stream)


def classify(status: int, headers: Mapping[str, str], body: bytes) -> Failure:
    """Map an HTTP error: the type in its header or body first, then its sentence."""
    words = [*_types(headers), *_words(refusals.error_object(body))]
    return _REFUSALS.in_status(status, headers, body, words)


def request_id(headers: Mapping[str, str]) -> str | None:
    """Return the id that AWS gives every request."""
    return headers.get("x-amzn-requestid") or None


def _types(headers: Mapping[str, str]) -> list[object]:
    # `ThrottlingException:http://internal.amazon.com/...`
    return [headers.get("x-amzn-errortype", "").partition(":")[0]]


def _words(error: Mapping[str, object]) -> list[object]:
    named = text(error.get("__type") or error.get("code") or error.get("type"))
    return [named.rpartition("#")[2]]


class Reply(JsonReply):
    """Reads a response, or the events of a stream up to its `metadata`."""

    END_MARKER = "`metadata`"

    def new_decoder(self) -> event_stream.Decoder:
        """Return a decoder of Amazon's event streams."""
        return event_stream.Decoder()

    def error(self, reply: dict[str, object]) -> Failure | None:
        """Return the exception that an event is, or the message that stands where an answer is."""
        for name, said in reply.items():
            if name.lower().endswith(("exception", "error", "failure")):
                return _REFUSALS.in_reply(mapping(said), [name])
        if "message" in reply and "output" not in reply:
            return _REFUSALS.in_reply(reply, _words(reply))
        return None

    def take(self, reply: dict[str, object]) -> None:
        """Read one event by its name, or the whole response."""
        if "output" in reply:
            for part in items(mapping(mapping(reply["output"]).get("message")).get("content")):
                self._add(part)
            self._stop(reply)
            self._take_usage(reply)
        self._add(mapping(mapping(reply.get("contentBlockDelta")).get("delta")))
        if "messageStop" in reply:
            self._stop(mapping(reply["messageStop"]))
        if "metadata" in reply:
            self._take_usage(mapping(reply["metadata"]))

    def _add(self, part: Mapping[str, object]) -> None:
        thought = mapping(part.get("reasoningContent"))
        self.add_reasoning(thought.get("text") or mapping(thought.get("reasoningText")).get("text"))
        self.add_text(part.get("text"))

    def _stop(self, message: Mapping[str, object]) -> None:
        self.finish_reason = text(message.get("stopReason")) or None

    def _take_usage(self, told: Mapping[str, object]) -> None:
        usage = mapping(told.get("usage"))
        self.input_tokens = count(usage.get("inputTokens"))
        self.output_tokens = count(usage.get("outputTokens"))
        self.is_finished = self.finish_reason is not None
