"""The login surface of every provider: token endpoint, discovery and signing keys."""

import base64
import json
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote_plus

from simulator.dice import name
from simulator.exchange import Received, Reply, whole
from simulator.recordings import Slots, fill, fill_headers, recording

CLIENT_ID = "sim-client"
CLIENT_SECRET = "sim-secret"  # noqa: S105  # a key to nothing, printed in the documentation

_TEXTS = {
    "/.well-known/openid-configuration": "discovery",
    "/.well-known/oauth-authorization-server": "discovery",
    "/jwks": "keys",
}
PATHS = frozenset({"/oauth/token", *_TEXTS})


def access_token(provider: str) -> str:
    """Return the token that this provider's token endpoint hands out."""
    return f"sim-access-{name(provider, 'access token')}"


def answer(asked: Received, slots: Slots, *, head_s: float) -> Reply:
    """Return what the login surface says; `slots` hold the `issuer` beside the common ones."""
    said = recording("oauth")
    text = _TEXTS.get(asked.path)
    if text and asked.method in ("GET", "HEAD"):
        # Discovery and keys are public, and meant to be cached.
        kept = {"content-type": said.headers["content-type"], "cache-control": "max-age=3600"}
        return whole(200, kept, fill(said.texts[text], slots), head_s=head_s)
    if text or asked.method != "POST":
        return refusal("unknown_path", slots, head_s=head_s)
    return _token(asked, slots, head_s=head_s)


def refusal(error: str, slots: Slots, *, head_s: float, **added: str) -> Reply:
    """Return a recorded error of the login surface.

    Raises:
        KeyError: where the login surface has no error of that name.
    """
    said = recording("oauth")
    refused = said.errors[error]
    headers = fill_headers({**said.headers, **refused.headers, **added}, slots)
    return whole(refused.status, headers, fill(refused.body, slots), head_s=head_s)


def _token(asked: Received, slots: Slots, *, head_s: float) -> Reply:
    given = _parameters(asked)
    client, secret = _client(asked, given)
    grant = given.get("grant_type")
    for parameter, value in (("grant_type", grant), ("client_id", client)):
        if not value:
            problem = {"problem": f"missing required parameter: {parameter}"}
            return refusal("invalid_request", {**slots, **problem}, head_s=head_s)
    if (client, secret) != (CLIENT_ID, CLIENT_SECRET):
        # RFC 6749, section 5.2: whoever tried with a header is told which scheme to use.
        challenge = {"www-authenticate": "Basic"} if "authorization" in asked.headers else {}
        return refusal("invalid_client", slots, head_s=head_s, **challenge)
    if grant == "refresh_token":
        return refusal("invalid_grant", slots, head_s=head_s)
    if grant != "client_credentials":
        return refusal("unsupported_grant_type", slots, head_s=head_s)
    said = recording("oauth")
    token = {"access_token": access_token(asked.provider), "scope": given.get("scope", "api")}
    body = fill(said.texts["token"], {**slots, **token})
    return whole(200, said.headers, body, head_s=head_s)


def _parameters(asked: Received) -> dict[str, str]:
    """A form, as the RFC wants it, or JSON, as some providers take it."""
    if "json" in asked.headers.get("content-type", ""):
        try:
            given: object = json.loads(asked.body)
        except (ValueError, RecursionError):
            given = None
        pairs = given.items() if isinstance(given, dict) else ()
        return {key: _printable(value) for key, value in pairs if isinstance(value, str)}
    return dict(parse_qsl(asked.body.decode("utf-8", "replace")))


def _printable(value: str) -> str:
    return value.encode("utf-8", "replace").decode()


def _client(asked: Received, given: Mapping[str, str]) -> tuple[str, str]:
    scheme, _, encoded = asked.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return given.get("client_id", ""), given.get("client_secret", "")
    try:
        decoded = base64.b64decode(encoded, validate=True).decode("utf-8", "replace")
    except ValueError:
        return "", ""
    client, _, secret = decoded.partition(":")
    return unquote_plus(client), unquote_plus(secret)
