"""The event stream decoder: the standard's own examples, and bytes cut anywhere."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.sse import BadEncoding, Decoder, Event, EventTooLarge


def decode(*chunks: bytes) -> list[Event]:
    decoder = Decoder()
    return [event for chunk in chunks for event in decoder.feed(chunk)]


# The examples of the standard, section 9.2.6.
@pytest.mark.parametrize(
    ("stream", "events"),
    [
        (b"data: YHOO\ndata: +2\ndata: 10\n\n", [Event("message", "YHOO\n+2\n10")]),
        (
            b": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\n"
            b"data:  third event\n\n",
            [
                Event("message", "first event"),
                Event("message", "second event"),
                Event("message", " third event"),
            ],
        ),
        (b"data\n\ndata\ndata\n\ndata:", [Event("message", ""), Event("message", "\n")]),
        (b"data:test\n\ndata: test\n\n", [Event("message", "test")] * 2),
        (b"event: add\ndata: 73857293\n\n", [Event("add", "73857293")]),
    ],
)
def test_the_examples_of_the_standard(stream: bytes, events: list[Event]) -> None:
    assert decode(stream) == events


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_a_line_may_end_in_three_ways(end: bytes) -> None:
    stream = end.join([b"event: a", b"data: 1", b"data: 2", b"", b"data: 3", b"", b""])

    assert decode(stream) == [Event("a", "1\n2"), Event("message", "3")]


def test_a_crlf_cut_in_two_ends_one_line_and_not_two() -> None:
    assert decode(b"data: 1\r", b"\ndata: 2\r", b"\n\r", b"\n") == [Event("message", "1\n2")]


def test_an_event_is_given_out_when_its_blank_line_has_begun() -> None:
    assert Decoder().feed(b"data: 1\r\n\r") == [Event("message", "1")]


def test_an_event_type_lasts_for_one_event_and_alone_makes_none() -> None:
    assert decode(b"event: a\n\ndata: 1\n\n") == [Event("message", "1")]


def test_a_byte_order_mark_is_skipped_only_at_the_start() -> None:
    assert decode(b"\xef", b"\xbb\xbfdata: 1\n\n") == [Event("message", "1")]
    assert decode(b"data: 1\n\n\xef\xbb\xbfdata: 2\n\n") == [Event("message", "1")]


def test_a_character_cut_in_two_is_whole_again() -> None:
    assert decode(b"data: \xe2\x82", b"\xac\n\n") == [Event("message", "€")]


def test_other_separators_of_unicode_do_not_end_a_line() -> None:
    assert decode("data: a\u2028b\x0bc\x85\n\n".encode()) == [Event("message", "a\u2028b\x0bc\x85")]


@pytest.mark.parametrize(
    ("stream", "is_unfinished"),
    [
        (b"", False),
        (b"data: 1\n\n", False),
        (b"data: 1\n\n: keep-ali", False),
        (b"data: 1\n\n: comment\n", False),
        (b"data: 1\n", True),
        (b"data: 1", True),
        (b"event: a\n", True),
        (b"d", True),
    ],
)
def test_half_an_event_is_told(stream: bytes, is_unfinished: bool) -> None:
    decoder = Decoder()
    decoder.feed(stream)

    assert decoder.has_unfinished_event is is_unfinished


@pytest.mark.parametrize(
    "stream",
    [b"data: " + b"x" * 100, b"data: " + b"x" * 50 + b"\ndata: " + b"y" * 50 + b"\n",
     b"data\n" * 120, b": " + b"x" * 100],
)  # fmt: skip
def test_an_event_larger_than_the_limit_is_refused_while_it_comes(stream: bytes) -> None:
    with pytest.raises(EventTooLarge, match="larger than 100 bytes"):
        Decoder(max_event_bytes=100).feed(stream)


def test_many_events_may_be_larger_together_than_one_may_be() -> None:
    assert len(Decoder(max_event_bytes=100).feed(b"data: xxxxxxxxxx\n\n" * 50)) == 50


def test_bytes_that_are_no_text_are_refused_after_the_events_before_them() -> None:
    with pytest.raises(BadEncoding, match="not UTF-8") as caught:
        Decoder().feed(b"data: 1\n\ndata: \xff\n\n")

    assert caught.value.events == [Event("message", "1")]


LINES = st.one_of(
    st.sampled_from(["", "", "data", "data:", "event: a", "event", ": hi", "id: 1", "retry"]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=9),
    st.text("aé€😀 :", max_size=6).map("data: {}".format),
)
ENDS = st.sampled_from(["\n", "\r", "\r\n"])


@given(
    lines=st.lists(st.tuples(LINES, ENDS), max_size=20),
    cuts=st.lists(st.integers(0, 300), max_size=12),
)
def test_wherever_the_bytes_are_cut_the_events_are_the_same(
    lines: list[tuple[str, str]], cuts: list[int]
) -> None:
    stream = "".join(line + end for line, end in lines).encode()
    places = sorted({0, len(stream), *(min(cut, len(stream)) for cut in cuts)})
    chunks = [stream[start:stop] for start, stop in pairwise(places)]
    single_bytes = [bytes([byte]) for byte in stream]

    whole, cut, single = Decoder(), Decoder(), Decoder()
    expected = whole.feed(stream)

    assert [event for chunk in chunks for event in cut.feed(chunk)] == expected
    assert [event for byte in single_bytes for event in single.feed(byte)] == expected
    assert cut.has_unfinished_event == single.has_unfinished_event == whole.has_unfinished_event


@given(chunks=st.lists(st.binary(max_size=40), max_size=20))
def test_no_bytes_whatever_break_it_otherwise_than_announced(chunks: list[bytes]) -> None:
    decoder = Decoder(max_event_bytes=60)
    for chunk in chunks:
        try:
            events = decoder.feed(chunk)
        except (BadEncoding, EventTooLarge):
            return
        assert all(len(event.data) <= 60 for event in events)
