"""The Bedrock that the simulator plays, asked by AWS's own client: signature, frames, refusals."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, EventStreamError
from botocore.session import Session

from simulator.faults import Fault
from simulator.provider import Provider
from simulator.sigv4 import ACCESS_KEY_ID
from simulator.thread import SimulatorThread

SECRET, MODEL = "sim-secret-access-key", "amazon.nova-micro-v1:0"
MESSAGES = [{"role": "user", "content": [{"text": "What is 123 + 352? Reply with the number."}]}]


@pytest.fixture(scope="module")
def simulator() -> Iterator[SimulatorThread]:
    player = Provider("aws", "bedrock", key=SECRET, model=MODEL, ttft_s=0.01, tokens_per_s=500)
    with SimulatorThread([player]) as simulator:
        yield simulator


@contextlib.contextmanager
def client(simulator: SimulatorThread, secret: str = SECRET) -> Iterator[Any]:
    made = Session().create_client(
        "bedrock-runtime",
        region_name="eu-west-1",
        endpoint_url=simulator.base_url("aws"),
        aws_access_key_id=ACCESS_KEY_ID,
        aws_secret_access_key=secret,
        config=Config(retries={"max_attempts": 0}),
    )
    with contextlib.closing(made):
        yield made


def test_its_client_reads_an_answer_whole_and_streamed(simulator: SimulatorThread) -> None:
    with client(simulator) as aws:
        whole = aws.converse(modelId=MODEL, messages=MESSAGES)
        events = list(aws.converse_stream(modelId=MODEL, messages=MESSAGES)["stream"])

    assert whole["output"]["message"]["content"] == [{"text": "475"}]
    assert whole["stopReason"] == "end_turn"
    deltas = [e["contentBlockDelta"]["delta"]["text"] for e in events if "contentBlockDelta" in e]
    assert "".join(deltas) == "475"
    assert events[-1]["metadata"]["usage"]["outputTokens"] == len(deltas)


@pytest.mark.parametrize(
    ("fault", "secret", "code"),
    [
        (None, "another-secret", "InvalidSignatureException"),
        (Fault("error", body="rate_limited"), SECRET, "ThrottlingException"),
        (Fault("error", body="overloaded"), SECRET, "ServiceUnavailableException"),
        (Fault("error", body="model_not_found"), SECRET, "ValidationException"),
    ],
)
def test_its_client_knows_each_refusal_by_its_code(
    simulator: SimulatorThread, fault: Fault | None, secret: str, code: str
) -> None:
    simulator.set_fault("aws", fault)
    with client(simulator, secret) as aws, pytest.raises(ClientError) as raised:
        aws.converse(modelId=MODEL, messages=MESSAGES)
    simulator.set_fault("aws", None)

    assert raised.value.response["Error"]["Code"] == code


def test_its_client_raises_what_breaks_a_stream(simulator: SimulatorThread) -> None:
    simulator.set_fault("aws", Fault("in_stream_error", body="overloaded", after=1))
    with client(simulator) as aws:
        stream = aws.converse_stream(modelId=MODEL, messages=MESSAGES)["stream"]
        with pytest.raises(EventStreamError, match="serviceUnavailableException"):
            list(stream)
        stream.close()
    simulator.set_fault("aws", None)
