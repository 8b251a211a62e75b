"""What passes between a check and the network: requests, answers, and how they fail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from probes.result import Timings

# What is kept of a body that a reader reads, or of a refusal, as evidence.
EVIDENCE_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to send. Header values may hold secrets: a Request is never logged or stored.

    `sent_by` is the address of the server that named this URL, None where the operator did: a
    server may send us to no address that is nearer to us than its own (`probes.nearness`).
    """

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    sent_by: str | None = None


class Reader(Protocol):
    """Whoever reads a body as it arrives: see `probes.providers.ReplyReader`."""

    pieces: int
    is_finished: bool

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the body."""

    def end(self) -> None:
        """Note that the body ended without the end marker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One answered request: status, headers (names in lower case), body and timings.

    `body` holds at most the exchange's `max_body_bytes`; where a reader read it, its first
    `EVIDENCE_BYTES`. `pieces` is how many pieces of content the reader saw and `content_ms`
    the time between the first and the last of them, None for fewer than two. `peer` is the
    address that answered, None on a connection that was kept from before.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    timings: Timings
    pieces: int = 0
    content_ms: float | None = None
    peer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A connection that came about and was closed again.

    `certificate` is what `ssl.SSLSocket.getpeercert` returns, None without TLS.
    """

    timings: Timings
    certificate: Mapping[str, Any] | None = None


class ExchangeFailed(Exception):
    """The exchange did not complete: which phase failed, how, and what was measured until then.

    `phase` is one of dns, connect, tls, send, first_byte, first_content, silence, body, total.
    `exchange` holds what had been answered so far, None before the response headers.
    `is_malformed` tells that the server spoke, but not by the rules: no HTTP, a body beyond
    the limit, an encoding that was not asked for. `is_ours` tells that this process could not
    keep up, which says nothing about the server, `is_too_near` that another server had sent us
    to an address which is none of its business; then `is_malformed` too.
    """

    def __init__(
        self,
        message: str,
        *,
        phase: str,
        timed_out: bool,
        timings: Timings,
        exchange: Exchange | None = None,
        is_dns_temporary: bool = False,
        is_malformed: bool = False,
        is_ours: bool = False,
        is_too_near: bool = False,
    ) -> None:
        super().__init__(message)
        self.phase = phase
        self.timed_out = timed_out
        self.timings = timings
        self.exchange = exchange
        self.is_dns_temporary = is_dns_temporary
        self.is_malformed = is_malformed
        self.is_ours = is_ours
        self.is_too_near = is_too_near
