import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import trustme

from probes.checks import tls
from probes.exchange import ExchangeFailed
from probes.result import Observation, Outcome
from probes.transport import Transport


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@asynccontextmanager
async def serving(certificate: trustme.LeafCert) -> AsyncIterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)

    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]


def look(
    given: Any, authority: trustme.CA, *names: str, days: float = 90, **options: Any
) -> Observation:
    """Look at a certificate for `names` that `authority` gave for some days more."""
    certificate = authority.issue_cert(
        *(names or ("localhost",)),
        not_before=datetime.now(UTC) - timedelta(days=400),
        not_after=datetime.now(UTC) + timedelta(days=days),
    )
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    given = replace(given, transport=Transport(trust))

    async def once() -> Observation:
        async with serving(certificate) as port:
            said = {"host": "localhost", "port": port, **options}
            return await tls.run(given, tls.Options.model_validate(said))

    return asyncio.run(once())


def test_a_good_certificate_is_well_and_its_end_is_told(
    context: Any, authority: trustme.CA
) -> None:
    seen = look(context(""), authority)

    assert seen.outcome is Outcome.OK
    assert seen.timings.tls_ms is not None
    assert seen.timings.total_ms >= seen.timings.tls_ms
    (valid_for,) = seen.expectations
    until = datetime.now(UTC) + timedelta(days=90)
    assert valid_for.expected == "> 14d"
    assert valid_for.got == f"90.0 days, until {until:%Y-%m-%d}"


def test_one_that_soon_expires_is_told_while_it_still_serves(
    context: Any, authority: trustme.CA
) -> None:
    seen = look(context(""), authority, days=10)

    assert seen.outcome is Outcome.WRONG_ANSWER
    assert seen.outcome.is_answered
    assert "valid for: expected > 14d, got 10.0 days" in (seen.detail or "")
    assert look(context(""), authority, days=10, expect={"valid_for": "> 9d"}).outcome == "ok"


def test_a_slow_handshake_breaks_the_limit(context: Any, authority: trustme.CA) -> None:
    seen = look(context(""), authority, expect={"handshake": "< 0.001ms"})

    assert seen.outcome is Outcome.TOO_SLOW


@pytest.mark.parametrize(
    ("names", "days", "reason"),
    [(("localhost",), -1, "expired"), (("other.example",), 90, "[Hh]ostname mismatch")],
)
def test_one_that_nobody_should_trust_fails_in_the_tls_phase(
    context: Any, authority: trustme.CA, names: tuple[str, ...], days: int, reason: str
) -> None:
    with pytest.raises(ExchangeFailed, match=reason) as failed:
        look(context(""), authority, *names, days=days)

    assert (failed.value.phase, failed.value.timed_out) == ("tls", False)


def test_an_unknown_authority_is_refused(context: Any, authority: trustme.CA) -> None:
    stranger = authority.issue_cert("localhost")

    async def once() -> None:
        async with serving(stranger) as port:
            await tls.run(context(""), tls.Options(host="localhost", port=port))

    with pytest.raises(ExchangeFailed, match="certificate of localhost was refused"):
        asyncio.run(once())


def test_another_name_may_be_asked_for_than_is_connected_to(
    context: Any, authority: trustme.CA
) -> None:
    seen = look(context(""), authority, "api.example", host="127.0.0.1", server_name="api.example")

    assert seen.outcome is Outcome.OK
