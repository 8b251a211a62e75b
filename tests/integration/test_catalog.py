"""Every provider of the catalog, asked as its entry says, of a player that checks each request."""

import asyncio
import json
from dataclasses import replace

import pytest
from pydantic import SecretStr

from probes.catalog import load_catalog
from probes.checks import auth, canary
from probes.result import Outcome, ProbeResult, Surface
from probes.runner import run_probe
from probes.spec import Deadlines, ProbeSpec, ProviderSpec, StrictModel
from probes.transport import Transport
from simulator.provider import Provider
from simulator.server import Simulator

# A player speaks all that its API offers.
PLAYERS = {"openai_responses": "openai"}


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


@pytest.mark.parametrize("id_", sorted(load_catalog()))
def test_its_canary_and_its_key_check_succeed(id_: str) -> None:
    entry = load_catalog()[id_]
    player = Provider(
        "player", PLAYERS.get(entry.wire, entry.wire), model=entry.model or "m", ttft_s=0.01
    )

    async def ask() -> list[ProbeResult]:
        async with Simulator([player]) as simulator:
            # The key checks of some stand at paths that only they have.
            provider = replace(
                entry.provider(SecretStr(player.key)),
                base_url=simulator.base_url("player"),
                model=player.model,
                auth_path=None,
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
    if entry.price:
        assert results[0].cost_microusd > 0
