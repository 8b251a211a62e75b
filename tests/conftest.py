"""What every test may rely on; `fixtures` has most of it."""

import gc
import signal
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from hypothesis import settings

from monitor.ports import reserved_port

pytest_plugins = (  # each before what imports it
    "tests.fixtures.failures",
    "tests.fixtures.commands",
    "tests.fixtures.databases",
    "tests.fixtures.house",
    "tests.fixtures.receivers",
)


# How long an example takes tells how busy the machine is, and nothing of what is tested.
settings.register_profile("brownout", deadline=None)
settings.load_profile("brownout")

# What a script puts into the background ignores Ctrl-C, and so would all that tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

T = TypeVar("T")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--run-e2e",
        action="store_true",
        help="also run what needs servers and SDKs from public registries",
    )


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Set aside what lasts as long as the tests, which each garbage collection would look at."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture
def eventually() -> Callable[..., object]:
    """Ask again and again until the answer is a true one, and return it."""

    def wait(question: Callable[[], T], within_s: float = 40.0) -> T:
        give_up = time.monotonic() + within_s
        while not (answer := question()):
            assert time.monotonic() < give_up, "it never came to that"
            time.sleep(0.05)
        return answer

    return wait


@pytest.fixture
def free_port() -> Iterator[int]:
    with reserved_port() as port:
        yield port
