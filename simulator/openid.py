"""An OpenID provider on loopback: real codes, real signatures, and people who log in by a click."""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID = "brownout"
CLIENT_SECRET = "sim-oidc-secret"  # noqa: S105  a key to nothing
_KEY_ID = "sim-1"
_CODE_LIVES_S = 60.0
_TOKEN_LIVES_S = 300


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account; `is_verified` is whether their address is known to be theirs."""

    name: str
    email: str
    is_verified: bool = True


@dataclass(frozen=True, slots=True)
class _Grant:
    person: Person
    redirect_uri: str
    nonce: str | None
    challenge: str
    until_s: float


class OpenIdProvider:
    """Serves the authorization code flow with PKCE from `with` to the end of the block.

    Only `redirect_uri` is led back to. Sources: OpenID Connect Core 1.0, Discovery 1.0; RFC 7636.
    """

    def __init__(self, people: Sequence[Person], redirect_uri: str) -> None:
        self.redirect_uri = redirect_uri
        self.people = {person.email: person for person in people}
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._grants: dict[str, _Grant] = {}
        self._tokens: dict[str, Person] = {}
        provider = self

        class Handler(_Handler):
            of = provider

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, name="openid")

    @property
    def issuer(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "OpenIdProvider":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def discovery(self) -> dict[str, object]:
        """Return what stands at `/.well-known/openid-configuration`."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", "profile", "email"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        }

    def keys(self) -> dict[str, object]:
        """Return the public key that identity tokens are signed with."""
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": _KEY_ID, "use": "sig", "alg": "RS256"}]}

    def refusal(self, asked: Mapping[str, str]) -> str | None:
        """Return what is wrong with a request for authorization, None where nothing is."""
        wanted = {
            "client_id": CLIENT_ID,
            "redirect_uri": self.redirect_uri,
            "response_type": "code",
            "code_challenge_method": "S256",
        }
        wrong = [name for name, value in wanted.items() if asked.get(name) != value]
        if not asked.get("code_challenge"):
            wrong.append("code_challenge")
        if "openid" not in asked.get("scope", "").split():
            wrong.append("scope")
        return f"invalid_request: {', '.join(wrong)}" if wrong else None

    def grant(self, person: Person, asked: Mapping[str, str]) -> str:
        """Return the address that leads back with a code, which is good once and for a minute."""
        code = secrets.token_urlsafe(24)
        self._grants[code] = _Grant(
            person=person,
            redirect_uri=asked["redirect_uri"],
            nonce=asked.get("nonce"),
            challenge=asked["code_challenge"],
            until_s=time.monotonic() + _CODE_LIVES_S,
        )
        back = {"code": code, **({"state": asked["state"]} if "state" in asked else {})}
        return f"{self.redirect_uri}?{urlencode(back)}"

    def token(self, form: Mapping[str, str], client: tuple[str, str]) -> dict[str, object] | str:
        """Return the answer of the token endpoint, or the error of RFC 6749, 5.2."""
        if not hmac.compare_digest(":".join(client), f"{CLIENT_ID}:{CLIENT_SECRET}"):
            return "invalid_client"
        if form.get("grant_type") != "authorization_code":
            return "unsupported_grant_type"
        grant = self._grants.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            grant is None
            or time.monotonic() > grant.until_s
            or (grant.redirect_uri, grant.challenge) != (form.get("redirect_uri"), challenge)
        ):
            return "invalid_grant"
        token = secrets.token_urlsafe(24)
        self._tokens[token] = grant.person
        now_s = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now_s,
            "exp": now_s + _TOKEN_LIVES_S,
            **_about(grant.person),
            **({"nonce": grant.nonce} if grant.nonce else {}),
        }
        return {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": _TOKEN_LIVES_S,
            "id_token": jwt.encode(claims, self._key, "RS256", headers={"kid": _KEY_ID}),
        }

    def whose(self, token: str) -> dict[str, object] | None:
        """Return what is told of the person whose access token this is."""
        person = self._tokens.get(token)
        return None if person is None else _about(person)


def _about(person: Person) -> dict[str, object]:
    return {
        "sub": hashlib.sha256(person.email.encode()).hexdigest()[:16],
        "name": person.name,
        "email": person.email,
        "email_verified": person.is_verified,
    }


class _Handler(BaseHTTPRequestHandler):
    of: OpenIdProvider

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path == "/.well-known/openid-configuration":
            self._json(self.of.discovery())
        elif url.path == "/jwks":
            self._json(self.of.keys())
        elif url.path == "/userinfo":
            scheme, _, token = self.headers.get("authorization", "").partition(" ")
            about = self.of.whose(token) if scheme.lower() == "bearer" else None
            self._json(about or {"error": "invalid_token"}, 200 if about else 401)
        elif url.path == "/authorize":
            self._authorize(dict(parse_qsl(url.query)))
        else:
            self._json({"error": "not_found"}, 404)

    def do_POST(self) -> None:
        url = urlsplit(self.path)
        length = min(int(self.headers.get("content-length") or 0), 65_536)
        form = dict(parse_qsl(self.rfile.read(length).decode(errors="replace")))
        if url.path == "/token":
            answer = self.of.token(form, self._client(form))
            if isinstance(answer, str):
                self._json({"error": answer}, 401 if answer == "invalid_client" else 400)
            else:
                self._json(answer)
        elif url.path == "/authorize" and form.get("person") in self.of.people:
            asked = dict(parse_qsl(url.query))
            if refusal := self.of.refusal(asked):
                self._page(f"<p>{escape(refusal)}</p>", 400)
                return
            self.send_response(HTTPStatus.SEE_OTHER)
            self.send_header("location", self.of.grant(self.of.people[form["person"]], asked))
            self.send_header("content-length", "0")
            self.end_headers()
        else:
            self._json({"error": "not_found"}, 404)

    def _authorize(self, asked: Mapping[str, str]) -> None:
        if refusal := self.of.refusal(asked):
            self._page(f"<p>{escape(refusal)}</p>", 400)
            return
        buttons = "".join(
            f'<p><button name="person" value="{escape(person.email)}">{escape(person.name)}'
            "</button></p>"
            for person in self.of.people.values()
        )
        self._page(f'<h1>Who are you?</h1><form method="post">{buttons}</form>')

    def _client(self, form: Mapping[str, str]) -> tuple[str, str]:
        scheme, _, encoded = self.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return form.get("client_id", ""), form.get("client_secret", "")
        try:
            client, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
        except ValueError:
            return "", ""
        return unquote_plus(client), unquote_plus(secret)

    def _page(self, body: str, status: int = 200) -> None:
        self._answer(f"<!doctype html><title>Login</title>{body}".encode(), "text/html", status)

    def _json(self, value: object, status: int = 200) -> None:
        self._answer(json.dumps(value).encode(), "application/json", status)

    def _answer(self, body: bytes, media_type: str, status: int) -> None:
        self.send_response(status)
        self.send_header("content-type", f"{media_type}; charset=utf-8")
        self.send_header("content-length", str(len(body)))
        self.send_header("cache-control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: whoever runs it has a log of their own."""
