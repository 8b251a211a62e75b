"""What the checks that speak a provider's wire format share: getting in, and being refused."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import cast

import probes.credentials
import probes.providers
from probes import plugins, refusals
from probes.checks import Context
from probes.credentials import Credentials, Entrance
from probes.exchange import Exchange, ExchangeFailed, Request
from probes.failures import Failure, classify_exchange_failure, classify_status
from probes.oauth import Broken
from probes.providers import Wire
from probes.result import Fault, Outcome
from probes.spec import ProviderSpec
from probes.tokens import KEPT


def wire_of(provider: ProviderSpec) -> Wire:
    """Return the wire format that the provider speaks."""
    return cast("Wire", plugins.load(probes.providers, provider.wire or ""))


def has_key(provider: ProviderSpec) -> bool:
    """Return whether there is anything to get in with."""
    if provider.credentials is None:
        return provider.key is not None
    return _credentials(provider).are_there(provider, provider.credentials.settings)


def address_missing(provider: ProviderSpec) -> str | None:
    """Return the setting or the variable without which nobody can be asked."""
    if not provider.wire:
        return "wire"
    return None if provider.base_url else provider.address_env or "base_url"


def key_missing(provider: ProviderSpec) -> str | None:
    """Return the variable that would hold the key, None where there is one or needs to be none."""
    return None if has_key(provider) else provider.key_env


def keyless(provider: ProviderSpec) -> ProviderSpec:
    """Return the provider without anything that lets one in: headers may carry a key too."""
    return replace(provider, key=None, headers={}, credentials=None)


async def request(
    context: Context, provider: ProviderSpec, make: Callable[[ProviderSpec], Request]
) -> Request:
    """Return what `make` makes for the provider, with what lets it in.

    Raises:
        probes.oauth.Broken: where there is no token to be had; `auth_broken` where that is the
            provider's fault.
    """
    if provider.credentials is None:
        return make(provider)

    async def ask(asked: Request) -> Exchange:
        return await context.transport.exchange(asked, deadlines=context.deadlines)

    entrance = Entrance(provider=provider, ask=ask, learn=context.secrets.append)
    # Its key is not for the header of its wire format.
    bare = make(replace(provider, key=None))
    try:
        settings = provider.credentials.settings
        return await _credentials(provider).authorize(bare, entrance, settings)
    except Broken as broken:
        failure = broken.failure
    except ExchangeFailed as failed:
        failure = classify_exchange_failure(failed)
    is_theirs = failure.outcome.fault is Fault.PROVIDER
    raise Broken(
        Failure(
            outcome=Outcome.AUTH_BROKEN if is_theirs else failure.outcome,
            message=f"no access token: {failure.message}",
        )
    )


def refusal(context: Context, exchange: Exchange) -> Failure:
    """Return what an HTTP error means in its wire format, or else to this provider."""
    provider, status, body = context.provider, exchange.status, exchange.body
    failure = wire_of(provider).classify(status, exchange.headers, body)
    usual = classify_status(status, exchange.headers, body).outcome
    if failure.outcome is usual:  # the format itself knows no better
        words = [f"{status} {word}" for word in refusals.words(body)]
        own = [provider.errors[name] for name in (*words, str(status)) if name in provider.errors]
        failure = replace(failure, outcome=own[0]) if own else failure
    if failure.outcome is Outcome.AUTH_REJECTED:
        # Whatever was given out before its time: the next run asks for another.
        for secret in context.secrets:
            KEPT.forget(secret)
    return failure


def request_id(provider: ProviderSpec, headers: Mapping[str, str]) -> str | None:
    """Return the provider's id of the request: under the name it is known by, or a usual one."""
    named = headers.get(provider.request_id_header or "")
    return named or wire_of(provider).request_id(headers)


def _credentials(provider: ProviderSpec) -> Credentials:
    kind = provider.credentials.kind if provider.credentials else ""
    return cast("Credentials", plugins.load(probes.credentials, kind))
