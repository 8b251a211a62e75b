import asyncio
import socket
from typing import Any

import pytest
from pydantic import ValidationError

from probes.checks import tcp
from probes.exchange import ExchangeFailed
from probes.result import Outcome


def listener() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0))


def test_a_listening_port_is_well_and_measured(context: Any) -> None:
    with listener() as server:
        options = tcp.Options(host="127.0.0.1", port=server.getsockname()[1])
        seen = asyncio.run(tcp.run(context(""), options))

    assert seen.outcome is Outcome.OK
    assert seen.timings.connect_ms is not None
    assert seen.timings.total_ms >= seen.timings.connect_ms > 0
    assert seen.timings.dns_ms is None  # the address is no name


def test_a_name_is_resolved_first(context: Any) -> None:
    with listener() as server:
        options = tcp.Options(host="localhost", port=server.getsockname()[1])
        seen = asyncio.run(tcp.run(context(""), options))

    assert seen.outcome is Outcome.OK
    assert seen.timings.dns_ms is not None


def test_a_slow_connection_breaks_the_limit(context: Any) -> None:
    with listener() as server:
        limit = {"connect": "< 0.001ms"}
        options = tcp.Options.model_validate(
            {"host": "127.0.0.1", "port": server.getsockname()[1], "expect": limit}
        )
        seen = asyncio.run(tcp.run(context(""), options))

    assert seen.outcome is Outcome.TOO_SLOW
    assert "connect: expected < 0.001ms" in (seen.detail or "")


def test_nobody_there_fails_in_the_connect_phase(context: Any) -> None:
    with listener() as server:
        port = server.getsockname()[1]
    with pytest.raises(ExchangeFailed, match="connection refused") as failed:
        asyncio.run(tcp.run(context(""), tcp.Options(host="127.0.0.1", port=port)))

    assert (failed.value.phase, failed.value.timed_out) == ("connect", False)


def test_a_port_that_takes_nobody_in_times_out(context: Any) -> None:
    # A full backlog: the kernel lets further handshakes wait.
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        address = server.getsockname()
        crowd = [socket.socket() for _ in range(4)]
        for each in crowd:
            each.setblocking(False)
            each.connect_ex(address)
        options = tcp.Options(host=address[0], port=address[1])
        given = context("")
        deadlines = type(given.deadlines)(connect=0.5)
        with pytest.raises(ExchangeFailed, match=r"no TCP connection within 0\.5 s") as failed:
            asyncio.run(given.transport.connect(*address, deadlines=deadlines))
        for each in crowd:
            each.close()

    assert (failed.value.phase, failed.value.timed_out) == ("connect", True)
    assert tcp.target(given.provider, options) == f"tcp://127.0.0.1:{address[1]}"


@pytest.mark.parametrize("host", ["https://db.internal", "db internal", "db:5432", "db/x", ""])
def test_what_is_no_host_is_refused(host: str) -> None:
    with pytest.raises(ValidationError, match="not a host name or address"):
        tcp.Options(host=host, port=1)


def test_an_ipv6_address_makes_a_url() -> None:
    options = tcp.Options(host="2001:db8::1", port=53)

    assert tcp.target(None, options) == "tcp://[2001:db8::1]:53"  # type: ignore[arg-type]
