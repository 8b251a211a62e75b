import asyncio
from typing import Any

import pytest

from probes import network
from probes.exchange import ExchangeFailed, Request
from probes.nearness import Nearness, nearness
from probes.spec import Deadlines
from probes.stopwatch import ConnectionFailed
from probes.transport import Transport


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("8.8.8.8", Nearness.PUBLIC),
        ("2606:4700::1111", Nearness.PUBLIC),
        ("10.1.2.3", Nearness.PRIVATE),
        ("172.16.0.1", Nearness.PRIVATE),
        ("192.168.1.1", Nearness.PRIVATE),
        ("100.64.0.1", Nearness.PRIVATE),
        ("fd12::1", Nearness.PRIVATE),
        ("224.0.0.1", Nearness.PRIVATE),
        ("127.0.0.1", Nearness.LOOPBACK),
        ("127.8.8.8", Nearness.LOOPBACK),
        ("::1", Nearness.LOOPBACK),
        ("0.0.0.0", Nearness.LOOPBACK),
        ("::", Nearness.LOOPBACK),
        ("::ffff:127.0.0.1", Nearness.LOOPBACK),
        ("169.254.169.254", Nearness.LINK),
        ("::ffff:169.254.169.254", Nearness.LINK),
        ("64:ff9b::a9fe:a9fe", Nearness.LINK),
        ("2002:a9fe:a9fe::", Nearness.LINK),
        ("fe80::1%eth0", Nearness.LINK),
        ("fd00:ec2::254", Nearness.LINK),
        ("168.63.129.16", Nearness.LINK),
        ("100.100.100.200", Nearness.LINK),
        ("192.0.0.192", Nearness.LINK),
    ],
)
def test_each_address_has_its_place(address: str, where: Nearness) -> None:
    assert nearness(address) is where


def ask(url: str, sent_by: str) -> ExchangeFailed:
    async def run() -> ExchangeFailed:
        transport = Transport()
        request = Request(method="GET", url=url, sent_by=sent_by)
        try:
            with pytest.raises(ExchangeFailed) as caught:
                await transport.exchange(request, deadlines=Deadlines())
        finally:
            await transport.aclose()
        return caught.value

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("url", "sent_by"),
    [
        ("http://127.0.0.1:9/", "8.8.8.8"),
        ("http://localhost:9/", "10.0.0.1"),
        ("http://2130706433:9/", "8.8.8.8"),
        ("http://10.0.0.1/", "8.8.8.8"),
        ("http://169.254.169.254/", "127.0.0.1"),
    ],
)
def test_nobody_sends_us_nearer_than_he_is(url: str, sent_by: str) -> None:
    error = ask(url, sent_by)

    assert (error.is_too_near, error.is_malformed) == (True, True)
    assert error.timings.connect_ms is None
    assert f"{sent_by} sends us to " in str(error)


def test_one_as_near_may() -> None:
    error = ask("http://127.0.0.1:9/", "127.0.0.1")

    assert not error.is_too_near
    assert error.phase == "connect"


def test_a_name_that_points_inward_is_refused_at_the_address_that_is_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_up: list[str] = []

    def rebinding(host: str, port: int) -> tuple[tuple[int, Any], float]:
        looked_up.append(host)
        return (2, ("8.8.8.8" if len(looked_up) > 1 else "10.0.0.1", port)), 0.0

    monkeypatch.setattr(network, "_look_up", rebinding)
    error = ask("http://api.example/", "8.8.8.8")

    assert error.is_too_near
    assert looked_up == ["api.example"]


def test_an_ipv6_address_without_ipv6_is_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_ipv6(*_: Any) -> None:
        raise OSError(97, "Address family not supported by protocol")

    async def run() -> str:
        monkeypatch.setattr(network.socket, "socket", without_ipv6)
        with pytest.raises(ConnectionFailed) as caught:
            await network._connected(10, ("::1", 9, 0, 0), "::1")
        monkeypatch.undo()
        return str(caught.value)

    assert "no connection to ::1 port 9" in asyncio.run(run())
