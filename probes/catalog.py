"""The providers that are known: which wire format each speaks, where, with which key and model."""

import functools
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BeforeValidator, Field, PlainValidator, SecretStr, model_validator
from pydantic.fields import FieldInfo

from probes.expect import parse_duration_s
from probes.result import Outcome
from probes.spec import LoginSpec, OfficialSpec, Price, ProviderSpec, StrictModel

_FILE = Path(__file__).parent / "providers" / "catalog.yaml"

_NO_FACTS = {"id", "name", "note", "sources", "unknown"}

Seconds = Annotated[float, BeforeValidator(parse_duration_s)]
Url = Annotated[str, Field(pattern=r"^(https?://|\{endpoint\})[^\s/]*(/\S*)?$")]
Variable = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")]


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


class CatalogOfficial(StrictModel):
    """A provider's own status page, as a program reads it."""

    format: str
    """How it is written: a file of `probes/official/`."""
    url: Url
    """Its address."""
    every_s: Seconds | None = Field(default=None, alias="every")
    """The cadence in seconds, where the usual one would fetch too much."""
    components: list[str] = Field(default_factory=list)
    """The components, by id or by a word of their name, that are the API; all where none."""


class AddressPart(StrictModel):
    """What only the operator knows of an address: `{region}` in it, and where that is said."""

    env: Variable
    """The environment variable that usually holds it."""
    default: str | None = None
    """What it is where nobody says."""


class Source(StrictModel):
    """Where some facts of an entry were read, and when."""

    facts: list[str] = Field(min_length=1)
    """The keys of the entry that were read there."""
    source: str = Field(min_length=3)
    """A page, or a package with its version."""
    checked: date
    """When it was read."""


class CatalogEntry(StrictModel):
    """What is known of one provider, with where each fact was read and when."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    """The word people write in `probes.yaml`."""
    name: str
    """The name people read."""
    wire: str | None = None
    """The wire format: a file of `probes/providers/`; none where strangers have no API to ask."""
    base_url: Url | None = None
    """The address that its paths stand under; `{parts}` of it are those of `address`."""
    address: dict[str, AddressPart] = Field(default_factory=dict)
    """The parts of the address that differ from customer to customer."""
    credentials: str | None = None
    """How to get in where a key in a header is not all: a file of `probes/credentials/`."""
    regions: dict[str, Url] = Field(default_factory=dict)
    """Where else the same API stands, by region: each can fail apart from the others."""
    key_env: Variable | None = None
    """The environment variable that usually holds the key; none where no key is needed."""
    model: str | None = None
    """The cheapest model fit for a canary; none where only the operator knows."""
    price: Annotated[Price, PlainValidator(_price)] | None = None
    """What that model costs; none where tokens are not billed."""
    prices: dict[str, Annotated[Price, PlainValidator(_price)]] = Field(default_factory=dict)
    """What other models of it cost, that people may want to watch too."""
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
    errors: dict[str, Outcome] = Field(default_factory=dict)
    """What it means by a status, or a status and a word: `498`, `429 slow_down`."""
    request_id: str | None = Field(default=None, pattern=r"^[a-z0-9-]+$")
    """The header with its id of a request, to quote in a support ticket."""
    rate_limits: list[Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]] = Field(default_factory=list)
    """The headers that tell our allowance and what is left of it; all are kept as evidence."""
    official: CatalogOfficial | None = None
    """Where a program can read what the provider itself says of its state."""
    unknown: list[str] = Field(default_factory=list)
    """The facts that were looked for and not found."""
    note: str | None = None
    """What an operator should know."""
    sources: list[Source] = Field(min_length=1)
    """Where each of these facts was read, and when."""

    @model_validator(mode="after")
    def _has_a_source_for_each_fact(self) -> "CatalogEntry":
        said = {
            info.alias or name for name, info in self._fields() if name in self.model_fields_set
        }
        facts = said - _NO_FACTS
        sourced = [fact for source in self.sources for fact in source.facts]
        if sorted(sourced) != sorted(facts):
            missing, idle = facts.difference(sourced), set(sourced) - facts
            twice = {fact for fact in sourced if sourced.count(fact) > 1}
            raise ValueError(
                f"each fact has one source; none has {sorted(missing)}, no facts are "
                f"{sorted(idle)}, twice stand {sorted(twice)}"
            )
        return self

    @classmethod
    def _fields(cls) -> Iterable[tuple[str, FieldInfo]]:
        return cls.model_fields.items()

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
            prices=self._prices(),
            request=dict(self.request),
            auth_path=self.auth_path,
            keyless_status=self.keyless_status,
            status_page=self.status_page,
            oauth=LoginSpec(**self.oauth.model_dump()) if self.oauth else None,
            official=self._official(),
            request_id_header=self.request_id,
            errors=dict(self.errors),
        )

    def _prices(self) -> dict[str, Price]:
        own = {self.model: self.price} if self.model and self.price else {}
        return {**self.prices, **own}

    def _official(self) -> OfficialSpec | None:
        page = self.official
        if page is None:
            return None
        return OfficialSpec(
            url=page.url,
            format=page.format,
            components=tuple(page.components),
            every_s=page.every_s,
        )


@functools.cache
def load_catalog() -> dict[str, CatalogEntry]:
    """Return every known provider by its id.

    Raises:
        pydantic.ValidationError: where the shipped file is wrong, which is our own mistake.
    """
    # 70 ms less for every command, where PyYAML was built with libyaml.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    entries = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506  both are safe
    return {id_: CatalogEntry.model_validate({"id": id_, **entries[id_]}) for id_ in entries}
