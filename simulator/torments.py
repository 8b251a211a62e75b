"""What the torture server can do: each way to fail, under the words that people read of it."""

import asyncio
import contextlib
import gzip
import os
import socket
from collections.abc import Mapping

from simulator.torture import Torment, Victim, floods, sends, shouts

BODY = b'{"status":"ok"}'
_LINE = b"HTTP/1.1 200 OK\r\n"
_LENGTH = b"content-length: 15\r\n"
_CHUNKED = _LINE + b"transfer-encoding: chunked\r\n\r\n"
_CHUNK = b"f\r\n" + BODY + b"\r\n"
_LAST = b"0\r\n\r\n"
_TICK_S = 0.05

GOOD = _LINE + _LENGTH + b"\r\n" + BODY
"""A valid answer, to be told apart from what is nearly one."""


def _head(*lines: bytes, status: bytes = b"200 OK") -> bytes:
    return b"".join((b"HTTP/1.1 ", status, b"\r\n", *(line + b"\r\n" for line in lines), b"\r\n"))


def _moved(to: str) -> Torment:
    return sends(_head(b"location: " + to.encode(), b"content-length: 0", status=b"302 Found"))


def _pause(victim: Victim) -> socket.socket:
    transport = victim.writer.transport
    transport.pause_reading()  # type: ignore[attr-defined]
    peer: socket.socket = transport.get_extra_info("socket")
    # A small buffer is full sooner.
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    return peer


async def _take_nothing(victim: Victim) -> None:
    _pause(victim)
    await victim.hold()


async def _take_bytewise(victim: Victim) -> None:
    peer = _pause(victim)
    while True:
        await asyncio.sleep(_TICK_S)
        with contextlib.suppress(BlockingIOError):
            os.read(peer.fileno(), 1)


async def _loop(victim: Victim) -> None:
    asked = (await victim.take_request()).split(b" ")[1].decode()
    await victim.send(_head(f"location: {asked}x".encode(), b"content-length: 0", status=b"302 F"))


async def _bomb(victim: Victim) -> None:
    await victim.take_request()
    body = gzip.compress(bytes(10_000_000))
    size = f"content-length: {len(body)}".encode()
    await victim.send(_head(b"content-encoding: gzip", size) + body)


def _encoded(encoding: bytes) -> Torment:
    return sends(_head(b"content-encoding: " + encoding, b"content-length: 15") + BODY)


SLOWNESS: Mapping[str, Torment] = {
    "never takes the request": _take_nothing,
    "takes the request a byte at a time": _take_bytewise,
    "takes the request and says nothing": sends(then="hold"),
    "sends its headers a byte at a time": floods(_LINE + b"x-slow: ", b"y", _TICK_S),
    "sends half of its headers, then nothing": sends(GOOD[:20], then="hold"),
    "sends its body a byte at a time": floods(_LINE + b"\r\n", b" ", _TICK_S),
    "sends half of its body, then nothing": sends(GOOD[:-7], then="hold"),
    "ends no body though it is whole": sends(_LINE + b"\r\n" + BODY, then="hold"),
}
FLOODS: Mapping[str, Torment] = {
    "headers without an end": floods(_LINE, b"x-more: " + b"y" * 56 + b"\r\n"),
    "one header of a megabyte": sends(_head(b"x-long: " + b"y" * 1_000_000) + BODY),
    "a status line without an end": floods(b"HTTP/1.1 200 ", b"O" * 64),
    "interim answers without an end": floods(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "a body without an end": floods(_LINE + b"\r\n", b" " * 65536),
    "chunks of a byte without an end": floods(_CHUNKED, b"1\r\n \r\n" * 100, 0.001),
    "a chunk extension without an end": floods(_CHUNKED, b"1;" + b"x" * 65536),
    "trailers without an end": floods(_CHUNKED + _CHUNK + b"0\r\n", b"x-more: y\r\n" * 100),
    "90 kB of headers, then a good body": sends(
        _head(*[b"x-%d: " % number + b"y" * 80 for number in range(1000)], _LENGTH.strip()) + BODY
    ),
}
COMPRESSION: Mapping[str, Torment] = {
    "a gzip bomb": _bomb,
    "an encoding that nobody asked for": _encoded(b"br"),
    "several encodings over each other": _encoded(b"gzip, gzip, gzip, gzip"),
    "gzip as a transfer encoding": sends(
        _head(b"transfer-encoding: gzip, chunked") + _CHUNK + _LAST
    ),
}
REDIRECTS: Mapping[str, Torment] = {
    "redirects for ever": _loop,
    "redirects to a metadata service": _moved("http://169.254.169.254/latest/meta-data/"),
    "redirects to it over IPv6": _moved("http://[fd00:ec2::254]/latest/meta-data/"),
    "redirects to it as IPv4 in IPv6": _moved("http://[::ffff:169.254.169.254]/"),
    "redirects to it as one number": _moved("http://2852039166/"),
    "redirects to a file": _moved("file:///etc/passwd"),
    "redirects to another scheme": _moved("gopher://127.0.0.1:25/_HELO"),
    "redirects to nowhere": _moved("http://[::1"),
    "redirects with a line break in the address": _moved("/a%0d%0aset-cookie:x"),
}
INWARD: Mapping[str, Torment] = {
    "redirects from afar into a private network": _moved("http://10.1.2.3/"),
    "redirects from afar to this machine": _moved("http://127.0.0.1:9/"),
    "redirects from afar to a name of this machine": _moved("http://localhost:9/"),
}
"""Redirects that only a server can misuse that is farther away than loopback."""
SMUGGLING: Mapping[str, Torment] = {
    "two lengths that differ": sends(_head(b"content-length: 5", b"content-length: 15") + BODY),
    "one length, twice": sends(_head(b"content-length: 15", b"content-length: 15") + BODY),
    "a length and chunks": sends(
        _head(b"content-length: 5", b"transfer-encoding: chunked") + _CHUNK + _LAST
    ),
    "a negative length": sends(_head(b"content-length: -15") + BODY),
    "a length that is no number": sends(_head(b"content-length: 0x0f") + BODY),
    "a length beyond all memory": sends(_head(b"content-length: " + b"9" * 30) + BODY),
    "a length with a sign": sends(_head(b"content-length: +15") + BODY),
    "an unknown transfer encoding": sends(_head(b"transfer-encoding: cow") + BODY),
    "chunked, written otherwise": sends(_head(b"transfer-encoding: \x0bchunked") + _CHUNK + _LAST),
    "a chunk size that is no number": sends(_CHUNKED + b"zz\r\n" + BODY + b"\r\n" + _LAST),
    "a negative chunk size": sends(_CHUNKED + b"-f\r\n" + BODY + b"\r\n" + _LAST),
    "a chunk size beyond all memory": sends(_CHUNKED + b"f" * 40 + b"\r\n" + BODY),
    "a chunk longer than its size": sends(_CHUNKED + b"5\r\n" + BODY + b"\r\n" + _LAST),
    "a folded header": sends(_head(b"x-folded: a\r\n b", _LENGTH.strip()) + BODY),
    "bare line feeds": sends(GOOD.replace(b"\r\n", b"\n")),
    "bare carriage returns": sends(GOOD.replace(b"\r\n", b"\r")),
    "a blank before a header's colon": sends(_head(b"content-length : 15") + BODY),
    "a NUL in a header": sends(_head(b"x-nul: a\x00b", _LENGTH.strip()) + BODY),
    "a header without a name": sends(_head(b": nameless", _LENGTH.strip()) + BODY),
    "a second answer behind the first": sends(GOOD + GOOD),
    "an answer before the request is read": shouts(GOOD),
}
NO_HTTP: Mapping[str, Torment] = {
    "closes without a word": sends(),
    "resets without a word": sends(then="reset"),
    "speaks HTTP/0.9": sends(BODY),
    "speaks HTTP/1.0": sends(GOOD.replace(b"HTTP/1.1", b"HTTP/1.0")),
    "speaks HTTP/2 to a client of HTTP/1.1": sends(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" * 9),
    "speaks a version that does not exist": sends(GOOD.replace(b"HTTP/1.1", b"HTTP/9.9")),
    "speaks SSH": sends(b"SSH-2.0-OpenSSH_9.9\r\n"),
    "sends random bytes": sends(bytes(range(256)) * 64),
    "a status of two digits": sends(GOOD.replace(b"200", b"20")),
    "status 000": sends(GOOD.replace(b"200", b"000")),
    "status 999": sends(GOOD.replace(b"200", b"999")),
    "switches protocols unasked": sends(_head(b"upgrade: h2c", status=b"101 Switching") + BODY),
    "no content, with content": sends(_head(_LENGTH.strip(), status=b"204 No Content") + BODY),
    "not modified, unasked": sends(_head(status=b"304 Not Modified")),
    "a status without a reason": sends(GOOD.replace(b" OK", b"")),
    "a reason that is no ASCII": sends(GOOD.replace(b"OK", "großartig".encode())),
    "a body shorter than its length": sends(GOOD[:-5]),
    "a body longer than its length": sends(GOOD + b"and more"),
    "JSON nested 100,000 deep": sends(_LINE + b"\r\n" + b'{"status":' + b"[" * 100_000),
    "a number of 100,000 digits": sends(_LINE + b"\r\n" + b'{"status":' + b"9" * 100_000 + b"}"),
}

HTTP: Mapping[str, Mapping[str, Torment]] = {
    "Slowness": SLOWNESS,
    "Floods": FLOODS,
    "Compression": COMPRESSION,
    "Redirects": REDIRECTS,
    "Framing and smuggling": SMUGGLING,
    "Hardly HTTP": NO_HTTP,
}
"""All that is done over plain HTTP, by kind."""

HANDSHAKES: Mapping[str, Torment] = {
    "closes when the handshake begins": shouts(),
    "resets when the handshake begins": shouts(then="reset"),
    "falls silent in the handshake": shouts(then="hold"),
    "closes amid its own hello": shouts(b"\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03"),
    "refuses with an alert": shouts(b"\x15\x03\x03\x00\x02\x02\x28"),
    "answers in plain HTTP": shouts(GOOD),
    "answers with random bytes": shouts(bytes(range(256)), then="hold"),
}
"""What is done in the place of a TLS handshake."""


def cut_after(count: int, *, how: str) -> Torment:
    """Return a torment that sends the first `count` bytes of `GOOD`, then `how`: close or reset."""
    return sends(GOOD[:count], then=how)
