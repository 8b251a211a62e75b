import asyncio
import base64
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import SecretStr

from probes.checks import auth
from probes.result import Observation, Outcome
from probes.spec import ProviderSpec

KEYED, KEYLESS = auth.Options(), auth.Options(keyless=True)
REFUSAL = {"error": {"message": "Missing bearer token", "type": "invalid_request_error"}}


@pytest.fixture
def look(serving: Any, context: Any) -> Callable[..., tuple[Observation, list[Any]]]:
    """Run the check against one answer; return what it saw and what the server was asked."""

    def run(given: Any, options: auth.Options, **said: Any) -> tuple[Observation, list[Any]]:
        async def once() -> tuple[Observation, list[Any]]:
            async with serving(lambda _: given) as server:
                return await auth.run(context(server.url, **said), options), server.asked

        return asyncio.run(once())

    return run


def test_an_accepted_key_is_well(look: Any, in_json: Any) -> None:
    seen, asked = look(in_json({"data": []}, x_request_id="req_1"), KEYED)

    assert seen.outcome is Outcome.OK
    assert seen.request_id == "req_1"
    assert seen.timings.total_ms is not None
    assert (asked[0].method, asked[0].target) == ("GET", "/models")
    assert asked[0].headers["authorization"].startswith("Bearer sk-marker")
    assert [each.held for each in seen.expectations] == [True]


def test_a_refused_key_is_the_accounts_fault(look: Any, in_json: Any) -> None:
    seen, _ = look(in_json(REFUSAL, 401), KEYED)

    assert seen.outcome is Outcome.AUTH_REJECTED
    assert "Missing bearer token" in (seen.detail or "")
    assert not seen.expectations[0].held


def test_a_refusal_without_a_key_proves_that_the_auth_layer_lives(look: Any, in_json: Any) -> None:
    for options, said in ((KEYLESS, {}), (KEYED, {"key": None})):
        seen, asked = look(in_json(REFUSAL, 401), options, **said)

        assert seen.outcome is Outcome.OK
        assert "authorization" not in asked[0].headers


def test_knocking_without_a_key_leaves_the_providers_own_headers_at_home(
    look: Any, in_json: Any
) -> None:
    own = {"headers": {"x-gateway-key": SecretStr("gate-5150")}}
    _, keyed = look(in_json({}), KEYED, **own)
    _, keyless = look(in_json(REFUSAL, 401), KEYLESS, **own)

    assert keyed[0].headers["x-gateway-key"] == "gate-5150"
    assert "x-gateway-key" not in keyless[0].headers


@pytest.mark.parametrize("status", [401, 403])
def test_either_refusal_will_do_and_plain_text_too(
    look: Any, in_json: Any, answer: Any, status: int
) -> None:
    assert look(in_json(REFUSAL, status), KEYLESS)[0].outcome is Outcome.OK
    assert look(answer(status, pieces=[b"Missing key"]), KEYLESS)[0].outcome is Outcome.OK


def test_an_answer_without_a_key_where_one_is_due_is_a_broken_auth_layer(
    look: Any, in_json: Any
) -> None:
    seen, _ = look(in_json({"data": []}), KEYLESS)

    assert seen.outcome is Outcome.AUTH_BROKEN
    assert "no key is asked for" in (seen.detail or "")


def test_a_server_of_our_own_needs_no_key(look: Any, in_json: Any) -> None:
    said = {"key": None, "keyless_status": 200}

    assert look(in_json({"data": []}), KEYED, **said)[0].outcome is Outcome.OK
    refused = look(in_json(REFUSAL, 401), KEYED, **said)[0]
    assert refused.outcome is Outcome.AUTH_REJECTED


@pytest.mark.parametrize("status", [200, 401, 403, 404])
@pytest.mark.parametrize("options", [KEYED, KEYLESS], ids=["keyed", "keyless"])
def test_a_web_page_stands_in_front_of_the_api(
    look: Any, answer: Any, status: int, options: auth.Options
) -> None:
    page = answer(status, {"content-type": "text/html"}, [b"<!doctype html><title>Wait</title>"])

    assert look(page, options)[0].outcome is Outcome.AUTH_BROKEN


def test_an_error_told_with_status_200_is_no_acceptance(look: Any, in_json: Any) -> None:
    body = {"error": {"message": "bad key", "code": "invalid_api_key"}}

    assert look(in_json(body), KEYED)[0].outcome is Outcome.AUTH_REJECTED


def test_plain_text_is_no_list_of_models(look: Any, answer: Any) -> None:
    assert look(answer(200, pieces=[b"ok"]), KEYED)[0].outcome is Outcome.AUTH_BROKEN


@pytest.mark.parametrize("options", [KEYED, KEYLESS], ids=["keyed", "keyless"])
def test_a_failing_server_is_the_providers_fault(
    look: Any, answer: Any, options: auth.Options
) -> None:
    page = answer(502, {"content-type": "text/html"}, [b"<html>Bad gateway</html>"])

    assert look(page, options)[0].outcome is Outcome.SERVER_ERROR


def test_without_a_key_there_is_something_to_wait_for_unless_one_only_knocks() -> None:
    known = ProviderSpec(
        id="x", name="X", wire="openai", base_url="http://127.0.0.1:9", key_env="X_API_KEY"
    )
    local = ProviderSpec(id="x", name="X", wire="openai", base_url="http://127.0.0.1:9")

    assert auth.waiting_for(known, KEYED) == "X_API_KEY"
    assert auth.waiting_for(known, KEYLESS) is None
    assert auth.waiting_for(local, KEYED) is None
    assert auth.waiting_for(ProviderSpec(id="x", name="X"), KEYLESS) == "wire"
    assert auth.usage(known, KEYED) is None


def token(**claims: float) -> SecretStr:
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return SecretStr(f"eyJhbGciOiJub25lIn0.{payload}.c2ln")


DAY_S = 86_400


@pytest.mark.parametrize(
    ("left_s", "lives_s", "held", "got"),
    [
        (7200, None, True, "in 2 h"),
        (305, None, False, "in 5 min"),
        (-90, None, False, "1 min ago"),
        (305, 3600, False, "in 5 min"),
        (700, 3600, True, "in 11 min"),
        (2 * DAY_S, 90 * DAY_S, False, "in 2 d"),
        (4 * DAY_S, 90 * DAY_S, True, "in 4 d"),
    ],
)
def test_a_key_that_is_a_token_tells_how_long_it_is_good(
    look: Any, in_json: Any, left_s: float, lives_s: float | None, held: bool, got: str
) -> None:
    ends_s = time.time() + left_s + 1
    issued = {} if lives_s is None else {"iat": ends_s - lives_s}
    seen, _ = look(in_json({"data": []}), KEYED, key=token(exp=ends_s, **issued))

    (expiry,) = [each for each in seen.expectations if each.name == "key expires"]
    assert (expiry.held, expiry.got) == (held, got)
    assert seen.outcome is Outcome.OK
    word = "expires" if left_s > 0 else "expired"
    assert seen.detail == (None if held else f"the key {word} {got}")


def test_a_refused_key_that_has_expired_says_so(look: Any, in_json: Any) -> None:
    body = {"error": {"message": "no", "code": "invalid_api_key"}}
    seen, _ = look(in_json(body, 401), KEYED, key=token(exp=time.time() - 90))

    assert seen.outcome is Outcome.AUTH_REJECTED
    assert (seen.detail or "").endswith("; the key expired 1 min ago")


@pytest.mark.parametrize(
    "key", ["sk-plain", "a.b.c", "a.e30.c", "a.eyJleHAiOiJ4In0.c", "a.eyJleHAiOjFlNDAwfQ.c"]
)
def test_a_key_that_says_nothing_of_its_end_is_not_asked(look: Any, in_json: Any, key: str) -> None:
    seen, _ = look(in_json({"data": []}), KEYED, key=SecretStr(key))

    assert [each.name for each in seen.expectations] == ["with the key"]
