import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from probes.providers import ReplyReader, bedrock
from probes.result import Outcome
from probes.spec import ProviderSpec
from simulator.framing import frame

CASES = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
Read = Callable[..., ReplyReader]
Make = Callable[..., ProviderSpec]

USAGE = {"inputTokens": 31, "outputTokens": 3, "totalTokens": 34}


def event(kind: str, said: Any, what: str = "event") -> bytes:
    return frame(f"{what}: {kind}\ndata: {json.dumps(said)}".encode(), "amazon")


def piece(text: str) -> bytes:
    return event("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": text}})


BEGINNING = event("messageStart", {"role": "assistant"}) + piece("4") + piece("7") + piece("5")
STOP = event("messageStop", {"stopReason": "end_turn"})
END = STOP + event("metadata", {"usage": USAGE, "metrics": {"latencyMs": 9}})


@CASES
@given(cuts=st.lists(st.integers(min_value=0), max_size=12))
def test_a_stream_is_read_alike_wherever_the_network_cuts_it(read: Read, cuts: list[int]) -> None:
    reader = read(bedrock.reply_reader(stream=True), BEGINNING + END, cuts)

    assert (reader.text, reader.pieces) == ("475", 3)
    assert (reader.input_tokens, reader.output_tokens) == (31, 3)
    assert reader.finish_reason == "end_turn"
    assert reader.is_finished
    assert reader.failure is None


def test_reasoning_is_no_answer_but_a_sign_of_work(read: Read) -> None:
    thought = event("contentBlockDelta", {"delta": {"reasoningContent": {"text": "hm"}}})
    reader = read(bedrock.reply_reader(stream=True), thought + BEGINNING + END)

    assert (reader.text, reader.pieces) == ("475", 4)


def test_a_whole_response_is_one_piece(read: Read) -> None:
    whole = {
        "output": {"message": {"role": "assistant", "content": [{"text": "475"}]}},
        "stopReason": "max_tokens",
        "usage": USAGE,
    }
    reader = read(bedrock.reply_reader(stream=False), json.dumps(whole).encode())

    assert (reader.text, reader.pieces, reader.is_finished) == ("475", 1, True)
    assert (reader.output_tokens, reader.finish_reason) == (3, "max_tokens")


@pytest.mark.parametrize("body", [BEGINNING, BEGINNING + STOP, BEGINNING + END[:-9]])
def test_a_stream_that_ends_without_its_metadata_is_broken(read: Read, body: bytes) -> None:
    reader = read(bedrock.reply_reader(stream=True), body)

    assert reader.failure is not None
    assert reader.failure.outcome is Outcome.STREAM_BROKEN


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("internalServerException", Outcome.SERVER_ERROR),
        ("modelStreamErrorException", Outcome.SERVER_ERROR),
        ("serviceUnavailableException", Outcome.OVERLOADED),
        ("throttlingException", Outcome.QUOTA),
        ("validationException", Outcome.BAD_REQUEST),
        ("somethingNewException", Outcome.SERVER_ERROR),
    ],
)
def test_an_exception_in_the_stream_has_its_outcome(name: str, outcome: Outcome) -> None:
    reader = bedrock.reply_reader(stream=True)
    reader.feed(BEGINNING + event(name, {"message": "it broke"}, "exception"))

    assert reader.failure is not None
    assert reader.failure.outcome is outcome
    assert "it broke" in reader.failure.message


@pytest.mark.parametrize(
    ("status", "kind", "said", "outcome"),
    [
        (403, "UnrecognizedClientException", "The security token included in the request is"
         " invalid.", Outcome.AUTH_REJECTED),
        (403, "ExpiredTokenException", "The security token included in the request is expired",
         Outcome.AUTH_REJECTED),
        (400, "AccessDeniedException", "You don't have access to the model",
         Outcome.AUTH_REJECTED),
        (400, "ValidationException", "The provided model identifier is invalid.",
         Outcome.MODEL_GONE),
        (404, "ResourceNotFoundException", "This model version has reached the end of its life.",
         Outcome.MODEL_GONE),
        (400, "ValidationException", "max_tokens must be positive", Outcome.BAD_REQUEST),
        (400, "ServiceQuotaExceededException", "", Outcome.QUOTA),
        (429, "ThrottlingException:http://internal.amazon.com/coral/", "Too many requests",
         Outcome.QUOTA),
        (429, "ModelNotReadyException", "The model is not ready", Outcome.OVERLOADED),
        (408, "ModelTimeoutException", "Model has timed out", Outcome.SERVER_ERROR),
        (424, "ModelErrorException", "The model failed", Outcome.SERVER_ERROR),
        (500, "InternalServerException", "", Outcome.SERVER_ERROR),
        (503, "ServiceUnavailableException", "", Outcome.OVERLOADED),
        (529, "", "Overloaded", Outcome.OVERLOADED),
    ],
)  # fmt: skip
def test_documented_errors_have_their_outcome(
    status: int, kind: str, said: str, outcome: Outcome
) -> None:
    in_header = bedrock.classify(
        status, {"x-amzn-errortype": kind}, json.dumps({"message": said}).encode()
    )
    in_body = bedrock.classify(
        status, {}, json.dumps({"__type": f"com.amazon#{kind}".partition(":")[0],
                                "message": said}).encode(),
    )  # fmt: skip

    assert (in_header.outcome, in_body.outcome) == (outcome, outcome)


def test_the_model_is_one_segment_of_the_path(provider: Make) -> None:
    asked = provider(model="eu.amazon.nova-micro-v1:0", base_url="https://b.example")
    request = bedrock.completion(asked, "hi", max_tokens=40, stream=True)

    assert request.url == "https://b.example/model/eu.amazon.nova-micro-v1%3A0/converse-stream"
    assert json.loads(request.body or b"") == {
        "messages": [{"role": "user", "content": [{"text": "hi"}]}],
        "inferenceConfig": {"maxTokens": 40},
    }
    assert bedrock.completion(asked, "hi", max_tokens=4, stream=False).url.endswith("/converse")
    assert bedrock.key_check(asked).url == "https://b.example/foundation-models"
    assert bedrock.request_id({"x-amzn-requestid": "r1"}) == "r1"
