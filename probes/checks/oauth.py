"""Walks up to a login as far as its keys allow: metadata, signing keys, token endpoint.

Without credentials it asks for a token in the name of a client that does not exist: a
well-formed refusal (RFC 6749, 5.2) proves that the login lives. With credentials of its own it
gets a real token. The timings are those of the last step.
"""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote_plus, urlencode

from pydantic import AfterValidator, SecretStr, model_validator

from probes import expect, oauth, service_account
from probes import request_parts as parts
from probes.checks import Context
from probes.exchange import Exchange, ExchangeFailed, Request
from probes.failures import Failure
from probes.oauth import Broken
from probes.replies import parse_object, text
from probes.result import Expectation, Observation, Outcome, Surface, Timings
from probes.spec import Deadlines, ProviderSpec, StrictModel
from probes.token_store import StoreProblem, TokenStore
from probes.tokens import Lifetimes
from probes.transport import Transport

SURFACE = Surface.OAUTH

_LIFETIMES = Lifetimes()

NOBODY = "brownout-probe-that-does-not-exist"
# Nothing was sent before these were over.
_BEFORE_SENDING = frozenset({"dns", "connect", "tls"})


Address = Annotated[str, AfterValidator(parts.check_url)]


def _absolute(path: Path) -> Path:
    path = path.expanduser()
    if not path.is_absolute():
        raise ValueError("has to be an absolute path, such as `/var/lib/brownout/token.json`")
    return path


class Expect(StrictModel):
    """What a good login keeps to."""

    expires_in: expect.Longer | None = None
    """How long a token has to be valid at least, such as `"> 30m"`."""
    total: expect.AtMost | None = None
    """How soon the last step has to be done, such as `"< 2s"`."""


class Options(StrictModel):
    """The keys of an oauth check."""

    discovery: Address | None = None
    """The metadata document (RFC 8414 or OpenID Connect); by default the provider's own."""
    issuer: str | None = None
    """The issuer that the metadata has to name."""
    token_endpoint: Address | None = None
    """Where tokens are given out; by default what the provider or its metadata names."""
    grant: Literal["none", "client_credentials", "jwt_bearer", "device_code", "refresh_token"] = (
        "none"
    )
    """With what to ask for a token; `none` asks for a client that does not exist."""
    client_id: str | None = None
    """The id of a client of one's own."""
    client_secret: SecretStr | None = None
    """The secret of that client."""
    client_in_body: bool = False
    """Whether id and secret go into the body rather than into a header."""
    scope: str | None = None
    """The scope to ask for."""
    audience: str | None = None
    """The audience to ask for, where the server wants one."""
    service_account: SecretStr | None = None
    """A Google service account's key file for `jwt_bearer`: `${file:key.json}`."""
    store: Annotated[Path, AfterValidator(_absolute)] | None = None
    """The file of the refresh token and its successors, which no other program may use."""
    json_body: bool | None = None
    """Whether the token endpoint takes JSON rather than a form."""
    expect: Expect = Expect()
    """What a good login keeps to."""

    @model_validator(mode="after")
    def _has_what_its_grant_needs(self) -> "Options":
        needed = {
            "client_credentials": ("client_id", "client_secret"),
            "jwt_bearer": ("service_account",),
            "device_code": ("client_id",),
            "refresh_token": ("client_id", "store"),
        }.get(self.grant, ())
        missing = [name for name in needed if getattr(self, name) is None]
        if missing:
            raise ValueError(f"the grant `{self.grant}` needs `{'` and `'.join(missing)}`")
        if self.grant == "jwt_bearer":
            _service_account(self)
        return self


def waiting_for(provider: ProviderSpec, options: Options) -> str | None:
    """Return the setting that is missing."""
    known = provider.oauth
    has_address = options.discovery or options.token_endpoint or known
    return None if has_address or options.grant == "jwt_bearer" else "discovery"


def usage(provider: ProviderSpec, options: Options) -> None:
    """Return nothing: no tokens are spent."""


def target(provider: ProviderSpec, options: Options) -> str | None:
    """Return the address that is asked first."""
    login = _Login(provider, options)
    return login.discovery or login.token_endpoint


async def run(context: Context, options: Options) -> Observation:
    """Take each step that is possible, up to the first that fails."""
    login = _Login(context.provider, options)
    walk = _Walk(context.transport, context.deadlines)
    try:
        await walk.all_steps(login)
    except Broken as broken:
        detail = f"{walk.step}: {broken.failure.message}{_last_token(login)}"
        return replace(walk.seen(), outcome=broken.failure.outcome, detail=detail)
    except ExchangeFailed as failed:
        failed.args = (f"{walk.step}: {failed}{_last_token(login)}",)
        raise
    _LIFETIMES.note(walk.token_lives_s, *login.identity)
    seen = walk.seen()
    speeds = expect.duration("total time", options.expect.total, seen.timings.total_ms)
    lives = [each for each in seen.expectations if not each.held]
    seen = replace(seen, expectations=(*seen.expectations, *speeds))
    if lives:
        return expect.judged(seen, Outcome.WRONG_ANSWER, lives)
    return expect.judged(seen, Outcome.TOO_SLOW, speeds)


def _last_token(login: "_Login") -> str:
    """How long whoever holds the last token is still let in: what turns a failure into an alarm."""
    left_s = _LIFETIMES.left_s(*login.identity)
    if left_s is None:
        return ""
    if left_s <= 0:
        return f"; the last token has been expired for {expect.spelled(-left_s)}"
    return f"; the last token expires in {expect.spelled(left_s)}"


class _Login:
    """Where to go and with what: the options over what is known of the provider."""

    def __init__(self, provider: ProviderSpec, options: Options) -> None:
        known = provider.oauth
        self.options = options
        self.discovery = options.discovery or (known.discovery if known else None)
        self.token_endpoint = options.token_endpoint or (known.token_endpoint if known else None)
        self.is_json = options.json_body
        if self.is_json is None:
            self.is_json = bool(known and known.is_json)
        if options.grant == "jwt_bearer" and not self.token_endpoint and not self.discovery:
            self.token_endpoint = _service_account(options)["token_uri"]

    @property
    def identity(self) -> tuple[str, ...]:
        """What tells this login from others."""
        options = self.options
        given = options.service_account
        account = given.get_secret_value() if given else ""
        client = (options.client_id or "", str(options.store or ""), account)
        return (options.grant, self.token_endpoint or self.discovery or "", *client)

    def request(self, endpoint: str, refresh_token: str | None = None) -> Request:
        """Return what asks for a token."""
        fields = {name: value for name, value in self._fields(endpoint, refresh_token) if value}
        headers = {"accept": "application/json"}
        secret = self.options.client_secret
        if secret is not None and self.options.client_in_body:
            fields["client_secret"] = secret.get_secret_value()
        elif secret is not None:
            # RFC 6749, 2.3.1: both are form-encoded before they are joined.
            pair = f"{quote_plus(fields.pop('client_id'))}:{quote_plus(secret.get_secret_value())}"
            headers["authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        kind = "application/json" if self.is_json else "application/x-www-form-urlencoded"
        body = json.dumps(fields) if self.is_json else urlencode(fields)
        headers["content-type"] = kind
        return Request(method="POST", url=endpoint, headers=headers, body=body.encode())

    def _fields(self, endpoint: str, refresh_token: str | None) -> Iterator[tuple[str, str | None]]:
        options = self.options
        match options.grant:
            case "none":
                yield "grant_type", "client_credentials"
                yield "client_id", NOBODY
                # Some servers look at the client only where there is a secret to check.
                yield "client_secret", NOBODY
                return
            case "jwt_bearer":
                yield "grant_type", service_account.GRANT
                yield (
                    "assertion",
                    service_account.assertion(
                        _service_account(options),
                        audience=options.audience or endpoint,
                        scope=options.scope,
                    ),
                )
                return
            case "refresh_token":
                yield "grant_type", "refresh_token"
                yield "refresh_token", refresh_token
            case "client_credentials":
                yield "grant_type", "client_credentials"
        yield "client_id", options.client_id
        yield "scope", options.scope
        yield "audience", options.audience


class _Walk:
    """The steps taken so far, and what came of them."""

    def __init__(self, transport: Transport, deadlines: Deadlines) -> None:
        self.step = ""
        self.token_lives_s: float | None = None
        self._transport, self._deadlines = transport, deadlines
        self._last: Exchange | None = None
        # The addresses that the metadata named, and who served it.
        self._named: tuple[frozenset[str], str | None] = frozenset(), None
        self._expectations: list[Expectation] = []

    async def all_steps(self, login: _Login) -> None:
        """Read the metadata and the keys where they are known, and ask for a token."""
        endpoints: Mapping[str, str] = {}
        if login.discovery:
            self.step = "discovery"
            found = oauth.metadata(await self._get(login.discovery), issuer=login.options.issuer)
            endpoints = found.endpoints
            by = self._last.peer if self._last else None
            self._named = frozenset(endpoints.values()), by
            self._note("issuer", login.options.issuer or "named", found.issuer)
        if jwks_uri := endpoints.get("jwks_uri"):
            self.step = "signing keys"
            ids = oauth.key_ids(await self._get(jwks_uri))
            self._note("signing keys", "at least one", f"{len(ids)}: {oauth.listed(ids)}")
        if login.options.grant == "device_code":
            await self._start_device(login, endpoints)
        elif endpoint := login.token_endpoint or endpoints.get("token_endpoint"):
            await self._ask_for_token(login, endpoint)

    def seen(self) -> Observation:
        """Return what has been seen so far, as a success."""
        return Observation(
            timings=self._last.timings if self._last else Timings(),
            http_status=self._last.status if self._last else None,
            request_id=self._last.headers.get("x-request-id") if self._last else None,
            expectations=tuple(self._expectations),
        )

    async def _ask_for_token(self, login: _Login, endpoint: str) -> None:
        self.step = "token endpoint"
        if login.options.grant == "none":
            refused = oauth.refusal(await self._exchange(login.request(endpoint)))
            self._note("a client that does not exist", "a refusal", refused)
        elif login.options.store:
            await self._refresh(login, endpoint, TokenStore(login.options.store))
        else:
            got = oauth.token(await self._exchange(login.request(endpoint)))
            self._note_token(got, login.options.expect)

    async def _refresh(self, login: _Login, endpoint: str, store: TokenStore) -> None:
        try:
            with store.using() as refresh_token:
                request = login.request(endpoint, refresh_token)
                try:
                    exchange = await self._exchange(request)
                except ExchangeFailed as failed:
                    if failed.phase in _BEFORE_SENDING:
                        store.release()
                    raise
                if exchange.status >= 500:
                    # Its body may repeat the token, which nobody else knows to hide.
                    message = f"HTTP {exchange.status}, and nobody knows whether the token was used"
                    raise Broken(Failure(outcome=Outcome.SERVER_ERROR, message=message))
                if not 200 <= exchange.status < 300:
                    store.release()
                got = oauth.token(exchange)
                store.replace(text(parse_object(exchange.body).get("refresh_token")) or None)
        except StoreProblem as problem:
            raise Broken(Failure(outcome=Outcome.AUTH_REJECTED, message=str(problem))) from None
        self._note_token(got, login.options.expect)

    async def _start_device(self, login: _Login, endpoints: Mapping[str, str]) -> None:
        self.step = "device endpoint"
        endpoint = login.options.token_endpoint or endpoints.get("device_authorization_endpoint")
        if not endpoint:
            message = "the metadata names no device_authorization_endpoint; say `token_endpoint`"
            raise Broken(Failure(outcome=Outcome.BAD_REQUEST, message=message))
        lifetime_s = oauth.device_code_lifetime_s(await self._exchange(login.request(endpoint)))
        lives = "for an unknown time" if lifetime_s is None else f"for {lifetime_s:g} s"
        self._note("device code", "given", f"given {lives}")

    async def _get(self, url: str) -> Exchange:
        return await self._exchange(
            Request(method="GET", url=url, headers={"accept": "application/json"})
        )

    async def _exchange(self, request: Request) -> Exchange:
        urls, by = self._named
        if request.url in urls:
            request = replace(request, sent_by=by)
        try:
            self._last = await self._transport.exchange(request, deadlines=self._deadlines)
        except ExchangeFailed as failed:
            if not failed.is_too_near:
                raise
            raise Broken(Failure(outcome=Outcome.AUTH_BROKEN, message=str(failed))) from failed
        return self._last

    def _note(self, name: str, expected: str, got: str) -> None:
        self._expectations.append(Expectation(name=name, expected=expected, got=got, held=True))

    def _note_token(self, got: oauth.Token, wanted: Expect) -> None:
        lives_s = self.token_lives_s = got.expires_in_s
        lives = "without a lifetime" if lives_s is None else f"valid for {lives_s:g} s"
        self._note("token", "given", f"a {got.kind} token, {lives}")
        if wanted.expires_in is not None and lives_s is not None:
            self._expectations.append(
                Expectation(
                    name="expires in",
                    expected=str(wanted.expires_in),
                    got=f"{lives_s:g} s",
                    held=wanted.expires_in.holds(lives_s),
                )
            )


def _service_account(options: Options) -> dict[str, str]:
    given = options.service_account
    try:
        return service_account.read(given.get_secret_value() if given else "")
    except ValueError:
        raise ValueError(
            "`service_account` must be the JSON of a key file, with `client_email`, `private_key` "
            "and `token_uri`; write `${file:key.json}`"
        ) from None
