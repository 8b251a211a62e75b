"""A notice to send, and a way of sending it."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from incidents.incident import Facet, Scope, State
from probes.transport import Transport
from publish.alerts.channel import channel_of
from publish.alerts.notice import Happened, Kind, Notice
from publish.alerts.target import Target


@pytest.fixture
def notice() -> Callable[..., Notice]:
    """A plausible notice, with whatever a test wants to say about it."""

    def make(**said: Any) -> Notice:
        plausible: dict[str, Any] = {
            "id": "0123456789abcdef",
            "thread": "incident:borealis-1",
            "kind": Kind.INCIDENT,
            "happened": Happened.OPENED,
            "headline": "Borealis is down",
            "sentence": "30 of the last 30 canaries failed with overloaded",
            "provider": "borealis",
            "title": "Borealis",
            "state": State.OUTAGE,
            "at_ms": 1_790_000_009_000,
            "started_at_ms": 1_790_000_000_000,
            "scope": Scope.API,
            "worst": State.OUTAGE,
            "facets": (Facet.ERRORS,),
            "link": "http://here/provider?provider=borealis",
        }
        return Notice(**{**plausible, **said})

    return make


@pytest.fixture
def send() -> Callable[..., None]:
    """Send notices by the channel of a target."""

    def now(target: Target, *notices: Notice) -> None:
        async def once() -> None:
            transport = Transport()
            await channel_of(target).send(notices, target, transport)
            await transport.aclose()

        asyncio.run(once())

    return now
