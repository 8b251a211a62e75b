"""Every provider of the catalog, asked as its entry says, of a player that checks each request."""

import asyncio
import json
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr

from monitor.addresses import Addresses
from monitor.credential_specs import load_credentials
from monitor.settings import ProviderSettings
from probes.catalog import CatalogEntry, load_catalog
from probes.checks import auth, canary
from probes.result import Outcome, ProbeResult, Surface
from probes.runner import run_probe
from probes.spec import CredentialsSpec, Deadlines, ProbeSpec, ProviderSpec, StrictModel
from probes.transport import Transport
from simulator.provider import Provider
from simulator.server import Simulator

# A player speaks all that its API offers.
PLAYERS = {"openai_responses": "openai"}
SETTINGS = ProviderSettings(endpoint="https://us.openai.azure.com", project="p1", region="us-east1")


async def _run(provider: ProviderSpec, check: str, options: StrictModel) -> ProbeResult:
    spec = ProbeSpec(
        name=f"{provider.id}/{check}",
        provider=provider,
        surface=Surface.API,
        check=check,
        options=options,
        every_s=60,
        deadlines=Deadlines(total=20),
    )
    return await run_probe(spec, transport=Transport(), vantage="here")


def _played(base_url: str, simulator: Simulator) -> str:
    """The provider's own path, where clouds put theirs, at the player."""
    path = urlsplit(base_url).path
    is_cloud = "/projects/" in path or path == "/openai/v1"
    return f"{simulator.url}/player{path}" if is_cloud else simulator.base_url("player")


def _credentials(entry: CatalogEntry) -> CredentialsSpec | None:
    if entry.credentials is None:
        return None
    settings = load_credentials(entry.credentials).Settings()
    return CredentialsSpec(kind=entry.credentials, settings=settings)


@pytest.mark.parametrize("id_", sorted(id_ for id_, each in load_catalog().items() if each.wire))
def test_its_canary_and_its_key_check_succeed(id_: str) -> None:
    entry = load_catalog()[id_]
    player = Provider(
        "player",
        PLAYERS.get(entry.wire or "", entry.wire or ""),
        model=entry.model or "m",
        ttft_s=0.01,
    )

    async def ask() -> list[ProbeResult]:
        async with Simulator([player]) as simulator:
            located = Addresses.of(entry, SETTINGS, {}).locate(entry.provider())
            provider = replace(
                located,
                key=SecretStr(player.key),
                base_url=_played(located.base_url or "", simulator),
                model=player.model,
                # The key checks of some stand at paths that only they have.
                auth_path=entry.auth_path if entry.wire == "gemini" else None,
                credentials=_credentials(entry),
            )
            results = [
                await _run(provider, "canary", canary.Options(task="arithmetic", stream=stream))
                for stream in (True, False)
            ]
            sent = json.loads(simulator.requests[0].body)
            # What its entry says to send besides was sent.
            own = {
                key for key in entry.request if key not in ("token_limit_key", "generationConfig")
            }
            assert own <= sent.keys()
            return [*results, await _run(provider, "auth", auth.Options())]

    results = asyncio.run(ask())
    assert [result.outcome for result in results] == [Outcome.OK] * 3, results
    assert results[0].score == 1
    if entry.price and entry.price.input_usd:
        assert results[0].cost_microusd > 0
