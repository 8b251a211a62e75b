"""A name server on loopback that lies, stalls or talks nonsense."""

import asyncio
import errno
import socket
from collections.abc import Callable, Mapping
from types import TracebackType

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

HOST = "127.0.0.1"
ADDRESS = "203.0.113.7"
"""What an honest answer says: an address of RFC 5737, which nobody has."""

Lie = Callable[[dns.message.Message], bytes]
"""From a question to the datagram that answers it, empty where none does."""

_TIMES_OUT = b""


def _answer(
    query: dns.message.Message,
    *records: tuple[str, str],
    code: dns.rcode.Rcode = dns.rcode.NOERROR,
    name: str | None = None,
    is_cut: bool = False,
) -> dns.message.Message:
    response = dns.message.make_response(query)
    response.set_rcode(code)
    if is_cut:
        response.flags |= dns.flags.TC
    owner = name or str(query.question[0].name)
    for kind, text in records:
        response.answer.append(dns.rrset.from_text(owner, 60, "IN", kind, text))
    return response


def _honest(query: dns.message.Message) -> bytes:
    return _answer(query, ("A", ADDRESS)).to_wire()


def _coded(code: dns.rcode.Rcode) -> Lie:
    return lambda query: _answer(query, code=code).to_wire()


def _other_id(query: dns.message.Message) -> bytes:
    honest = _honest(query)
    return bytes((honest[0] ^ 0xFF, honest[1])) + honest[2:]


def _other_question(query: dns.message.Message) -> bytes:
    asked = dns.message.make_query("other.example.", "A")
    asked.id = query.id
    return _honest(asked)


def _pointing_at_itself(query: dns.message.Message) -> bytes:
    # A name that is a compression pointer to itself (RFC 1035, 4.1.4).
    head = query.to_wire()
    return head[:2] + b"\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00" + b"\xc0\x0c\x00\x01\x00\x01" * 2


def _round_in_a_circle(query: dns.message.Message) -> bytes:
    return _answer(query, ("CNAME", str(query.question[0].name))).to_wire()


LIES: Mapping[str, Lie] = {
    "an honest answer": _honest,
    "no answer": lambda _: _TIMES_OUT,
    "the name does not exist": _coded(dns.rcode.NXDOMAIN),
    "the name has no such record": _coded(dns.rcode.NOERROR),
    "the server fails": _coded(dns.rcode.SERVFAIL),
    "the server refuses": _coded(dns.rcode.REFUSED),
    "an answer under another id": _other_id,
    "an answer to another question": _other_question,
    "a record of another name": lambda query: _answer(
        query, ("A", ADDRESS), name="other.example."
    ).to_wire(),
    "a name that is its own alias": _round_in_a_circle,
    "a name that points at itself": _pointing_at_itself,
    "the question sent back": lambda query: query.to_wire(),
    "half an answer": lambda query: _honest(query)[:-6],
    "random bytes": lambda _: bytes(range(256)),
    "a datagram of a byte": lambda _: b"\x00",
    "cut short, and nobody listens on TCP": lambda query: _answer(query, is_cut=True).to_wire(),
}
"""What the name server may say, under the words that people read of it."""


class NameServer(asyncio.DatagramProtocol):
    """Answers every question with `lie`, from `async with` to the end of the block."""

    def __init__(self, lie: Lie) -> None:
        self._lie = lie
        self._transport: asyncio.DatagramTransport | None = None
        self._tcp: socket.socket | None = None

    @property
    def address(self) -> str:
        """Where it listens, as `127.0.0.1:5353`.

        Raises:
            RuntimeError: before it listens.
        """
        if self._transport is None:
            raise RuntimeError("the name server is not running: start it first")
        return f"{HOST}:{self._transport.get_extra_info('sockname')[1]}"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep where to answer."""
        self._transport = transport  # type: ignore[assignment]

    def datagram_received(self, data: bytes, address: tuple[str | object, int]) -> None:
        """Answer one question."""
        if self._transport and (said := self._lie(dns.message.from_wire(data))):
            self._transport.sendto(said, address)

    async def __aenter__(self) -> "NameServer":
        loop = asyncio.get_running_loop()
        while True:
            # Held, and not listened on: whoever comes by TCP is refused, by nobody else's program.
            self._tcp = socket.socket()
            self._tcp.bind((HOST, 0))
            try:
                await loop.create_datagram_endpoint(
                    lambda: self, local_addr=self._tcp.getsockname()
                )
            except OSError as error:
                self._tcp.close()
                # What is free on TCP may be somebody's on UDP.
                if error.errno != errno.EADDRINUSE:
                    raise
            else:
                return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._transport:
            self._transport.close()
        if self._tcp:
            self._tcp.close()
