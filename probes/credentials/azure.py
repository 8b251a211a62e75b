"""Azure: a key in a header of Azure's own, or a token from Microsoft Entra for an application.

Sources: learn.microsoft.com, "Azure OpenAI in Microsoft Foundry Models v1 API" and "Microsoft
identity platform and the OAuth 2.0 client credentials flow"; the variables are azure-identity's.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated
from urllib.parse import quote

from pydantic import AfterValidator, SecretStr

from probes import request_parts as parts
from probes.credentials import Entrance
from probes.exchange import Request
from probes.spec import ProviderSpec, StrictModel
from probes.tokens import token_from

SCOPE = "https://cognitiveservices.azure.com/.default"
VARIABLES: Mapping[str, str] = {
    "tenant_id": "AZURE_TENANT_ID",
    "client_id": "AZURE_CLIENT_ID",
    "client_secret": "AZURE_CLIENT_SECRET",
    "authority": "AZURE_AUTHORITY_HOST",
}


class Settings(StrictModel):
    """An application of Microsoft Entra, where no key is used."""

    tenant_id: str | None = None
    """The directory of the application."""
    client_id: str | None = None
    """The application's id."""
    client_secret: SecretStr | None = None
    """The application's secret."""
    authority: Annotated[str, AfterValidator(parts.check_url)] = "https://login.microsoftonline.com"
    """Who gives tokens out; another one in the clouds of governments."""


def are_there(provider: ProviderSpec, settings: Settings) -> bool:
    """Return whether there is a key, or an application that may ask for a token."""
    application = (settings.tenant_id, settings.client_id, settings.client_secret)
    return provider.key is not None or all(application)


async def authorize(request: Request, entrance: Entrance, settings: Settings) -> Request:
    """Return the request with the key, or with a token where there is no key.

    Raises:
        probes.oauth.Broken: where Entra gives no token.
        probes.exchange.ExchangeFailed: where Entra does not answer.
    """
    key = entrance.provider.key
    if key is not None:
        header = {"api-key": key.get_secret_value().strip()}
    else:
        token = await _token(entrance, settings)
        header = {"authorization": f"Bearer {token.get_secret_value()}"}
    return replace(request, headers={**request.headers, **header})


async def _token(entrance: Entrance, settings: Settings) -> SecretStr:
    tenant = quote(settings.tenant_id or "", safe="")
    secret = settings.client_secret.get_secret_value() if settings.client_secret else ""
    fields = {
        "grant_type": "client_credentials",
        "client_id": settings.client_id or "",
        "client_secret": secret,
        "scope": SCOPE,
    }
    endpoint = f"{settings.authority.rstrip('/')}/{tenant}/oauth2/v2.0/token"
    return await token_from(endpoint, entrance, lambda: fields, *fields.values())
