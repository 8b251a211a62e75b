"""Amazon's event streams, framed by the simulator's own hand and cut anywhere."""

import itertools
import json
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from probes.event_stream import Decoder
from probes.sse import BrokenStream, Event, EventTooLarge
from simulator.framing import frame

SAID = [
    ("messageStart", {"role": "assistant"}),
    ("contentBlockDelta", {"delta": {"text": "héllo"}}),
    ("metadata", {"usage": {}}),
]
STREAM = b"".join(
    frame(f"event: {kind}\ndata: {json.dumps(said)}".encode(), "amazon") for kind, said in SAID
)


def fed(data: bytes, cuts: list[int]) -> list[Event]:
    decoder = Decoder()
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [each for a, b in itertools.pairwise(edges) for each in decoder.feed(data[a:b])]


@settings(max_examples=100)
@given(cuts=st.lists(st.integers(min_value=0), max_size=12))
def test_events_are_the_same_wherever_the_network_cuts(cuts: list[int]) -> None:
    events = fed(STREAM, cuts)

    assert [each.event for each in events] == [kind for kind, _ in SAID]
    assert [json.loads(each.data) for each in events] == [{kind: said} for kind, said in SAID]


@settings(max_examples=100)
@given(at=st.integers(min_value=0, max_value=len(STREAM) - 1), bit=st.integers(0, 7))
def test_a_flipped_bit_is_never_taken_for_an_event(at: int, bit: int) -> None:
    spoilt = bytearray(STREAM)
    spoilt[at] ^= 1 << bit
    events: list[Event] = []
    decoder = Decoder()
    try:
        events = decoder.feed(bytes(spoilt))
        assert decoder.has_unfinished_event
    except BrokenStream as broken:
        events = broken.events

    assert events == fed(STREAM, [])[: len(events)]
    assert len(events) < len(SAID)


@settings(max_examples=200)
@given(data=st.binary(max_size=300))
def test_no_bytes_make_it_raise_anything_else(data: bytes) -> None:
    decoder = Decoder()
    try:
        decoder.feed(data)
        decoder.feed(data)
    except BrokenStream:
        pass


def test_an_event_may_not_be_larger_than_what_is_held() -> None:
    decoder = Decoder(max_event_bytes=1000)
    large = frame(b'event: x\ndata: "' + b"a" * 2000 + b'"', "amazon")

    with pytest.raises(EventTooLarge) as raised:
        decoder.feed(STREAM + large[:1500])
    assert len(raised.value.events) == len(SAID)


def test_half_an_event_is_known_to_be_unfinished() -> None:
    decoder = Decoder()
    decoder.feed(STREAM)
    assert not decoder.has_unfinished_event
    decoder.feed(STREAM[:20])
    assert decoder.has_unfinished_event


def test_an_error_outside_the_model_has_its_code_in_a_header() -> None:
    def header(name: bytes, value: bytes) -> bytes:
        return bytes([len(name)]) + name + struct.pack("!BH", 7, len(value)) + value

    headers = header(b":message-type", b"error") + header(b":error-code", b"InternalError")
    headers += header(b":error-message", b"it broke")
    lengths = struct.pack("!II", 16 + len(headers), len(headers))
    message = lengths + struct.pack("!I", zlib.crc32(lengths)) + headers
    (event,) = Decoder().feed(message + struct.pack("!I", zlib.crc32(message)))

    assert json.loads(event.data) == {"InternalError": {"message": "it broke"}}
