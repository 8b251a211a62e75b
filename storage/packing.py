"""What a result tells beyond what queries ask for, in few bytes.

A plain answer of status 200 takes none. Else a number says what follows, in the order of
`Packed`: bit 0 the status, bit 1 the expectations, and so on. Numbers are LEB128 of seven bits
a byte (DWARF 5, 7.6), texts are led by their length. The words of expectations and details are
deflated (RFC 1951) with a dictionary of what checks say, which makes 4 bytes of 52.
"""

import struct
import zlib
from functools import lru_cache
from typing import NamedTuple

USUAL_STATUS = 200
"""The HTTP status that takes no room."""

_EXACT = struct.Struct("<d")

# Part of the format of every database ever written: never change it. Other words take another bit.
_WORDS = (
    "no answer within 10 s; connection refused; HTTP 500 server_error: Internal server error; "
    "HTTP 503: Service Unavailable; HTTP 429 rate_limit_error: Rate limit exceeded, try again "
    "later; HTTP 529 overloaded_error: Overloaded"
    '[["text contains","json ","header content-type","application/json","matches",true],'
    '["heartbeat","every 5 m","valid for","> 14d"," days, until 2027-",true],'
    '["token","given","a Bearer token, 3600 s"],["expires in","> 10 m"],["key expires","> 7d",'
    '["time","< 100ms",["tokens per second","> 20","61.5",["time to first token","< 2s","412 ms",'
    'true],["time to first byte","< 300ms","98.4 ms",true],["total time","< 800ms","1.23 s",false]]'
    '[["status","NOERROR","NOERROR",true],["answer","'
    '[["status","2xx","204","301 or 302","404","500","503",false]]'
    '[["issuer","named","https://"],["signing keys","at least one","2: ",true],'
    '["a client that does not exist","a refusal","invalid_client",true]]'
    '[["official status","operational","operational",true]]'
    '[["without a key","401 or 403","401 and JSON",true]]'
    '[["with the key","200 and JSON","200 and JSON",true]]'
    '[["status","2xx","200",true],["status","200","200",true],["end marker","seen","seen",true],'
    '["answer to arithmetic","'
).encode("ascii")


class Packed(NamedTuple):
    """What is packed of a result; expectations are JSON text."""

    http_status: int | None = USUAL_STATUS
    expectations: str | None = None
    request_id: str | None = None
    headroom: float | None = None
    detail: str | None = None
    retry_after_s: float | None = None


def pack(
    http_status: int | None,
    expectations: str | None,
    request_id: str | None,
    headroom: float | None,
    detail: str | None,
    retry_after_s: float | None,
) -> bytes | None:
    """Return the fields of `Packed` in few bytes; None where there is nothing but a usual status.

    Texts hold whole characters, numbers are finite.
    """
    told, follows = 0, b""
    if http_status != USUAL_STATUS:
        told = 1
        follows = b"\0" if http_status is None else _varint(1 + _folded(http_status))
    if expectations is not None:
        told |= 2
        follows += _deflated(expectations)
    if request_id is not None:
        told |= 4
        follows += _led(request_id.encode())
    if headroom is not None:
        told |= 8
        follows += _number(headroom)
    if detail is not None:
        told |= 16
        follows += _deflated(detail)
    if retry_after_s is not None:
        told |= 32
        follows += _number(retry_after_s)
    return _varint(told) + follows if told else None


def unpack(packed: bytes | None) -> Packed:
    """Return what was packed. Raises ValueError where that is nothing `pack` ever returned."""
    if packed is None:
        return _USUAL
    try:
        return _unpacked(packed)
    except (IndexError, struct.error, zlib.error) as error:
        raise ValueError(f"what a result tells is damaged: {error}") from error


_USUAL = Packed()


def _unpacked(packed: bytes) -> Packed:
    told, at = _read_varint(packed, 0)
    found: list[object] = []
    for bit, (read, unsaid) in enumerate(_READERS):
        if told >> bit & 1:
            value, at = read(packed, at)
            found.append(value)
        else:
            found.append(unsaid)
    if at != len(packed) or told >> len(_READERS):
        raise ValueError("what a result tells is longer than this Brownout understands")
    return Packed(*found)  # type: ignore[arg-type]


def _varint(number: int) -> bytes:
    if number < 128:
        return _SMALL[number]
    if number < 16384:
        return bytes((number & 127 | 128, number >> 7))
    if number < 2097152:
        return bytes((number & 127 | 128, number >> 7 & 127 | 128, number >> 14))
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    found.append(number)
    return bytes(found)


_SMALL = [bytes((number,)) for number in range(128)]


def _read_varint(packed: bytes, at: int) -> tuple[int, int]:
    number, shift = 0, 0
    while (byte := packed[at]) > 127:
        number |= (byte & 127) << shift
        shift += 7
        at += 1
    return number | byte << shift, at + 1


def _folded(number: int) -> int:
    """Return a number without its sign: 0, -1, 1, -2 are 0, 1, 2, 3."""
    return number << 1 if number >= 0 else ~(number << 1)


def _unfolded(number: int) -> int:
    return number >> 1 ^ -(number & 1)


def _number(value: float) -> bytes:
    """Return ten-thousandths, which shares mostly are, or else every bit."""
    if -1e9 < value < 1e9:
        scaled = round(value * 1e4)
        if scaled / 1e4 == value:
            return _varint((scaled << 1) + 1 if scaled >= 0 else -(scaled << 1))
    return b"\0" + _EXACT.pack(value)


def _read_number(packed: bytes, at: int) -> tuple[float, int]:
    scaled, at = _read_varint(packed, at)
    if scaled:
        return _unfolded(scaled - 1) / 1e4, at
    (value,) = _EXACT.unpack_from(packed, at)
    return value, at + _EXACT.size


def _read_status(packed: bytes, at: int) -> tuple[int | None, int]:
    number, at = _read_varint(packed, at)
    return _unfolded(number - 1) if number else None, at


def _led(text: bytes) -> bytes:
    return _varint(len(text)) + text


def _read_bytes(packed: bytes, at: int) -> tuple[bytes, int]:
    length, at = _read_varint(packed, at)
    end = at + length
    if end > len(packed):
        raise IndexError("a text is cut short")
    return packed[at:end], end


def _read_text(packed: bytes, at: int) -> tuple[str, int]:
    text, at = _read_bytes(packed, at)
    return text.decode(), at


# Healthy runs of a probe mostly say the same.
@lru_cache(maxsize=4096)
def _deflated(words: str) -> bytes:
    # A small window, which costs less to set up, reaches back over the whole dictionary.
    packer = zlib.compressobj(6, zlib.DEFLATED, -11, 2, zlib.Z_DEFAULT_STRATEGY, _WORDS)
    return _led(packer.compress(words.encode()) + packer.flush())


def _read_deflated(packed: bytes, at: int) -> tuple[str, int]:
    words, at = _read_bytes(packed, at)
    return _inflated(words), at


@lru_cache(maxsize=4096)
def _inflated(words: bytes) -> str:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS, _WORDS)
    text = unpacker.decompress(words)
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("what a result tells is cut short")
    return text.decode()


_READERS = (
    (_read_status, USUAL_STATUS),
    (_read_deflated, None),
    (_read_text, None),
    (_read_number, None),
    (_read_deflated, None),
    (_read_number, None),
)
"""How each field of `Packed` is read, and what it is where it is not told."""
