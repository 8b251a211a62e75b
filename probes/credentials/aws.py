"""AWS: a Bedrock API key as a bearer token, or an access key that signs each request (SigV4).

Sources: docs.aws.amazon.com, "Amazon Bedrock API keys" and "AWS Signature Version 4"; the
signature, and credentials that a profile or a role stands for, are botocore's.
"""

import asyncio
import functools
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import SecretStr

from probes.credentials import Entrance
from probes.exchange import Request
from probes.failures import Failure
from probes.oauth import Broken
from probes.result import Outcome
from probes.spec import ProviderSpec, StrictModel

SERVICE = "bedrock"
VARIABLES: Mapping[str, str] = {
    "access_key_id": "AWS_ACCESS_KEY_ID",
    "secret_access_key": "AWS_SECRET_ACCESS_KEY",
    "session_token": "AWS_SESSION_TOKEN",
    "profile": "AWS_PROFILE",
}


class Settings(StrictModel):
    """An access key, or a profile that leads to one, where no Bedrock API key is used."""

    access_key_id: str | None = None
    """The access key's id."""
    secret_access_key: SecretStr | None = None
    """The access key's secret."""
    session_token: SecretStr | None = None
    """The token that belongs to a temporary access key."""
    profile: str | None = None
    """A profile of `~/.aws/config`: a role, a single sign-on, an access key."""


def are_there(provider: ProviderSpec, settings: Settings) -> bool:
    """Return whether there is an API key, an access key or a profile."""
    access_key = settings.access_key_id and settings.secret_access_key
    return bool(provider.key is not None or access_key or settings.profile)


async def authorize(request: Request, entrance: Entrance, settings: Settings) -> Request:
    """Return the request with the API key, or signed where there is none.

    Raises:
        probes.oauth.Broken: where a profile leads to no access key.
    """
    key = entrance.provider.key
    if key is not None:
        bearer = f"Bearer {key.get_secret_value().strip()}"
        return replace(request, headers={**request.headers, "authorization": bearer})
    access_key = await _access_key(settings)
    for secret in (access_key.secret_key, access_key.token):
        if secret:
            entrance.learn(SecretStr(secret))
    return _signed(request, access_key, entrance.provider.region or "us-east-1")


def _signed(request: Request, access_key: Any, region: str) -> Request:
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest

    unsigned = AWSRequest(
        method=request.method, url=request.url, headers=dict(request.headers), data=request.body
    )
    SigV4Auth(access_key, SERVICE, region).add_auth(unsigned)
    return replace(request, headers={name.lower(): v for name, v in unsigned.headers.items()})


async def _access_key(settings: Settings) -> Any:
    from botocore.credentials import ReadOnlyCredentials
    from botocore.exceptions import BotoCoreError

    if settings.access_key_id and settings.secret_access_key:
        session_token = settings.session_token
        return ReadOnlyCredentials(
            settings.access_key_id,
            settings.secret_access_key.get_secret_value(),
            session_token.get_secret_value() if session_token else None,
        )
    try:
        # It may ask a token service or run a program, and waits while it does.
        return await asyncio.to_thread(_from_profile, settings.profile or "")
    except (BotoCoreError, OSError, ValueError) as error:
        message = f"the profile leads to no access key: {error}"
        raise Broken(Failure(outcome=Outcome.AUTH_REJECTED, message=message)) from None


def _from_profile(profile: str) -> Any:
    found = _chain(profile)
    if found is None:
        raise ValueError("it holds none")
    return found.get_frozen_credentials()


# botocore renews what it found by itself before it ends.
@functools.cache
def _chain(profile: str) -> Any:
    from botocore.session import Session

    return Session(profile=profile).get_credentials()
