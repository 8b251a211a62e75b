"""Kinds of check: what one run of a probe does. One kind per file."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from pydantic import SecretStr

from probes.heartbeats import Heartbeat
from probes.result import Observation, Surface
from probes.spec import Deadlines, ProviderSpec, StrictModel
from probes.transport import Transport


async def _nobody_listens() -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a check is given: whom to ask, over what, how long it may take, and its chance.

    `rng` makes nonces and picks canaries; a seeded one makes a run repeatable. `secrets` takes
    those that the run comes by, such as a token, so that they are repeated nowhere. `heartbeat`
    tells what was heard for this probe, None where nobody listens.
    """

    provider: ProviderSpec
    transport: Transport
    deadlines: Deadlines
    rng: random.Random
    secrets: list[SecretStr] = field(default_factory=list)
    heartbeat: Callable[[], Awaitable[Heartbeat | None]] = _nobody_listens


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens one run uses at most, for the cost shown before anything is spent.

    `likely` is what it takes where all goes well, None where nobody can say.
    """

    input_tokens: int
    output_tokens: int
    likely: "Usage | None" = None


class Check(Protocol):
    """One kind of check: a module of this folder.

    A target that fails is an `Observation`, or a `probes.exchange.ExchangeFailed` let
    through; any other exception is our own bug and is recorded as such, never as the
    provider's.
    """

    SURFACE: Surface

    @property
    def Options(self) -> type[StrictModel]:  # noqa: N802  named as in the plugin files
        """Return the model of the keys that a probe of this kind takes in `probes.yaml`."""

    def waiting_for(self, provider: ProviderSpec, options: StrictModel) -> str | None:
        """Return what is missing before this can run, in a few words, or None."""

    def usage(self, provider: ProviderSpec, options: StrictModel) -> Usage | None:
        """Return the tokens one run may use, or None where it uses none."""

    def target(self, provider: ProviderSpec, options: StrictModel) -> str | None:
        """Return the URL of the host that is asked, None where that is this machine's own.

        A failure to reach a host beyond this network is held against nobody before neutral
        hosts have been reached.
        """

    async def run(self, context: Context, options: StrictModel) -> Observation:
        """Look once. One attempt, no retry: a second opinion is a second probe."""
