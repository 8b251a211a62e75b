"""A stream is timed piece by piece, and read to its end."""

from probes.exchange import EVIDENCE_BYTES
from tests.probes.transport.loopback import NOISE_MS, PATIENT, STREAM, Lines, ask, replying


def test_a_stream_has_its_first_piece_and_its_longest_pause_timed() -> None:
    exchange = ask(
        replying(
            STREAM + b": hi\n\n", 0.2, b"data: piece 1\n\n", 0.1, b"data: piece 2\n\n", 0.3,
            b"data: piece 3\n\ndata: [DONE]\n\n", 20.0,
        ),
        reader=Lines(),
    )  # fmt: skip

    timings = exchange.timings
    assert exchange.pieces == 3
    assert timings.ttfb_ms is not None
    assert timings.ttft_ms is not None
    assert timings.longest_gap_ms is not None
    assert exchange.content_ms is not None
    assert timings.ttft_ms - timings.ttfb_ms > 150
    assert 270 < timings.longest_gap_ms < 300 + NOISE_MS
    assert 370 < exchange.content_ms < 400 + NOISE_MS
    assert timings.total_ms is not None
    assert timings.total_ms >= timings.ttft_ms + exchange.content_ms


def test_one_piece_has_no_pause() -> None:
    exchange = ask(replying(STREAM, b"data: piece\n\n"), reader=Lines())

    assert exchange.pieces == 1
    assert exchange.timings.longest_gap_ms is None
    assert exchange.content_ms is None


def test_the_end_marker_ends_the_exchange_though_the_server_holds_the_stream_open() -> None:
    reader = Lines()
    exchange = ask(
        replying(STREAM, b"data: piece\n\ndata: [DONE]\n\n", 30.0), reader=reader, deadlines=PATIENT
    )

    assert exchange.pieces == 1
    assert not reader.is_ended
    assert exchange.timings.total_ms is not None
    assert exchange.timings.total_ms < NOISE_MS


def test_the_reader_is_told_when_a_body_ends_amid_an_event() -> None:
    reader = Lines()
    exchange = ask(replying(STREAM, b"data: piece\n\ndata: pie"), reader=reader)

    assert reader.is_ended
    assert reader.text.endswith(b"pie")
    assert exchange.status == 200


def test_the_beginning_of_a_read_body_is_kept_as_evidence() -> None:
    exchange = ask(replying(STREAM, b"data: piece\n\n" + b"x" * 200_000), reader=Lines())

    assert exchange.body.startswith(b"data: piece")
    assert len(exchange.body) == EVIDENCE_BYTES
