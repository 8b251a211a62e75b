"""Lets a reply go out over a connection: in its time, and as broken as its fault wants it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from simulator.connection import Connection
from simulator.exchange import Reply
from simulator.faults import Fault

_BLANKS = b" " * 64 * 1024

Breaking = Callable[[Connection, Reply, bytes], Awaitable[None]]
Instead = Callable[[Connection, Reply, Fault], Awaitable[None]]


async def play(connection: Connection, reply: Reply, fault: Fault | None, *, speed: float) -> None:
    """Send `reply`, its own delays multiplied by `speed`, broken as `fault` says.

    Raises:
        OSError: where the client has gone.
    """
    if fault and fault.kind in ("refuse", "hang"):
        if fault.kind == "hang":
            await connection.until_client_leaves()
        return
    if fault and fault.kind == "latency":
        await asyncio.sleep(fault.extra_s)
    await asyncio.sleep(speed * reply.head_s)
    instead = _INSTEAD.get(fault.kind) if fault else None
    if fault and instead:
        await instead(connection, reply, fault)
        return
    await _start(connection, reply)
    events = (reply.opening, *reply.pieces, *reply.closing)
    breaking = _BREAKING.get(fault.kind) if fault else None
    whole_events = 1 + min(fault.after, len(reply.pieces)) if fault and breaking else len(events)
    for place, event in enumerate(events[:whole_events]):
        await asyncio.sleep(speed * _pause_s(reply, place))
        await connection.send(event)
    if breaking:
        await breaking(connection, reply, events[whole_events])
    else:
        await connection.finish()


def _pause_s(reply: Reply, place: int) -> float:
    if place == 0:
        return 0
    return reply.first_s if place == 1 else reply.gap_s


async def _start(connection: Connection, reply: Reply, *, is_endless: bool = False) -> None:
    in_chunks = reply.is_streamed or is_endless
    length = None if in_chunks else len(reply.body)
    await connection.start(reply.status, reply.headers.items(), length=length)


async def _cut(connection: Connection, reply: Reply, _: bytes) -> None:
    # A body that promised its length cannot end cleanly before it: the close alone ends it.
    if reply.is_streamed:
        await connection.finish()


async def _half_event(connection: Connection, _: Reply, event: bytes) -> None:
    await connection.send(event[: len(event) // 2])


async def _reset(connection: Connection, _: Reply, __: bytes) -> None:
    connection.reset()


async def _fall_silent(connection: Connection, _: Reply, __: bytes) -> None:
    await connection.until_client_leaves()


async def _comments(connection: Connection, reply: Reply, fault: Fault) -> None:
    # Without a stream, hosts keep a connection alive with empty lines: api-docs.deepseek.com,
    # "Rate limit".
    comment = b": keep-alive\n\n" if reply.is_streamed else b"\n"
    await _start(connection, reply, is_endless=True)
    while True:
        await connection.send(comment)
        await asyncio.sleep(fault.every_s)


async def _flood(connection: Connection, reply: Reply, fault: Fault) -> None:
    await _start(connection, reply, is_endless=True)
    for sent in range(0, fault.size, len(_BLANKS)):
        await connection.send(_BLANKS[: fault.size - sent])
        await asyncio.sleep(0)
    await connection.finish()


async def _trickle(connection: Connection, reply: Reply, fault: Fault) -> None:
    await _start(connection, reply)
    for byte in reply.body:
        await connection.send(bytes([byte]))
        await asyncio.sleep(fault.every_s)
    await connection.finish()


_BREAKING: Mapping[str, Breaking] = {
    "cut": _cut,
    "half_event": _half_event,
    "reset": _reset,
    "hang_mid_stream": _fall_silent,
}
_INSTEAD: Mapping[str, Instead] = {
    "comments_forever": _comments,
    "flood": _flood,
    "trickle": _trickle,
}
