"""The simulator over HTTP, asked by a client that knows nothing of Brownout."""

import asyncio
import gc
import json
import socket
import time
import warnings
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from simulator.faults import Fault
from simulator.login import CLIENT_ID, CLIENT_SECRET
from simulator.provider import Provider
from simulator.scenarios import Scene, Story
from simulator.server import HOST, Simulator
from simulator.thread import SimulatorThread

QUESTION = "[0a1b2c3d] What is 123 + 352? Reply with the number only."
MESSAGES = [{"role": "user", "content": QUESTION}]
PATHS = {
    "openai": "/openai/v1/chat/completions",
    "anthropic": "/anthropic/v1/messages",
    "gemini": "/gemini/v1beta/models/sim-small:generateContent",
    "cohere": "/cohere/v2/chat",
}
BODIES: dict[str, dict[str, Any]] = {
    "openai": {"model": "sim-small", "messages": MESSAGES},
    "anthropic": {"model": "sim-small", "max_tokens": 32, "messages": MESSAGES},
    "cohere": {"model": "sim-small", "messages": MESSAGES},
    "gemini": {"contents": [{"role": "user", "parts": [{"text": QUESTION}]}]},
}
HEADERS = {
    "openai": {"authorization": "Bearer sim-key"},
    "anthropic": {"x-api-key": "sim-key", "anthropic-version": "2023-06-01"},
    "gemini": {"x-goog-api-key": "sim-key"},
    "cohere": {"authorization": "Bearer sim-key"},
}


@pytest.fixture(scope="module")
def simulator() -> Iterator[SimulatorThread]:
    providers = [Provider(wire, wire, ttft_s=0.01, tokens_per_s=500) for wire in PATHS]
    with SimulatorThread([*providers, Provider("login", "oauth")]) as simulator:
        yield simulator


@pytest.fixture
def client(simulator: SimulatorThread) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=simulator.url, timeout=20) as client:
        yield client
    for name in (*PATHS, "login"):
        simulator.set_fault(name, None)


def ask(
    client: httpx.Client, wire: str, *, headers: dict[str, str] | None = None, **more: Any
) -> Any:
    given = HEADERS[wire] if headers is None else headers
    return client.post(PATHS[wire], headers=given, json={**BODIES[wire], **more})


def answer(wire: str, body: dict[str, Any]) -> object:
    # Where each API documents the text of its answer.
    match wire:
        case "openai":
            return body["choices"][0]["message"]["content"]
        case "anthropic":
            return body["content"][0]["text"]
        case "cohere":
            return body["message"]["content"][0]["text"]
        case _:
            return body["candidates"][0]["content"]["parts"][0]["text"]


@pytest.mark.parametrize("wire", PATHS)
def test_each_dialect_answers_where_its_documentation_says(client: httpx.Client, wire: str) -> None:
    said = ask(client, wire)

    assert said.status_code == 200
    assert answer(wire, said.json()) == "475"


def test_an_openai_stream_ends_with_its_usage_and_marker(client: httpx.Client) -> None:
    said = ask(client, "openai", stream=True, stream_options={"include_usage": True})

    assert said.headers["content-type"].startswith("text/event-stream")
    events = [event.removeprefix("data: ") for event in said.text.strip().split("\n\n")]
    assert events[-1] == "[DONE]"
    chunks = [json.loads(event) for event in events[:-1]]
    pieces = [choice["delta"].get("content", "") for c in chunks for choice in c["choices"]]
    assert "".join(pieces) == "475"
    assert chunks[-1]["usage"]["completion_tokens"] == len(list(filter(None, pieces)))


def test_responses_are_spoken_beside_chat_completions(client: httpx.Client) -> None:
    path, given = "/openai/v1/responses", HEADERS["openai"]
    body = {"model": "sim-small", "input": QUESTION, "max_output_tokens": 16}
    whole = client.post(path, headers=given, json=body).json()
    streamed = client.post(path, headers=given, json={**body, "stream": True}).text

    assert whole["output"][0]["content"][0]["text"] == "475"
    assert (whole["status"], whole["incomplete_details"]) == ("completed", None)
    events = [json.loads(line[6:]) for line in streamed.splitlines() if line.startswith("data: ")]
    deltas = [e["delta"] for e in events if e["type"] == "response.output_text.delta"]
    assert "".join(deltas) == "475"
    assert events[-1]["response"]["output"][0]["content"][0]["text"] == "475"
    few = client.post(path, headers=given, json={**body, "max_output_tokens": 9})
    assert few.status_code == 400
    assert "minimum value" in few.json()["error"]["message"]


def test_an_anthropic_stream_names_its_events(client: httpx.Client) -> None:
    said = ask(client, "anthropic", stream=True)

    names = [line.removeprefix("event: ") for line in said.text.splitlines() if "event: " in line]
    assert names[0] == "message_start"
    assert names[-3:] == ["content_block_stop", "message_delta", "message_stop"]
    assert "content_block_delta" in names


def test_a_gemini_stream_is_one_response_an_event(client: httpx.Client) -> None:
    path = "/gemini/v1beta/models/sim-small:streamGenerateContent?alt=sse"
    said = client.post(path, headers=HEADERS["gemini"], json=BODIES["gemini"])

    assert "\r\n\r\n" in said.text
    events = [json.loads(line[6:]) for line in said.text.splitlines() if line]
    parts = [event["candidates"][0]["content"]["parts"][0]["text"] for event in events]
    assert "".join(parts) == "475"
    assert events[-1]["candidates"][0]["finishReason"] == "STOP"


@pytest.mark.parametrize(
    ("wire", "keyless", "wrong"),
    [("openai", 401, 401), ("anthropic", 401, 401), ("gemini", 403, 400), ("cohere", 401, 401)],
)
def test_keys_are_checked_as_the_apis_check_them(
    client: httpx.Client, wire: str, keyless: int, wrong: int
) -> None:
    bad = {name: value.replace("sim-key", "sim-wrong-key") for name, value in HEADERS[wire].items()}
    none = {k: v for k, v in HEADERS[wire].items() if k == "anthropic-version"}

    assert ask(client, wire, headers=none).status_code == keyless
    refused = ask(client, wire, headers=bad)
    assert refused.status_code == wrong
    assert {"error", "message"} & refused.json().keys()
    # No API repeats a key as it stands.
    assert "sim-wrong-key" not in refused.text


def test_a_request_that_the_api_would_refuse_is_refused(client: httpx.Client) -> None:
    no_messages = ask(client, "openai", messages=[])
    no_json = client.post(PATHS["openai"], headers=HEADERS["openai"], content=b"{")
    no_model = ask(client, "openai", model="sim-large")
    no_limit = ask(client, "anthropic", max_tokens=None)

    assert [said.status_code for said in (no_messages, no_json, no_model, no_limit)] == [
        400, 400, 404, 400,
    ]  # fmt: skip
    assert "sim-large" in no_model.json()["error"]["message"]
    assert no_limit.json()["error"]["message"] == "max_tokens: Field required"


@pytest.mark.parametrize("wire", PATHS)
def test_models_are_listed_to_whoever_has_a_key(client: httpx.Client, wire: str) -> None:
    path = PATHS[wire].split("/models/")[0] if wire == "gemini" else f"/{wire}/v1"

    assert client.get(f"{path}/models").status_code in (401, 403)
    listed = client.get(f"{path}/models", headers=HEADERS[wire])
    assert listed.status_code == 200
    assert "sim-small" in listed.text


def test_a_token_from_the_login_opens_the_api(client: httpx.Client) -> None:
    grant = {"grant_type": "client_credentials"}
    said = client.post("/openai/oauth/token", data=grant, auth=(CLIENT_ID, CLIENT_SECRET))
    token = said.json()["access_token"]

    assert said.headers["cache-control"] == "no-store"
    given = {"authorization": f"Bearer {token}"}
    assert ask(client, "openai", headers=given).status_code == 200
    # Not that of another provider.
    assert ask(client, "anthropic", headers={**HEADERS["anthropic"], "x-api-key": token}).is_error


@pytest.mark.parametrize(
    ("given", "status", "error"),
    [
        ({}, 400, "invalid_request"),
        ({"grant_type": "client_credentials"}, 400, "invalid_request"),
        ({"grant_type": "client_credentials", "client_id": "nobody"}, 401, "invalid_client"),
        (
            {"grant_type": "password", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET},
            400,
            "unsupported_grant_type",
        ),
        (
            {"grant_type": "refresh_token", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET},
            400,
            "invalid_grant",
        ),
    ],
)
def test_logins_are_refused_as_the_rfc_has_it(
    client: httpx.Client, given: dict[str, str], status: int, error: str
) -> None:
    as_form = client.post("/login/oauth/token", data=given)
    as_json = client.post("/login/oauth/token", json=given)

    for said in (as_form, as_json):
        assert (said.status_code, said.json()["error"]) == (status, error)


def test_discovery_names_addresses_that_answer(client: httpx.Client) -> None:
    told = client.get("/login/.well-known/openid-configuration").json()

    assert client.post(told["token_endpoint"]).status_code == 400
    assert client.get(told["jwks_uri"]).json()["keys"]


def test_a_login_that_is_down_leaves_the_api_well(
    client: httpx.Client, simulator: SimulatorThread
) -> None:
    simulator.set_fault("openai", Fault("login_down"))

    down = client.post("/openai/oauth/token")
    assert (down.status_code, down.headers["content-type"][:9]) == (503, "text/html")
    assert ask(client, "openai").status_code == 200


def test_strangers_are_told_who_is_played_here(client: httpx.Client) -> None:
    assert client.get("/").text == "A simulator of providers that do not exist.\n"
    unknown = client.get("/nobody/v1/models")
    assert unknown.status_code == 404
    assert "openai, anthropic, gemini, cohere, login" in unknown.text
    assert client.get("/openai/v2/else").status_code == 404


def test_a_share_of_the_requests_fails_the_same_ones_for_the_same_seed(
    client: httpx.Client, simulator: SimulatorThread
) -> None:
    def run(seed: int) -> list[int]:
        simulator.set_fault("openai", Fault("error", share=0.5, seed=seed, paths="models"))
        path, given = "/openai/v1/models", HEADERS["openai"]
        return [client.get(path, headers=given).status_code for _ in range(40)]

    first = run(1)
    assert set(first) == {200, 500}
    assert 8 <= first.count(500) <= 32
    assert run(1) == first
    assert run(2) != first


def test_requests_are_remembered_without_their_secrets_in_sight(
    client: httpx.Client, simulator: SimulatorThread
) -> None:
    ask(client, "anthropic")

    asked = simulator.requests[-1]
    assert (asked.provider, asked.method, asked.path) == ("anthropic", "POST", "/v1/messages")
    assert asked.headers["x-api-key"] == "sim-key"
    assert "sim-key" not in repr(asked)


def test_a_connection_carries_one_request_after_the_other(client: httpx.Client) -> None:
    ports = set()
    for _ in range(3):
        said = ask(client, "openai")
        ports.add(said.extensions["network_stream"].get_extra_info("client_addr"))

    assert len(ports) == 1


async def come_and_be_left(turns: int) -> bytes:
    async with Simulator([Provider("aurora", "openai")]) as simulator:
        client = socket.create_connection((HOST, httpx.URL(simulator.url).port), timeout=20)
        for _ in range(turns):
            await asyncio.sleep(0)
    with client:
        try:
            return client.recv(1)
        except ConnectionResetError:
            return b""


@pytest.mark.parametrize("turns", range(8))
def test_a_stop_closes_what_has_only_just_come(turns: int) -> None:
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        assert asyncio.run(come_and_be_left(turns)) == b""
        gc.collect()

    assert [str(each.message) for each in seen] == []


def test_a_story_takes_its_course() -> None:
    aurora = Provider("aurora", "openai", ttft_s=0)
    told = Story((aurora,), (Scene("aurora", 0, 0.5, Fault("error"), "down"),), period_s=10)
    with SimulatorThread([aurora], story=told) as simulator:
        url = f"{simulator.base_url('aurora')}/models"
        assert httpx.get(url, headers=HEADERS["openai"]).status_code == 500
        until = time.monotonic() + 20
        while httpx.get(url, headers=HEADERS["openai"]).status_code != 200:
            assert time.monotonic() < until


def test_impossible_players_and_faults_are_refused() -> None:
    with pytest.raises(ValueError, match="lower-case"):
        Provider("No Name", "openai")
    with pytest.raises(ValueError, match="unknown wire"):
        Provider("aurora", "telepathy")
    with pytest.raises(ValueError, match="same name"):
        SimulatorThread([Provider("aurora", "openai")] * 2)
    with pytest.raises(ValueError, match="changes nothing"):
        Fault("latency")
    with pytest.raises(ValueError, match="share 2"):
        Fault("error", share=2)
    with (
        SimulatorThread([Provider("aurora", "openai")]) as simulator,
        pytest.raises(ValueError, match="has no refusal 'bored'"),
    ):
        simulator.set_fault("aurora", Fault("error", body="bored"))


def test_a_status_page_stays_green_whatever_happens(
    simulator: SimulatorThread, client: httpx.Client
) -> None:
    simulator.set_fault("openai", Fault("error", body="overloaded"))
    page = client.get("/openai/status/api/v2/summary.json")

    assert ask(client, "openai").status_code == 503
    assert page.status_code == 200
    assert page.json()["status"]["indicator"] == "none"
