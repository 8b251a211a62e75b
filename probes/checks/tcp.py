"""Opens a TCP connection and hangs up: whether a database, a proxy or a model server listens."""

from pydantic import Field

from probes import expect
from probes import request_parts as parts
from probes.checks import Context
from probes.result import Observation, Outcome, Surface
from probes.spec import ProviderSpec, StrictModel

SURFACE = Surface.DEPENDENCY


class Expect(StrictModel):
    """What a good connection keeps to."""

    connect: expect.AtMost | None = None
    """How soon the connection has to stand, such as `"< 200ms"`."""


class Options(StrictModel):
    """The keys of a tcp check."""

    host: parts.Host
    """The name or address to connect to."""
    port: int = Field(ge=1, le=65535)
    """The port to connect to."""
    expect: Expect = Expect()
    """What a good connection keeps to."""


def waiting_for(provider: ProviderSpec, options: Options) -> None:
    """Return nothing: all it needs stands in its options."""


def usage(provider: ProviderSpec, options: Options) -> None:
    """Return nothing: no tokens are spent."""


def target(provider: ProviderSpec, options: Options) -> str:
    """Return the address that is asked."""
    return parts.tcp_url(options.host, options.port)


async def run(context: Context, options: Options) -> Observation:
    """Connect once."""
    made = await context.transport.connect(options.host, options.port, deadlines=context.deadlines)
    speeds = expect.duration("connect", options.expect.connect, made.timings.connect_ms)
    seen = Observation(timings=made.timings, expectations=tuple(speeds))
    return expect.judged(seen, Outcome.TOO_SLOW, speeds)
