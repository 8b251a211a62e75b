from typing import Any
from urllib.parse import parse_qs

from pydantic import SecretStr

from probes.credentials import azure
from probes.result import Outcome
from probes.spec import ProviderSpec

SECRET, TOKEN = "entra-marker-secret", "entra-marker-token"


def application(url: str) -> tuple[azure.Settings, None]:
    return azure.Settings(
        tenant_id="t/1", client_id="c1", client_secret=SecretStr(SECRET), authority=f"{url}/"
    ), None


def test_a_key_goes_into_azures_own_header(ask: Any) -> None:
    _, asked = ask("azure", lambda url: (azure.Settings(), SecretStr("az-key")))

    assert asked[0].headers["api-key"] == "az-key"
    assert "authorization" not in asked[0].headers


def test_an_application_asks_entra_for_a_token_and_keeps_it(ask: Any, in_json: Any) -> None:
    body = {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3599}
    _, asked = ask("azure", application, token=lambda asked: in_json(body), times=2)

    assert [each.target for each in asked] == [
        "/t%2F1/oauth2/v2.0/token", "/v1/chat/completions", "/v1/chat/completions",
    ]  # fmt: skip
    assert parse_qs(asked[0].body.decode()) == {
        "grant_type": ["client_credentials"], "client_id": ["c1"], "client_secret": [SECRET],
        "scope": ["https://cognitiveservices.azure.com/.default"],
    }  # fmt: skip
    assert asked[1].headers["authorization"] == f"Bearer {TOKEN}"


def test_a_refusal_tells_entras_reason_and_no_secret(ask: Any, in_json: Any, shown: Any) -> None:
    refusal = {"error": "invalid_client", "error_description": f"AADSTS7000215: not {SECRET}"}
    results, _ = ask("azure", application, token=lambda asked: in_json(refusal, 401))

    assert results[0].outcome is Outcome.AUTH_REJECTED
    assert "AADSTS7000215" in (results[0].detail or "")
    assert SECRET not in shown(results)


def test_either_a_key_or_a_whole_application_is_enough() -> None:
    keyed = ProviderSpec(id="x", name="X", key=SecretStr("k"))
    bare = ProviderSpec(id="x", name="X")
    whole, _ = application("https://login.example.com")

    assert azure.are_there(keyed, azure.Settings())
    assert azure.are_there(bare, whole)
    assert not azure.are_there(bare, azure.Settings(tenant_id="t", client_id="c"))
