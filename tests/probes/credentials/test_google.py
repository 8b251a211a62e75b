import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import SecretStr

from probes.credentials import google
from probes.result import Fault, Outcome

TOKEN = "ya29-marker-access-token"
Make = Callable[[str], tuple[google.Settings, SecretStr]]


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def account(tmp_path: Path, key: rsa.RSAPrivateKey) -> Make:
    """A key file whose tokens are given out by the server at an address."""

    def make(url: str) -> tuple[google.Settings, SecretStr]:
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()
        file = tmp_path / "account.json"
        said = {"client_email": "me@p.example", "private_key": private, "private_key_id": "k1"}
        file.write_text(json.dumps({**said, "token_uri": f"{url}/token"}))
        return google.Settings(), SecretStr(str(file))

    return make


def given(in_json: Any, **more: Any) -> Callable[[Any], Any]:
    body = {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600} | more
    return lambda asked: in_json(body)


def test_a_key_file_is_exchanged_for_a_token_once_an_hour(
    ask: Any, account: Make, in_json: Any, key: rsa.RSAPrivateKey
) -> None:
    results, asked = ask("google", account, token=given(in_json), times=3)

    assert [each.target for each in asked] == ["/token", *["/v1/chat/completions"] * 3]
    assert {each.headers.get("authorization") for each in asked[1:]} == {f"Bearer {TOKEN}"}
    sent = {name: values[0] for name, values in parse_qs(asked[0].body.decode()).items()}
    assert sent["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    url = f"http://{asked[0].headers['host']}/token"
    claims = jwt.decode(sent["assertion"], key.public_key(), algorithms=["RS256"], audience=url)
    assert claims["iss"] == "me@p.example"
    assert claims["scope"] == "https://www.googleapis.com/auth/cloud-platform"
    assert time.time() < claims["exp"] <= time.time() + 3600
    assert {each.outcome for each in results} == {Outcome.WRONG_ANSWER}


def test_a_token_that_lives_shortly_is_asked_for_anew(
    ask: Any, account: Make, in_json: Any
) -> None:
    _, asked = ask("google", account, token=given(in_json, expires_in=60), times=2)

    assert [each.target for each in asked].count("/token") == 2


def test_a_token_that_was_refused_is_not_used_again(ask: Any, account: Make, in_json: Any) -> None:
    refusal = {"error": {"message": "token revoked", "code": "invalid_api_key"}}
    results, asked = ask(
        "google", account, token=given(in_json), api=lambda asked: in_json(refusal, 401), times=2
    )

    assert [each.target for each in asked].count("/token") == 2
    assert {each.outcome for each in results} == {Outcome.AUTH_REJECTED}


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (500, "oops", Outcome.AUTH_BROKEN),
        (200, "<!doctype html>", Outcome.AUTH_BROKEN),
        (400, '{"error":"invalid_grant","error_description":"Invalid JWT Signature."}',
         Outcome.AUTH_REJECTED),
    ],
)  # fmt: skip
def test_no_token_is_whose_fault_the_token_endpoint_says(
    ask: Any, account: Make, answer: Any, status: int, body: str, outcome: Outcome
) -> None:
    results, asked = ask(
        "google", account, token=lambda asked: answer(status, pieces=[body.encode()])
    )

    assert [each.target for each in asked] == ["/token"], "the API is not asked without a token"
    assert results[0].outcome is outcome
    assert "no access token" in (results[0].detail or "")


def test_neither_the_assertion_nor_the_token_is_repeated(
    ask: Any, account: Make, answer: Any, in_json: Any, shown: Any
) -> None:
    def echo(asked: Any) -> Any:
        return answer(500, pieces=[asked.body, str(asked.headers).encode()])

    results, asked = ask("google", account, token=echo)
    assertion = parse_qs(asked[0].body.decode())["assertion"][0]
    assert assertion not in shown(results)
    results, _ = ask("google", account, token=given(in_json), api=echo)
    assert TOKEN not in shown(results)
    assert "redacted" in shown(results)


def test_a_token_of_ones_own_is_used_as_it_is(ask: Any) -> None:
    _, asked = ask("google", lambda url: (google.Settings(), SecretStr(TOKEN)))

    assert [each.headers["authorization"] for each in asked] == [f"Bearer {TOKEN}"]


@pytest.mark.parametrize("content", [None, "{}", '{"type":"authorized_user"}', "no json"])
def test_a_file_that_is_no_key_file_is_our_fault_and_said_so(
    ask: Any, tmp_path: Path, content: str | None
) -> None:
    file = tmp_path / "account.json"
    if content is not None:
        file.write_text(content)
    results, asked = ask("google", lambda url: (google.Settings(), SecretStr(str(file))))

    assert asked == []
    assert results[0].outcome.fault is Fault.ACCOUNT
    assert "GOOGLE_APPLICATION_CREDENTIALS" in (results[0].detail or "")
