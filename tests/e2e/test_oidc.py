"""Our walk up to a login against an OpenID provider that we did not write."""

import contextlib
import json
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

ROOT = Path(__file__).parents[2]
PROVIDER = ROOT / ".venv-e2e-oidc" / "bin" / "oidc-provider-mock"

Check = Callable[..., dict[str, object]]


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [str(PROVIDER), "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    until = time.monotonic() + 30
    while True:
        with contextlib.suppress(httpx.TransportError):
            httpx.get(f"{url}/.well-known/openid-configuration")
            break
        assert time.monotonic() < until, "the provider did not start"
        time.sleep(0.1)
    yield url
    process.terminate()
    process.wait()


def login(at: str, **options: object) -> dict[str, object]:
    discovery = f"{at}/.well-known/openid-configuration"
    probe = {"name": "login", "provider": "idp", "check": "oauth", "discovery": discovery}
    return {"reference": [], "providers": {"idp": {}}, "probes": [{**probe, **options}]}


def test_it_lives_without_any_secret(check: Check, issuer: str) -> None:
    report = check(login(issuer, issuer=issuer))

    (result,) = report["results"]
    assert result["outcome"] == "ok", result
    names = [each["name"] for each in result["expectations"]]
    assert names == ["issuer", "signing keys", "a client that does not exist"]
    assert report["exit_code"] == 0


def test_another_issuer_is_noticed(check: Check, issuer: str) -> None:
    (result,) = check(login(issuer, issuer="https://login.example.com"))["results"]

    assert result["outcome"] == "auth_broken"


def test_a_refresh_token_is_renewed_and_its_successor_kept(
    check: Check, issuer: str, tmp_path: Path
) -> None:
    back = "http://127.0.0.1/back"
    asked = {"client_id": "me", "redirect_uri": back, "response_type": "code", "scope": "openid"}
    sent = httpx.post(f"{issuer}/oauth2/authorize", params=asked, data={"sub": "somebody"})
    code = parse_qs(urlsplit(sent.headers["location"]).query)["code"][0]
    grant = {"grant_type": "authorization_code", "code": code, "redirect_uri": back}
    client = {"client_id": "me", "client_secret": "s"}
    given = httpx.post(f"{issuer}/oauth2/token", data=grant | client).json()
    store = tmp_path / "token.json"
    store.write_text(json.dumps({"refresh_token": given["refresh_token"]}))

    options = {"grant": "refresh_token", "store": str(store), **client}
    for _ in range(3):
        (result,) = check(login(issuer, **options))["results"]
        assert result["outcome"] == "ok", result["detail"]
    assert not json.loads(store.read_text())["in_doubt"]
