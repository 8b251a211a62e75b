"""What is asked: a provider, and a probe with its check, cadence and deadlines, fully resolved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, SecretStr

from probes.result import Outcome, Surface

# A login is one for all regions, and so is a status page.
_REGIONAL = frozenset({Surface.EDGE, Surface.AUTH, Surface.API})


class StrictModel(BaseModel):
    """The base of everything read from `probes.yaml`: unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """US dollars: `input_usd` and `output_usd` per million tokens, `request_usd` per request."""

    input_usd: float
    output_usd: float
    request_usd: float = 0.0

    def microusd(self, input_tokens: int, output_tokens: int) -> float:
        """Return what one request costs in micro-dollars."""
        # Dollars per million tokens are micro-dollars per token.
        tokens = input_tokens * self.input_usd + output_tokens * self.output_usd
        return tokens + self.request_usd * 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginSpec:
    """Where people log in to a provider; `is_json` where the token endpoint takes no form."""

    discovery: str | None = None
    token_endpoint: str | None = None
    is_json: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialSpec:
    """A provider's own status page as a program reads it: a file of `probes/official/`.

    `components` are those that count, by id or by a word of their name; all where none.
    """

    url: str | None = None
    format: str | None = None
    components: tuple[str, ...] = ()
    every_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialsSpec:
    """How to get in where a key in a header is not all: a file of `probes/credentials/`."""

    kind: str
    settings: StrictModel


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSpec:
    """A service that is watched, with everything a check needs to reach it.

    `wire` names a file of `probes/providers/`; it is None where only plain checks apply.
    `key` is None where no key was given, and `key_env` names the variable that would give one.
    `price` is that of `model`, and `prices` those that are known, by model.
    `headers` go with every request to the provider and may hold secrets. `address_env` names
    the variable without which there is no `base_url`. `errors` are what this provider means by
    a status or a word where its wire format knows no better: `498`, `429 slow_down`.
    """

    id: str
    name: str
    wire: str | None = None
    base_url: str | None = None
    key: SecretStr | None = None
    key_env: str | None = None
    model: str | None = None
    price: Price | None = None
    prices: Mapping[str, Price] = field(default_factory=dict)
    headers: dict[str, SecretStr] = field(default_factory=dict)
    request: dict[str, object] = field(default_factory=dict)
    auth_path: str | None = None
    keyless_status: int = 401
    status_page: str | None = None
    oauth: LoginSpec | None = None
    official: OfficialSpec | None = None
    region: str | None = None
    address_env: str | None = None
    credentials: CredentialsSpec | None = None
    request_id_header: str | None = None
    errors: Mapping[str, Outcome] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """How long one exchange may take, in seconds, from the start of each phase.

    `first_byte` and `first_content` count from the moment the request was sent, `silence`
    is the longest pause between two pieces of content, `total` bounds the whole exchange.
    """

    connect: float = 10.0
    first_byte: float = 30.0
    first_content: float = 30.0
    silence: float = 15.0
    total: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeSpec:
    """A configured check on one surface of one provider.

    `waiting_for` says in a few words what is missing (a variable, a setting) before the
    probe can run; while it is set the probe is shown but never scheduled. `secrets` are texts
    that must not be repeated, wherever in the settings they went. `custom` is the check itself
    (`probes.custom.CustomCheck`) where it is none of those that Brownout brings along.
    """

    name: str
    provider: ProviderSpec
    surface: Surface
    check: str
    options: StrictModel
    every_s: float
    deadlines: Deadlines = field(default_factory=Deadlines)
    waiting_for: str | None = None
    secrets: tuple[SecretStr, ...] = ()
    custom: Any = field(default=None, repr=False)

    @property
    def model(self) -> str | None:
        """The model that it asks for a completion; None where it asks none."""
        return self.provider.model if self.surface is Surface.API else None

    @property
    def region(self) -> str | None:
        """The region that it asks; None where one answer holds for all of them."""
        return self.provider.region if self.surface in _REGIONAL else None
