"""How the events of a stream are put into bytes: as text, or in Amazon's binary frames."""

import struct
import zlib

_TEXT = 7


def frame(event: bytes, framing: str) -> bytes:
    """Return an event, written as `event: name` and `data: payload`, as `framing` wants it."""
    return _amazon(event) if framing == "amazon" else event


def _amazon(event: bytes) -> bytes:
    """One message of application/vnd.amazon.eventstream.

    Source: smithy.io, "Amazon Event Stream Specification": lengths, their checksum, headers
    of type string, the payload, and a checksum over all of it.
    """
    head, _, payload = event.strip().partition(b"\ndata: ")
    kind, _, name = head.partition(b": ")
    said = {b":%s-type" % kind: name, b":content-type": b"application/json", b":message-type": kind}
    headers = b"".join(
        struct.pack("!B", len(key)) + key + struct.pack("!BH", _TEXT, len(value)) + value
        for key, value in said.items()
    )
    lengths = struct.pack("!II", 16 + len(headers) + len(payload), len(headers))
    message = lengths + struct.pack("!I", zlib.crc32(lengths)) + headers + payload
    return message + struct.pack("!I", zlib.crc32(message))
