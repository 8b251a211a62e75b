"""The providers that are known: which wire format each speaks, where, with which key and model."""

import functools
from datetime import date
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BeforeValidator, Field, PlainValidator, SecretStr

from probes.expect import parse_duration_s
from probes.spec import LoginSpec, Price, ProviderSpec, StrictModel

_FILE = Path(__file__).parent / "providers" / "catalog.yaml"

Seconds = Annotated[float, BeforeValidator(parse_duration_s)]
Url = Annotated[str, Field(pattern=r"^https?://[^\s/]+(/\S*)?$")]


class CatalogPrice(StrictModel):
    """What a model costs, in US dollars."""

    input_usd: float = Field(ge=0)
    """Dollars per million tokens of the prompt."""
    output_usd: float = Field(ge=0)
    """Dollars per million tokens of the answer."""
    request_usd: float = Field(default=0, ge=0)
    """Dollars per request, on top of its tokens."""


def _price(value: object) -> Price:
    return Price(**CatalogPrice.model_validate(value).model_dump())


class CatalogOAuth(StrictModel):
    """Where people log in to a provider, as far as a stranger may look at it."""

    discovery: Url | None = None
    """The OpenID Connect discovery document."""
    token_endpoint: Url | None = None
    """Where tokens are given out, which a request with a made-up client may knock at."""
    is_json: bool = False
    """Whether the token endpoint takes JSON rather than a form."""


class CatalogEntry(StrictModel):
    """What is known of one provider, with where that was read and when."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    """The word people write in `probes.yaml`."""
    name: str
    """The name people read."""
    wire: str
    """The wire format: a file of `probes/providers/`."""
    base_url: Url | None = None
    """The address that its paths stand under."""
    regions: dict[str, Url] = Field(default_factory=dict)
    """Where else the same API stands, by region: each can fail apart from the others."""
    key_env: str | None = Field(default=None, pattern=r"^[A-Z][A-Z0-9_]*$")
    """The environment variable that usually holds the key; none where no key is needed."""
    model: str | None = None
    """The cheapest model fit for a canary; none where only the operator knows."""
    price: Annotated[Price, PlainValidator(_price)] | None = None
    """What that model costs; none where tokens are not billed."""
    auth_path: str | None = None
    """The path, or full URL, that costs nothing and needs the key; none for the format's own."""
    keyless_status: int = 401
    """How that path answers without a key."""
    status_page: Url | None = None
    """The provider's own status page."""
    request: dict[str, object] = Field(default_factory=dict)
    """What goes into each request besides the prompt: above all, how to turn reasoning off."""
    oauth: CatalogOAuth | None = None
    """The login path, where the provider has one of its own."""
    canary_every_s: Seconds | None = Field(default=None, alias="canary_every")
    """The cadence of the canary in seconds, where the usual one would be too dear."""
    note: str | None = None
    """What an operator should know."""
    source: str
    """Where these facts were read."""
    checked: date
    """When they were read."""

    def provider(self, key: SecretStr | None = None) -> ProviderSpec:
        """Return the provider as the catalog has it, with `key`."""
        return ProviderSpec(
            id=self.id,
            name=self.name,
            wire=self.wire,
            base_url=self.base_url,
            key=key,
            key_env=self.key_env,
            model=self.model,
            price=self.price,
            request=dict(self.request),
            auth_path=self.auth_path,
            keyless_status=self.keyless_status,
            status_page=self.status_page,
            oauth=LoginSpec(**self.oauth.model_dump()) if self.oauth else None,
        )


@functools.cache
def load_catalog() -> dict[str, CatalogEntry]:
    """Return every known provider by its id.

    Raises:
        pydantic.ValidationError: where the shipped file is wrong, which is our own mistake.
    """
    entries = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {id_: CatalogEntry.model_validate({"id": id_, **entries[id_]}) for id_ in entries}
