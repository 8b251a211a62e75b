"""A provider that is asked through one way of getting in, over real HTTP."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import SecretStr

from probes.checks import canary
from probes.result import ProbeResult, Surface
from probes.runner import run_probe
from probes.spec import CredentialsSpec, Deadlines, ProbeSpec, ProviderSpec, StrictModel
from probes.transport import Transport

ANSWER = {"choices": [{"message": {"content": "x"}, "finish_reason": "stop"}]}


@pytest.fixture
def ask(serving: Any, in_json: Any) -> Callable[..., tuple[list[ProbeResult], list[Any]]]:
    """Run a canary some times; `token` answers at any path but that of completions."""

    def run(
        kind: str,
        make: Callable[[str], tuple[StrictModel, SecretStr | None]],
        *,
        token: Any = None,
        api: Any = None,
        times: int = 1,
    ) -> tuple[list[ProbeResult], list[Any]]:
        def reply(asked: Any) -> Any:
            is_api = asked.target.endswith("/chat/completions")
            given = api if is_api else token
            return given(asked) if given else in_json(ANSWER)

        async def all_runs() -> tuple[list[ProbeResult], list[Any]]:
            async with serving(reply) as server:
                settings, key = make(server.url)
                provider = ProviderSpec(
                    id="example",
                    name="Example",
                    wire="openai",
                    base_url=f"{server.url}/v1",
                    key=key,
                    model="small-1",
                    credentials=CredentialsSpec(kind=kind, settings=settings),
                )
                spec = ProbeSpec(
                    name="example/canary",
                    provider=provider,
                    surface=Surface.API,
                    check="canary",
                    options=canary.Options(task="arithmetic", stream=False),
                    every_s=60,
                    deadlines=Deadlines(total=10),
                )
                transport = Transport()
                results = [
                    await run_probe(spec, transport=transport, vantage="here") for _ in range(times)
                ]
                return results, server.asked

        return asyncio.run(all_runs())

    return run


@pytest.fixture
def shown() -> Callable[[list[ProbeResult]], str]:
    """All that results would show to people."""
    return lambda results: json.dumps([str(result) for result in results])
