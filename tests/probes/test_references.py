import asyncio
import socket
from collections.abc import Iterator

import pytest

from probes.references import References, is_beyond_this_network


@pytest.fixture
def open_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def closed_port() -> Iterator[int]:
    # Bound but not listening: connections are refused, and nobody else can take the port.
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


def can_see(*ports: int) -> bool:
    return asyncio.run(References([f"tcp://127.0.0.1:{port}" for port in ports]).can_see())


def test_we_see_while_at_least_half_of_the_references_answer(
    open_port: int, closed_port: int
) -> None:
    assert can_see(open_port)
    assert can_see(open_port, open_port, closed_port)
    assert can_see(open_port, closed_port)
    assert not can_see(open_port, closed_port, closed_port)
    assert not can_see(closed_port)


def test_without_references_we_believe_what_we_see() -> None:
    assert can_see()


def test_a_silent_reference_does_not_hold_up_the_answer() -> None:
    # A full backlog of a listener that never accepts leaves further connections hanging.
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server:
        address = server.getsockname()
        fillers = [socket.socket() for _ in range(3)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(address)
        references = References([f"tcp://127.0.0.1:{address[1]}"], timeout_s=0.05)

        assert asyncio.run(references.can_see()) is False

        for filler in fillers:
            filler.close()


def test_the_answer_is_remembered_for_a_while_then_asked_anew(open_port: int) -> None:
    now_s = 0.0

    async def scenario() -> list[bool]:
        nonlocal now_s
        server = await asyncio.start_server(lambda _r, w: w.close(), "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        references = References([f"tcp://127.0.0.1:{port}"], remember_s=5.0, clock_s=lambda: now_s)
        answers = [await references.can_see()]
        server.close()
        await server.wait_closed()
        answers.append(await references.can_see())
        now_s = 6.0
        answers.append(await references.can_see())
        return answers

    assert asyncio.run(scenario()) == [True, True, False]


@pytest.mark.parametrize(
    ("url", "beyond"),
    [
        ("https://api.example.com/v1", True),
        ("https://93.184.216.34/v1", True),
        ("http://127.0.0.1:8000/v1", False),
        ("http://[::1]:8000/v1", False),
        ("http://localhost:11434", False),
        ("http://10.0.0.5:8000/v1", False),
        (None, True),
    ],
)
def test_only_targets_beyond_this_network_are_lost_with_the_internet(
    url: str | None, beyond: bool
) -> None:
    assert is_beyond_this_network(url) is beyond


@pytest.mark.parametrize(
    "target", ["1.1.1.1:443", "https://1.1.1.1", "tcp://1.1.1.1", "tcp://:443"]
)
def test_a_malformed_reference_is_refused_with_the_right_form(target: str) -> None:
    with pytest.raises(ValueError, match=r"tcp://host:port"):
        References([target])
