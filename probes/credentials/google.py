"""Google Cloud: a service account's key file, exchanged for an access token of an hour.

The provider's key is the path of the file, as `GOOGLE_APPLICATION_CREDENTIALS` names it, or
an access token itself. Source: developers.google.com, "Using OAuth 2.0 for Server to Server
Applications" (RFC 7523).
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pydantic import SecretStr

from probes import oauth, service_account
from probes.credentials import Entrance
from probes.exchange import Request
from probes.failures import Failure
from probes.result import Outcome
from probes.spec import ProviderSpec, StrictModel
from probes.tokens import token_from

SCOPE = "https://www.googleapis.com/auth/cloud-platform"
VARIABLES: Mapping[str, str] = {}


class Settings(StrictModel):
    """Nothing beside the provider's `key`."""


def are_there(provider: ProviderSpec, settings: Settings) -> bool:
    """Return whether a key file or a token was named."""
    return provider.key is not None


async def authorize(request: Request, entrance: Entrance, settings: Settings) -> Request:
    """Return the request with an access token.

    Raises:
        probes.oauth.Broken: where the file is no key file, or Google gives no token for it.
        probes.exchange.ExchangeFailed: where the token endpoint does not answer.
    """
    key = entrance.provider.key
    given = key.get_secret_value().strip() if key else ""
    token = await _token(Path(given), entrance) if _is_path(given) else SecretStr(given)
    headers = {**request.headers, "authorization": f"Bearer {token.get_secret_value()}"}
    return replace(request, headers=headers)


def _is_path(given: str) -> bool:
    return "/" in given or "\\" in given or given.endswith(".json")


async def _token(file: Path, entrance: Entrance) -> SecretStr:
    account = _account(file)
    for secret in (account["private_key"], account.get("private_key_id", "")):
        entrance.learn(SecretStr(secret))
    endpoint = account["token_uri"]

    def fields() -> Mapping[str, str]:
        signed = service_account.assertion(account, audience=endpoint, scope=SCOPE)
        entrance.learn(SecretStr(signed))
        return {"grant_type": service_account.GRANT, "assertion": signed}

    return await token_from(endpoint, entrance, fields, account["client_email"])


def _account(file: Path) -> dict[str, str]:
    try:
        return service_account.read(file.expanduser().read_text(encoding="utf-8"))
    except OSError as error:
        reason = f"the key file cannot be read: {error.strerror}"
    except ValueError as error:
        reason = f"the key file holds {error}"
    message = f"{reason} (GOOGLE_APPLICATION_CREDENTIALS has to name a service account's)"
    raise oauth.Broken(Failure(outcome=Outcome.AUTH_REJECTED, message=message)) from None
