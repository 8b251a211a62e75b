"""The name server that lies."""

import asyncio
import socket
from contextlib import ExitStack
from typing import Any

import pytest

from simulator.name_server import HOST, LIES, NameServer


def test_a_port_that_is_taken_on_udp_alone_is_left_to_whoever_has_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def serve(others: ExitStack) -> None:
        taken: list[int] = []
        loop = asyncio.get_running_loop()
        listen = loop.create_datagram_endpoint

        async def behind_another(*args: Any, local_addr: tuple[str, int], **options: Any) -> Any:
            if len(taken) < 2:
                other = others.enter_context(socket.socket(type=socket.SOCK_DGRAM))
                other.bind(local_addr)
                taken.append(local_addr[1])
            return await listen(*args, local_addr=local_addr, **options)

        monkeypatch.setattr(loop, "create_datagram_endpoint", behind_another)
        async with NameServer(LIES["an honest answer"]) as server:
            port = int(server.address.removeprefix(f"{HOST}:"))
            assert len(taken) == 2
            assert port not in taken
            with pytest.raises(ConnectionRefusedError):
                await asyncio.open_connection(HOST, port)

    with ExitStack() as others:
        asyncio.run(serve(others))
