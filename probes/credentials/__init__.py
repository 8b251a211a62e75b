"""Ways of getting in beyond a key in the wire format's own header. One way per file."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from pydantic import SecretStr

from probes.exchange import Exchange, Request
from probes.spec import ProviderSpec, StrictModel


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """What a way of getting in is given: whom it is for, and how to ask a token endpoint.

    `ask` may raise `probes.exchange.ExchangeFailed`; `learn` takes a secret that was come by,
    so that it is repeated nowhere.
    """

    provider: ProviderSpec
    ask: Callable[[Request], Awaitable[Exchange]]
    learn: Callable[[SecretStr], None]


class Credentials(Protocol):
    """One way of getting in: a module of this folder.

    `VARIABLES` maps a setting to the environment variable that usually holds it.
    """

    VARIABLES: Mapping[str, str]

    @property
    def Settings(self) -> type[StrictModel]:  # noqa: N802  named as in the plugin files
        """Return the model of the keys that `credentials:` takes in `probes.yaml`."""

    def are_there(self, provider: ProviderSpec, settings: StrictModel) -> bool:
        """Return whether there is enough to try to get in."""

    async def authorize(
        self, request: Request, entrance: Entrance, settings: StrictModel
    ) -> Request:
        """Return the request with what lets it in.

        Raises:
            probes.oauth.Broken: where no token is given out, or what we hold is not usable.
            probes.exchange.ExchangeFailed: where a token endpoint does not answer.
        """
