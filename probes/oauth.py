"""What OAuth 2.0 and OpenID Connect servers say, read strictly: metadata, keys, tokens, refusals.

Sources: RFC 6749 (5.1 tokens, 5.2 errors), RFC 7517 (keys), RFC 8414 and OpenID Connect
Discovery 1.0 (metadata), RFC 8628 (device flow). Token endpoints may echo credentials: of
their answers nothing is repeated but the error, its description and a token's lifetime.
"""

import base64
import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from pydantic import SecretStr

from probes.exchange import Exchange
from probes.failures import Failure, classify_status
from probes.redact import shorten
from probes.replies import JsonError, items, looks_like_html, parse_object, text
from probes.result import Outcome

_DESCRIPTION_CHARS = 300

# RFC 6749, 5.2; RFC 7523, 3.1; RFC 8693, 2.2.2; OpenID Connect Core 1.0, 3.1.2.6.
_REFUSALS = frozenset(
    {
        "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client",
        "unsupported_grant_type", "invalid_scope", "access_denied", "invalid_target",
    }
)  # fmt: skip
_OUR_REQUEST = frozenset(
    {"invalid_request", "invalid_scope", "invalid_target", "unsupported_grant_type"}
)
_SERVER_TROUBLE = {
    "server_error": Outcome.SERVER_ERROR,
    "temporarily_unavailable": Outcome.OVERLOADED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a discovery document tells: the issuer, and the addresses it names."""

    issuer: str
    endpoints: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token, and what may be told of it: type, and lifetime in seconds where that is said."""

    secret: SecretStr
    kind: str
    expires_in_s: float | None


class Broken(Exception):
    """A login server that does not do its work; `failure` is what that amounts to."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def metadata(exchange: Exchange, *, issuer: str | None) -> Metadata:
    """Return what a discovery document tells.

    Raises:
        Broken: where it is none, names another issuer than `issuer`, or addresses without TLS.
    """
    document = _document(exchange, "the discovery document")
    told = text(document.get("issuer"))
    if not told:
        raise _nonsense("the discovery document names no issuer")
    if issuer is not None and told.rstrip("/") != issuer.rstrip("/"):
        raise _nonsense(f"the issuer is {shorten(told, 200)}, where {issuer} was due")
    endpoints = {
        name: text(value)
        for name, value in document.items()
        if name.endswith(("_endpoint", "_uri")) and text(value)
    }
    for name in ("token_endpoint", "jwks_uri"):
        if name in endpoints and not _is_safe(endpoints[name]):
            raise _nonsense(f"{name} is no https address: {shorten(endpoints[name], 200)}")
    return Metadata(issuer=told, endpoints=endpoints)


def key_ids(exchange: Exchange) -> list[str]:
    """Return the ids of the signing keys in a key set, sorted.

    Raises:
        Broken: where it is none, or holds no key that anybody could check a token with.
    """
    document = _document(exchange, "the key set")
    keys = [key for key in items(document.get("keys")) if text(key.get("kty"))]
    if not keys:
        raise _nonsense("the key set is empty: no token can be checked")
    return sorted(text(key.get("kid")) or "without id" for key in keys)


def token(exchange: Exchange) -> Token:
    """Return the token that a request with good credentials got.

    Raises:
        Broken: where there is none; `auth_rejected` where the server says it is for us to mend.
    """
    if exchange.status != 200:
        raise Broken(_refused(exchange, are_credentials_ours=True))
    document = _document(exchange, "the answer of the token endpoint")
    if text(document.get("error")):  # GitHub tells refusals with a 200
        raise Broken(_refused(exchange, are_credentials_ours=True))
    if not text(document.get("access_token")) or not text(document.get("token_type")):
        raise _nonsense("HTTP 200 from the token endpoint, but without a token and its type")
    return Token(
        secret=SecretStr(text(document["access_token"])),
        kind=shorten(text(document["token_type"]), 40),
        expires_in_s=_lifetime_s(document),
    )


def device_code_lifetime_s(exchange: Exchange) -> float | None:
    """Return how long a device code that was given out is valid (RFC 8628, 3.2).

    Raises:
        Broken: where none was given out.
    """
    if exchange.status != 200:
        raise Broken(_refused(exchange, are_credentials_ours=True))
    document = _document(exchange, "the answer of the device endpoint")
    missing = [
        name
        for name in ("device_code", "user_code", "verification_uri")
        if not text(document.get(name) or document.get(name.replace("uri", "url")))
    ]
    if missing:
        raise _nonsense(f"the answer of the device endpoint lacks {' and '.join(missing)}")
    return _lifetime_s(document)


def refusal(exchange: Exchange) -> str:
    """Return the error by which a token endpoint refuses a client that does not exist.

    A well-formed refusal is a sign of life: whoever gives it has parsed the request and
    looked the client up.

    Raises:
        Broken: where it fails, refuses in another form, or gives a token to nobody.
    """
    if 200 <= exchange.status < 300 and not _error(exchange):
        message = f"HTTP {exchange.status} from the token endpoint for a client that does not exist"
        raise _nonsense(message)
    failure = _refused(exchange, are_credentials_ours=False)
    if failure.outcome is not Outcome.OK:
        raise Broken(failure)
    return _error(exchange)


def _lifetime_s(document: Mapping[str, object]) -> float | None:
    told = document.get("expires_in")
    is_number = isinstance(told, int | float) and not isinstance(told, bool)
    return float(told) if is_number else None  # type: ignore[arg-type]


def _refused(exchange: Exchange, *, are_credentials_ours: bool) -> Failure:
    status, error = exchange.status, _error(exchange)
    if status == 429 or status >= 500:
        return classify_status(status, exchange.headers, exchange.body)
    if not error:
        kind = "a web page" if looks_like_html(exchange.body) else "no OAuth error"
        message = f"HTTP {status} and {kind} from the token endpoint"
        return Failure(outcome=Outcome.AUTH_BROKEN, message=message)
    described = shorten(text(_object(exchange).get("error_description")), _DESCRIPTION_CHARS)
    message = ": ".join(part for part in (f"HTTP {status} {error}", described) if part)
    if error in _SERVER_TROUBLE:
        return Failure(outcome=_SERVER_TROUBLE[error], message=message)
    if not are_credentials_ours:
        outcome = Outcome.OK if _is_refusal(error) else Outcome.AUTH_BROKEN
        return Failure(outcome=outcome, message=message)
    outcome = Outcome.BAD_REQUEST if error in _OUR_REQUEST else Outcome.AUTH_REJECTED
    return Failure(outcome=outcome, message=message)


def _is_refusal(error: str) -> bool:
    # Providers add their own beside those of the standard: `refresh_token_reused`.
    return error in _REFUSALS or error.startswith(("invalid_", "incorrect_", "refresh_token_"))


def _error(exchange: Exchange) -> str:
    error = _object(exchange).get("error")
    if isinstance(error, dict):  # as some APIs nest it
        error = error.get("code") or error.get("type")
    return shorten(text(error), 80)


def _object(exchange: Exchange) -> Mapping[str, object]:
    try:
        return parse_object(exchange.body)
    except JsonError:
        return {}


def _document(exchange: Exchange, what: str) -> Mapping[str, object]:
    if exchange.status != 200:
        raise Broken(classify_status(exchange.status, exchange.headers, exchange.body))
    try:
        return parse_object(exchange.body)
    except JsonError:
        kind = "a web page" if looks_like_html(exchange.body) else "no JSON object"
        raise _nonsense(f"{what} is {kind}") from None


def _nonsense(message: str) -> Broken:
    return Broken(Failure(outcome=Outcome.AUTH_BROKEN, message=message))


def _is_safe(url: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme == "https":
        return bool(parts.hostname)
    # A login server of one's own, on this machine, may do without TLS.
    try:
        return parts.scheme == "http" and ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return parts.hostname == "localhost"


def lifetime_of(token: str) -> tuple[float, float] | None:
    """Return when a token that is a JWT ends, and for how long it was issued where it says so.

    Both in seconds, the end since the epoch, the other 0 where it is not said; None where the
    token does not say when it ends. It is not verified: who issued it is for the API to check
    (RFC 7519, 4.1.4 and 4.1.6).
    """
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        padded = parts[1] + "=" * (-len(parts[1]) % 4)
        claims = parse_object(base64.urlsafe_b64decode(padded))
    except (ValueError, JsonError):
        return None
    ends_s, issued_s = _moment_s(claims.get("exp")), _moment_s(claims.get("iat"))
    if ends_s is None:
        return None
    return ends_s, 0.0 if issued_s is None else max(0.0, ends_s - issued_s)


def _moment_s(value: object) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    # Later than any clock counts, and than a float holds, is no time.
    return float(value) if is_number and 0 <= value < 1e12 else None  # type: ignore[arg-type, operator]


def listed(names: Iterable[str]) -> str:
    """Return a list of names, short enough to be shown."""
    return shorten(", ".join(names), 160)
