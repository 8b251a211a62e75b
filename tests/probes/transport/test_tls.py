"""TLS has a phase of its own, and a bad certificate fails in it."""

import asyncio
import contextlib
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme

from probes.exchange import Exchange, Request
from probes.spec import Deadlines
from tests.probes.transport.loopback import (
    HELLO,
    NOISE_MS,
    PATIENT,
    ask,
    ask_in_vain,
    fail,
    over_tls,
    replying,
    serving,
    silent,
    transporting,
)


def test_tls_has_a_phase_of_its_own(authority: trustme.CA) -> None:
    exchange = ask(replying(0.1, HELLO), **over_tls(authority, "localhost"), host="localhost")

    assert exchange.body == b"hello"
    timings = exchange.timings
    assert timings.tls_ms is not None
    assert timings.ttfb_ms is not None
    assert 0 < timings.tls_ms < NOISE_MS
    assert timings.ttfb_ms > 90


def test_of_many_handshakes_at_once_each_lets_the_loop_read_what_came_for_others(
    authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns, handshakes = 0, []
    do_handshake = ssl.SSLObject.do_handshake

    def noting(tls: ssl.SSLObject) -> None:
        if not tls.server_side:
            handshakes.append(turns)
        do_handshake(tls)

    async def many() -> list[Exchange]:
        nonlocal turns
        contexts = over_tls(authority, "localhost")
        async with (
            serving(replying(HELLO), contexts["server_context"]) as server,
            transporting(contexts["client_context"]) as client,
        ):
            request = Request(method="GET", url=f"https://localhost:{server.port}/")
            asking = asyncio.gather(
                *(client.exchange(request, deadlines=PATIENT) for _ in range(20))
            )
            while not asking.done():
                await asyncio.sleep(0)
                turns += 1
            return await asking

    monkeypatch.setattr(ssl.SSLObject, "do_handshake", noting)
    exchanges = asyncio.run(many())

    assert [exchange.body for exchange in exchanges] == [b"hello"] * 20
    assert len(handshakes) >= 40
    assert len({*handshakes}) == len(handshakes)


def test_a_server_that_never_shakes_hands_times_out_in_the_tls_phase() -> None:
    error = ask_in_vain(silent(), scheme="https", deadlines=Deadlines(connect=0.3))

    assert (error.phase, error.timed_out) == ("tls", True)
    assert error.timings.connect_ms is not None
    assert error.timings.tls_ms is None


@pytest.mark.parametrize(
    ("host", "options", "said"),
    [
        ("localhost", {"not_after": datetime.now(UTC) - timedelta(days=1)}, "expired"),
        ("other.example", {}, "not valid for 'localhost'"),
    ],
)
def test_a_bad_certificate_fails_in_the_tls_phase_and_says_why(
    authority: trustme.CA, host: str, options: dict[str, Any], said: str
) -> None:
    error = ask_in_vain(replying(HELLO), **over_tls(authority, host, **options), host="localhost")

    assert (error.phase, error.timed_out) == ("tls", False)
    assert said in str(error)
    assert error.timings.connect_ms is not None


def test_a_certificate_of_an_unknown_authority_is_refused_by_default(
    authority: trustme.CA,
) -> None:
    contexts = over_tls(authority, "localhost") | {"client_context": None}
    error = ask_in_vain(replying(HELLO), **contexts, host="localhost")

    assert error.phase == "tls"
    assert "the certificate of localhost was refused" in str(error)


def test_ssl_cert_file_is_honoured(
    authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    contexts = over_tls(authority, "localhost") | {"client_context": None}

    assert ask(replying(HELLO), **contexts, host="localhost").status == 200


def test_a_server_without_tls_fails_in_the_tls_phase() -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def shout() -> None:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):
            connection.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")
            while connection.recv(4096):
                pass

    with listener:
        thread = threading.Thread(target=shout)
        thread.start()
        error = fail(f"https://127.0.0.1:{listener.getsockname()[1]}/")
        thread.join()

    assert (error.phase, error.timed_out) == ("tls", False)
    assert "TLS handshake" in str(error)


def test_the_certificates_are_loaded_once_for_all_exchanges(
    monkeypatch: pytest.MonkeyPatch, authority: trustme.CA
) -> None:
    loaded: list[ssl.SSLContext] = []
    contexts = over_tls(authority, "localhost")

    def load() -> ssl.SSLContext:
        loaded.append(contexts["client_context"])
        return contexts["client_context"]

    async def run() -> None:
        answer = replying(HELLO)
        async with serving(answer, contexts["server_context"]) as server, transporting() as client:
            request = Request(method="GET", url=f"https://localhost:{server.port}/")
            for fresh in (True, True, False):
                await client.exchange(request, deadlines=PATIENT, fresh_connection=fresh)

    monkeypatch.setattr(httpx, "create_ssl_context", load)
    asyncio.run(run())
    assert len(loaded) == 1
