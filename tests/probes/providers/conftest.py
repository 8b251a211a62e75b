"""Providers, and replies fed in pieces of any size."""

import itertools
import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import SecretStr

from probes.providers import ReplyReader
from probes.spec import ProviderSpec

KEY = "sk-marker-5d1f9c2e7a"


@pytest.fixture
def provider() -> Callable[..., ProviderSpec]:
    """A provider with a key, and whatever a test wants to say about it."""

    def make(**said: Any) -> ProviderSpec:
        usual: dict[str, Any] = {
            "id": "example",
            "name": "Example",
            "base_url": "https://api.example.com/v1",
            "key": SecretStr(KEY),
            "model": "small-1",
        }
        return ProviderSpec(**(usual | said))

    return make


@pytest.fixture
def sse() -> Callable[..., bytes]:
    """A stream of `data:` events, each an object or text."""

    def encode(*events: object) -> bytes:
        lines = [each if isinstance(each, str) else json.dumps(each) for each in events]
        return "".join(f"data: {line}\n\n" for line in lines).encode()

    return encode


@pytest.fixture
def read() -> Callable[..., ReplyReader]:
    """Feed a body to a reader, cut at the given places, and end it unless it has finished."""

    def feed(reader: ReplyReader, body: bytes, cuts: list[int] | None = None) -> ReplyReader:
        edges = [0, *sorted(cut % (len(body) + 1) for cut in cuts or []), len(body)]
        for start, stop in itertools.pairwise(edges):
            reader.feed(body[start:stop])
        if not reader.is_finished:
            reader.end()
        return reader

    return feed
