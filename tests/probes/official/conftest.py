"""Pages as bytes."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest


@pytest.fixture
def page() -> Callable[[object], bytes]:
    return lambda content: json.dumps(content).encode()


@pytest.fixture
def ms() -> Callable[[str], int]:
    """The time of day on 11 March 2026 as epoch ms."""

    def at(clock: str) -> int:
        hour, minute = map(int, clock.split(":"))
        return round(datetime(2026, 3, 11, hour, minute, tzinfo=UTC).timestamp() * 1000)

    return at
