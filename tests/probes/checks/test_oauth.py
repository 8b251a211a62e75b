import asyncio
import json
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote_plus

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import ValidationError

from probes.checks import oauth
from probes.exchange import ExchangeFailed
from probes.result import Observation, Outcome
from probes.spec import LoginSpec, ProviderSpec

REFUSED = {"error": "invalid_client", "error_description": "no such client"}
GIVEN = {"access_token": "at-marker-1", "token_type": "Bearer", "expires_in": 3600}
KEYS = {"keys": [{"kty": "RSA", "kid": "b"}, {"kty": "EC", "kid": "a"}]}


@pytest.fixture
def look(serving: Any, context: Any, in_json: Any) -> Callable[..., Observation]:
    """Run the check against a login whose addresses answer what is given for them."""

    def run(answers: dict[str, Any], asked: list[Any] | None = None, **options: Any) -> Observation:
        def reply(request: Any) -> Any:
            if asked is not None:
                asked.append(request)
            found = answers[request.target]
            if callable(found):
                return found(request)
            status, body = found if isinstance(found, tuple) else (200, found)
            return in_json(body, status)

        async def once() -> Observation:
            async with serving(reply) as server:
                told = {"issuer": server.url, "token_endpoint": f"{server.url}/token"}
                told |= {"jwks_uri": f"{server.url}/jwks"}
                told |= {"device_authorization_endpoint": f"{server.url}/device"}
                answers.setdefault("/meta", told | answers.pop("told", {}))
                answers.setdefault("/jwks", KEYS)
                where = {"discovery": f"{server.url}/meta", **options}
                where = {key: value for key, value in where.items() if value is not None}
                given = oauth.Options.model_validate(
                    {k: v.replace("{url}", server.url) if isinstance(v, str) else v
                     for k, v in where.items()}
                )  # fmt: skip
                return await oauth.run(context(server.url), given)

        return asyncio.run(once())

    return run


def form(request: Any) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request.body.decode()).items()}


def test_without_credentials_a_refusal_is_the_sign_of_life(look: Any) -> None:
    asked: list[Any] = []
    seen = look({"/token": (401, REFUSED)}, asked)

    assert seen.outcome is Outcome.OK, seen.detail
    assert seen.timings.total_ms is not None
    assert [each.target for each in asked] == ["/meta", "/jwks", "/token"]
    assert form(asked[2])["client_id"] == oauth.NOBODY
    told = {each.name: each.got for each in seen.expectations}
    assert told["signing keys"] == "2: a, b"
    assert told["a client that does not exist"] == "invalid_client"


@pytest.mark.parametrize(
    ("status", "body", "outcome", "reason"),
    [
        (400, {"error": "invalid_grant"}, Outcome.OK, ""),
        (400, {"error": "unsupported_grant_type"}, Outcome.OK, ""),
        (403, {"error": "incorrect_client_credentials"}, Outcome.OK, ""),
        (400, {"error": {"code": "invalid_request"}}, Outcome.OK, ""),
        (200, {"error": "invalid_client"}, Outcome.OK, ""),
        (200, GIVEN, Outcome.AUTH_BROKEN, "200 from the token endpoint for a client"),
        (404, {"detail": "no route"}, Outcome.AUTH_BROKEN, "404 and no OAuth error"),
        (400, {"error": "bored"}, Outcome.AUTH_BROKEN, "HTTP 400 bored"),
        (400, {"error": "temporarily_unavailable"}, Outcome.OVERLOADED, "temporarily"),
        (400, {"error": "server_error"}, Outcome.SERVER_ERROR, "server_error"),
        (500, REFUSED, Outcome.SERVER_ERROR, "HTTP 500"),
        (429, REFUSED, Outcome.RATE_LIMITED, "HTTP 429"),
    ],
)
def test_a_token_endpoint_is_judged_by_how_it_refuses(
    look: Any, status: int, body: object, outcome: Outcome, reason: str
) -> None:
    seen = look({"/token": (status, body)})

    assert seen.outcome is outcome, seen.detail
    if reason:
        assert (seen.detail or "").startswith("token endpoint: ")
        assert reason in (seen.detail or "")


def test_a_web_page_instead_of_an_error_is_a_broken_login(look: Any, answer: Any) -> None:
    page = lambda _: answer(403, {"content-type": "text/html"}, [b"<html>Blocked</html>"])  # noqa: E731
    seen = look({"/token": page})

    assert seen.outcome is Outcome.AUTH_BROKEN
    assert seen.detail == "token endpoint: HTTP 403 and a web page from the token endpoint"


@pytest.mark.parametrize(
    ("answers", "options", "reason"),
    [
        ({"/meta": (200, ["no object", 2])}, {}, "discovery: the discovery document is no JSON"),
        ({"told": {"issuer": None}}, {}, "discovery: the discovery document names no issuer"),
        ({}, {"issuer": "https://a.example"}, "where https://a.example was due"),
        ({"told": {"token_endpoint": "http://a.example/t"}}, {}, "no https address"),
        ({"told": {"jwks_uri": "ftp://a.example/t"}}, {}, "jwks_uri is no https address"),
        (
            {"told": {"jwks_uri": "https://169.254.169.254/"}},
            {},
            "signing keys: 127.0.0.1 sends us to 169.254.169.254",
        ),
        ({"/jwks": {"keys": []}}, {}, "signing keys: the key set is empty"),
        ({"/jwks": {"keys": [{"kid": "a"}]}}, {}, "signing keys: the key set is empty"),
    ],
)
def test_metadata_and_keys_that_nobody_can_log_in_with_are_broken(
    look: Any, answers: dict[str, Any], options: dict[str, Any], reason: str
) -> None:
    seen = look({"/token": (401, REFUSED), **answers}, **options)

    assert seen.outcome is Outcome.AUTH_BROKEN
    assert reason in (seen.detail or "")


def test_a_discovery_that_is_down_is_told_by_its_status(look: Any) -> None:
    seen = look({"/meta": (503, {}), "/token": (401, REFUSED)})

    assert seen.outcome is Outcome.SERVER_ERROR
    assert (seen.detail or "").startswith("discovery: HTTP 503")


def test_nobody_there_is_left_to_the_runner_with_the_step_that_failed(context: Any) -> None:
    options = oauth.Options(token_endpoint="http://127.0.0.1:9/token")
    with pytest.raises(ExchangeFailed, match="token endpoint: no connection"):
        asyncio.run(oauth.run(context("http://127.0.0.1:9"), options))


CLIENT = {"grant": "client_credentials", "client_id": "me&co", "client_secret": "s/+ecret"}


def test_client_credentials_get_a_token_whose_lifetime_is_watched(look: Any) -> None:
    asked: list[Any] = []
    seen = look({"/token": GIVEN}, asked, **CLIENT, scope="api", expect={"expires_in": "> 30m"})

    assert seen.outcome is Outcome.OK
    scheme, _, encoded = asked[2].headers["authorization"].partition(" ")
    client, _, secret = b64decode(encoded).decode().partition(":")
    assert (scheme, unquote_plus(client), unquote_plus(secret)) == ("Basic", "me&co", "s/+ecret")
    assert form(asked[2]) == {"grant_type": "client_credentials", "scope": "api"}
    told = {each.name: each.got for each in seen.expectations}
    assert told["token"] == "a Bearer token, valid for 3600 s"
    assert told["expires in"] == "3600 s"
    assert "at-marker-1" not in repr(seen)

    short = look({"/token": GIVEN}, **CLIENT, expect={"expires_in": "> 2h"})
    assert short.outcome is Outcome.WRONG_ANSWER
    assert "expires in: expected > 2h, got 3600 s" in (short.detail or "")


def test_a_client_may_show_itself_in_the_body_and_in_json(look: Any) -> None:
    asked: list[Any] = []
    look({"/token": GIVEN}, asked, **CLIENT, client_in_body=True, json_body=True)

    assert json.loads(asked[2].body) == {
        "grant_type": "client_credentials", "client_id": "me&co", "client_secret": "s/+ecret",
    }  # fmt: skip
    assert "authorization" not in asked[2].headers


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (401, REFUSED, Outcome.AUTH_REJECTED),
        (400, {"error": "unauthorized_client"}, Outcome.AUTH_REJECTED),
        (400, {"error": "invalid_scope"}, Outcome.BAD_REQUEST),
        (200, {"error": "incorrect_client_credentials"}, Outcome.AUTH_REJECTED),
        (200, {"token_type": "Bearer"}, Outcome.AUTH_BROKEN),
        (503, REFUSED, Outcome.SERVER_ERROR),
    ],
)
def test_with_credentials_a_refusal_is_for_us_to_mend(
    look: Any, status: int, body: object, outcome: Outcome
) -> None:
    assert look({"/token": (status, body)}, **CLIENT).outcome is outcome


@pytest.fixture(scope="module")
def account() -> tuple[str, Any]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
    told = {"client_email": "me@p.example", "private_key": private, "private_key_id": "k1"}
    return json.dumps({**told, "token_uri": "https://oauth2.example/token"}), key.public_key()


def test_a_service_account_signs_an_assertion_for_the_endpoint(
    look: Any, account: tuple[str, Any]
) -> None:
    asked: list[Any] = []
    text, public = account
    seen = look(
        {"/token": GIVEN}, asked, discovery=None, token_endpoint="{url}/token", grant="jwt_bearer",
        service_account=text, scope="all",
    )  # fmt: skip

    assert seen.outcome is Outcome.OK, seen.detail
    sent = form(asked[0])
    assert sent["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    url = f"http://{asked[0].headers['host']}/token"
    claims = jwt.decode(sent["assertion"], public, algorithms=["RS256"], audience=url)
    assert (claims["iss"], claims["scope"]) == ("me@p.example", "all")
    assert 0 < claims["exp"] - claims["iat"] <= 3600
    assert jwt.get_unverified_header(sent["assertion"])["kid"] == "k1"


def test_a_key_that_cannot_sign_is_ours_and_stays_hidden(
    look: Any, account: tuple[str, Any]
) -> None:
    broken = json.dumps({**json.loads(account[0]), "private_key": "marker-no-key"})
    seen = look({}, discovery=None, grant="jwt_bearer", service_account=broken,
                token_endpoint="{url}/token")  # fmt: skip

    assert seen.outcome is Outcome.AUTH_REJECTED
    assert "marker" not in (seen.detail or "")


def test_a_device_flow_is_started_but_never_finished(look: Any) -> None:
    code = {"device_code": "dc-marker", "user_code": "UC", "verification_uri": "https://a.example"}
    asked: list[Any] = []
    seen = look(
        {"/device": {**code, "expires_in": 900}}, asked, grant="device_code", client_id="me"
    )

    assert seen.outcome is Outcome.OK, seen.detail
    assert form(asked[-1]) == {"client_id": "me"}
    assert "dc-marker" not in repr(seen)
    broken = look({"/device": {"user_code": "UC"}}, grant="device_code", client_id="me")
    assert broken.outcome is Outcome.AUTH_BROKEN
    assert "lacks device_code and verification_uri" in (broken.detail or "")


REFRESH = {"grant": "refresh_token", "client_id": "me"}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "token.json"
    path.write_text('{"refresh_token": "rt-marker-1", "note": "kept"}')
    return path


def test_each_refresh_uses_the_token_of_the_one_before(look: Any, store: Path) -> None:
    asked: list[Any] = []
    answers = {"/token": {**GIVEN, "refresh_token": "rt-marker-2"}}
    first = look(answers, asked, **REFRESH, store=str(store))
    second = look({"/token": GIVEN}, asked, **REFRESH, store=str(store))

    assert first.outcome is second.outcome is Outcome.OK
    used = [form(each)["refresh_token"] for each in asked if each.target == "/token"]
    assert used == ["rt-marker-1", "rt-marker-2"]
    held = json.loads(store.read_text())
    assert held == {"refresh_token": "rt-marker-2", "note": "kept", "in_doubt": False}
    assert "marker" not in repr([first, second])
    assert [path.name for path in store.parent.iterdir()] == ["token.json"]
    assert store.stat().st_mode & 0o077 == 0


def test_a_refresh_of_unknown_outcome_is_never_repeated(
    look: Any, store: Path, answer: Any
) -> None:
    echo = lambda request: answer(502, {}, [request.body])  # noqa: E731
    asked: list[Any] = []
    doubtful = look({"/token": echo}, asked, **REFRESH, store=str(store))
    after = look({"/token": GIVEN}, asked, **REFRESH, store=str(store))

    assert doubtful.outcome is Outcome.SERVER_ERROR
    assert "marker" not in repr(doubtful)
    assert after.outcome is Outcome.AUTH_REJECTED
    assert "log in again" in (after.detail or "")
    assert [each.target for each in asked].count("/token") == 1


def test_a_refusal_and_an_unreachable_server_leave_the_token_usable(
    look: Any, store: Path, context: Any
) -> None:
    refused = look({"/token": (400, {"error": "invalid_grant"})}, **REFRESH, store=str(store))
    assert refused.outcome is Outcome.AUTH_REJECTED

    nowhere = oauth.Options(**REFRESH, store=store, token_endpoint="http://127.0.0.1:9/")
    with pytest.raises(ExchangeFailed):
        asyncio.run(oauth.run(context(""), nowhere))
    assert look({"/token": GIVEN}, **REFRESH, store=str(store)).outcome is Outcome.OK


@pytest.mark.parametrize("held", ["", "[]", "{}", '{"refresh_token": 7}'])
def test_a_store_without_a_token_says_what_it_must_hold(look: Any, store: Path, held: str) -> None:
    store.write_text(held)
    seen = look({}, **REFRESH, store=str(store))

    assert seen.outcome is Outcome.AUTH_REJECTED
    assert "must hold" in (seen.detail or "")


def test_two_writers_never_share_a_store(look: Any, store: Path) -> None:
    (store.parent / "token.json.lock").touch()
    seen = look({}, **REFRESH, store=str(store))

    assert "in use by another process" in (seen.detail or "")


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"grant": "client_credentials"}, "needs `client_id` and `client_secret`"),
        ({"grant": "jwt_bearer"}, "needs `service_account`"),
        ({"grant": "jwt_bearer", "service_account": "{}"}, "must be the JSON of a key file"),
        ({"grant": "refresh_token", "client_id": "me"}, "needs `store`"),
        ({"grant": "none", "store": "token.json"}, "has to be an absolute path"),
        ({"discovery": "auth.example.com"}, "not a web address"),
    ],
)
def test_a_grant_says_what_it_needs(options: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        oauth.Options.model_validate(options)


def test_a_known_provider_needs_no_address(serving: Any, context: Any, in_json: Any) -> None:
    async def once() -> Observation:
        async with serving(lambda _: in_json(REFUSED, 401)) as server:
            given = context(server.url)
            login = LoginSpec(token_endpoint=f"{server.url}/token", is_json=True)
            given = replace(given, provider=replace(given.provider, oauth=login))
            seen = await oauth.run(given, oauth.Options())
            assert json.loads(server.asked[0].body)["grant_type"] == "client_credentials"
            return seen

    assert asyncio.run(once()).outcome is Outcome.OK
    plain = ProviderSpec(id="x", name="X")
    assert oauth.waiting_for(plain, oauth.Options()) == "discovery"
    assert oauth.waiting_for(replace(plain, oauth=LoginSpec()), oauth.Options()) is None


def test_the_target_is_the_address_that_is_asked_first() -> None:
    url = "https://auth.example.com/.well-known/openid-configuration"
    options = oauth.Options(discovery=url, token_endpoint="https://auth.example.com/token")

    assert oauth.target(ProviderSpec(id="x", name="X"), options) == url


def test_a_login_that_fails_tells_how_long_the_last_token_is_good(
    serving: Any, context: Any, in_json: Any
) -> None:
    answers = [in_json(GIVEN | {"expires_in": 400}), in_json({"error": "server_error"}, 500)]

    async def run() -> tuple[Any, Any, str]:
        async with serving(lambda asked: answers[min(len(seen), 1)]) as server:
            options = oauth.Options.model_validate(
                CLIENT | {"token_endpoint": f"{server.url}/token"}
            )
            seen.append(await oauth.run(context(server.url), options))
            seen.append(await oauth.run(context(server.url), options))
        with pytest.raises(ExchangeFailed) as raised:
            await oauth.run(context(server.url), options)
        return seen[0], seen[1], str(raised.value)

    seen: list[Any] = []
    well, failed, gone = asyncio.run(run())

    assert well.outcome is Outcome.OK
    assert (failed.detail or "").endswith("; the last token expires in 6 min")
    assert gone.endswith("; the last token expires in 6 min")
