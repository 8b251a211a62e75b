"""Looks at a server's TLS certificate: whether it is trusted, of the right name, and for how long.

A handshake that fails (an unknown authority, another name, an expired certificate, no TLS at
all) is the outcome `tls`, with the reason. One that will soon expire still serves: the outcome
is then `wrong_answer`, and counts as answered.
"""

import ssl
import time
from datetime import UTC, datetime

from pydantic import Field

from probes import expect
from probes import request_parts as parts
from probes.checks import Context
from probes.result import Expectation, Observation, Outcome, Surface
from probes.spec import ProviderSpec, StrictModel

SURFACE = Surface.DEPENDENCY

_DAY_S = 86_400


class Expect(StrictModel):
    """What a good certificate keeps to."""

    valid_for: expect.Longer = expect.parse_longer("> 14d")
    """How long it has to stay valid, such as `"> 14d"`."""
    handshake: expect.AtMost | None = None
    """How soon the handshake has to be done, such as `"< 300ms"`."""


class Options(StrictModel):
    """The keys of a tls check."""

    host: parts.Host
    """The name or address to connect to."""
    port: int = Field(default=443, ge=1, le=65535)
    """The port to connect to."""
    server_name: parts.Host | None = None
    """The name to ask for and to find in the certificate; by default that of the host."""
    expect: Expect = Expect()
    """What a good certificate keeps to."""


def waiting_for(provider: ProviderSpec, options: Options) -> None:
    """Return nothing: all it needs stands in its options."""


def usage(provider: ProviderSpec, options: Options) -> None:
    """Return nothing: no tokens are spent."""


def target(provider: ProviderSpec, options: Options) -> str:
    """Return the address that is asked."""
    return parts.tcp_url(options.host, options.port)


async def run(context: Context, options: Options) -> Observation:
    """Shake hands once and read the certificate."""
    made = await context.transport.connect(
        options.host,
        options.port,
        tls_name=options.server_name or options.host,
        deadlines=context.deadlines,
    )
    expires_s = ssl.cert_time_to_seconds((made.certificate or {})["notAfter"])
    left_s = expires_s - time.time()
    valid_for = Expectation(
        name="valid for",
        expected=str(options.expect.valid_for),
        got=f"{left_s / _DAY_S:.1f} days, until {datetime.fromtimestamp(expires_s, UTC):%Y-%m-%d}",
        held=options.expect.valid_for.holds(left_s),
    )
    speeds = expect.duration("handshake", options.expect.handshake, made.timings.tls_ms)
    seen = Observation(timings=made.timings, expectations=(valid_for, *speeds))
    if not valid_for.held:
        return expect.judged(seen, Outcome.WRONG_ANSWER, [valid_for])
    return expect.judged(seen, Outcome.TOO_SLOW, speeds)
