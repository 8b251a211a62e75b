"""What holds for the reader and the classifier of every wire format, whatever comes in."""

import json
from collections.abc import Callable
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import probes.providers
from probes import plugins
from probes.providers import ReplyReader, Wire
from probes.result import Fault, Outcome

CASES = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
Read = Callable[..., ReplyReader]
Sse = Callable[..., bytes]

# Every key and word that any of the formats gives a meaning to.
KEYS = [
    "blockReason",
    "candidates",
    "choices",
    "code",
    "content",
    "content_block",
    "delta",
    "details",
    "error",
    "error_type",
    "finishReason",
    "finish_reason",
    "incomplete_details",
    "index",
    "message",
    "metadata",
    "object",
    "output",
    "parts",
    "promptFeedback",
    "reason",
    "response",
    "role",
    "status",
    "text",
    "thought",
    "tokens",
    "type",
    "usage",
    "usageMetadata",
    "violations",
]
WORDS = [
    "COMPLETE",
    "content-delta",
    "content_block_delta",
    "error",
    "failed",
    "message",
    "message-end",
    "message_start",
    "message_stop",
    "response",
    "response.completed",
    "response.output_text.delta",
    "stop",
    "text",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.sampled_from(WORDS),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=10,
)


@pytest.fixture(params=plugins.names(probes.providers))
def wire(request: pytest.FixtureRequest) -> Wire:
    return cast("Wire", plugins.load(probes.providers, request.param))


@CASES
@given(body=st.binary(max_size=400) | st.text(max_size=200).map(str.encode), stream=st.booleans())
def test_no_bytes_make_the_reader_raise_or_pass_for_an_answer(
    wire: Wire, read: Read, body: bytes, stream: bool
) -> None:
    reader = read(wire.reply_reader(stream=stream), body)

    assert reader.failure is not None
    assert reader.failure.outcome.fault is Fault.PROVIDER


@CASES
@given(reply=JSON, status=st.sampled_from([400, 401, 404, 429, 500, 529]))
def test_no_json_makes_the_reader_or_the_classifier_raise(
    wire: Wire, read: Read, sse: Sse, reply: object, status: int
) -> None:
    body = json.dumps(reply).encode()

    read(wire.reply_reader(stream=True), sse(reply)).text.encode()
    read(wire.reply_reader(stream=False), body).text.encode()
    assert wire.classify(status, {}, body).outcome is not Outcome.OK
