"""Asks whether a key is accepted, or, without one, whether the API still asks for it.

It costs no tokens: the question is one that every provider answers for free.
"""

import json
import time

from probes import asking, oauth, rate_limits
from probes.checks import Context
from probes.exchange import Exchange
from probes.expect import spelled
from probes.failures import Failure
from probes.replies import JsonError, looks_like_html, parse_object
from probes.result import Expectation, Observation, Outcome, Surface
from probes.spec import ProviderSpec, StrictModel

SURFACE = Surface.AUTH

# A long list of models is cut here; what was read still tells what it is.
_BODY_LIMIT = 4 * 1024 * 1024
_REFUSED = frozenset({401, 403})
# Whoever renews a token has the last tenth of its life to notice that it was not, within these.
_SOON_S, _SOON_AT_MOST_S, _SOON_SHARE = 600.0, 3 * 86_400.0, 0.1


class Options(StrictModel):
    """The keys of an auth check."""

    keyless: bool = False
    """Whether to knock without the key, to see that the API is there and still asks for one."""


def waiting_for(provider: ProviderSpec, options: Options) -> str | None:
    """Return the setting or the variable that is missing; without a key, one can still knock."""
    return asking.address_missing(provider) or (
        None if options.keyless else asking.key_missing(provider)
    )


def usage(provider: ProviderSpec, options: Options) -> None:
    """Return nothing: no tokens are spent."""


def target(provider: ProviderSpec, options: Options) -> str | None:
    """Return the address that is asked."""
    return provider.base_url


async def run(context: Context, options: Options) -> Observation:
    """Ask once, with the key or without."""
    provider = context.provider
    is_keyless = options.keyless or not asking.has_key(provider)
    if is_keyless:
        provider = asking.keyless(provider)
    request = await asking.request(context, provider, asking.wire_of(provider).key_check)
    exchange = await context.transport.exchange(
        request, deadlines=context.deadlines, max_body_bytes=_BODY_LIMIT
    )
    due = provider.keyless_status if is_keyless else 200
    kind = _kind(exchange.body)
    failure = _failure(context, exchange, kind, due)
    expiry = None if is_keyless else _expiry(provider)
    warning = None
    if expiry and not expiry.held:
        warning = f"the key {'expires' if expiry.got.startswith('in') else 'expired'} {expiry.got}"
    seen = Observation(
        outcome=failure.outcome if failure else Outcome.OK,
        detail="; ".join(filter(None, (failure.message if failure else None, warning))) or None,
        timings=exchange.timings,
        http_status=exchange.status,
        request_id=asking.request_id(provider, exchange.headers),
        expectations=(
            Expectation(
                name="without a key" if is_keyless else "with the key",
                expected=_expected(due),
                got=f"{exchange.status} and {kind}",
                held=failure is None,
            ),
            *filter(None, (expiry,)),
        ),
    )
    return rate_limits.noted(seen, exchange.headers, exchange.body)


def _expiry(provider: ProviderSpec) -> Expectation | None:
    """Tell how long the key is still good, where it is a token that says so."""
    key = provider.key.get_secret_value().strip() if provider.key else ""
    lifetime = oauth.lifetime_of(key)
    if lifetime is None:
        return None
    ends_at_s, lives_s = lifetime
    soon_s = min(max(_SOON_S, lives_s * _SOON_SHARE), _SOON_AT_MOST_S)
    left_s = ends_at_s - time.time()
    got = f"in {spelled(left_s)}" if left_s > 0 else f"{spelled(-left_s)} ago"
    soon = f"not within {spelled(soon_s)}"
    return Expectation(name="key expires", expected=soon, got=got, held=left_s > soon_s)


def _expected(due: int) -> str:
    if 200 <= due < 300:
        return f"{due} and JSON"
    return " or ".join(str(status) for status in sorted({due, *_REFUSED}))


def _failure(context: Context, exchange: Exchange, kind: str, due: int) -> Failure | None:
    status = exchange.status
    is_success, is_success_due = 200 <= status < 300, 200 <= due < 300
    if is_success and not is_success_due:
        message = f"HTTP {status} without a key, where {due} was due: no key is asked for"
    elif kind == "a web page" and status < 500:
        message = f"HTTP {status} and a web page: something stands in front of the API"
    elif is_success and kind != "JSON":
        message = f"HTTP {status}, but the body is {kind} where JSON was due"
    elif is_success and not _holds_error(exchange.body):
        return None
    elif not is_success_due and (status == due or status in _REFUSED):
        # Some hosts refuse in plain text; that they refuse is the proof.
        return None
    else:
        return asking.refusal(context, exchange)
    return Failure(outcome=Outcome.AUTH_BROKEN, message=message)


def _holds_error(body: bytes) -> bool:
    try:
        return bool(parse_object(body).get("error"))
    except JsonError:
        return False


def _kind(body: bytes) -> str:
    if looks_like_html(body):
        return "a web page"
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return "plain text" if body.strip() else "empty"
    return "JSON"
