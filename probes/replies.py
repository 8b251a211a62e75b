"""What the readers of all wire formats share: JSON, whole or in a stream of events."""

import json
from abc import ABC, abstractmethod
from typing import Protocol

from probes import sse
from probes.failures import Failure, excerpt
from probes.providers import ReplyReader
from probes.result import Outcome

# A canary's answer has a few hundred characters; these bound what a runaway can make us hold.
TEXT_LIMIT = 64 * 1024
_BODY_LIMIT = 1024 * 1024
_OPENING_LIMIT = 64 * 1024
_HTML_STARTS = (b"<!doctype html", b"<html", b"<head", b"<title", b"<body")

OUT_OF_TOKENS = frozenset({"length", "max_tokens", "MAX_TOKENS", "max_output_tokens"})
"""The words for a reply that ended because the tokens it was allowed were spent."""


class JsonError(ValueError):
    """The bytes are no JSON object."""


def parse_object(data: bytes | str) -> dict[str, object]:
    """Return the JSON object in `data`; a list of one object counts as that object.

    Raises:
        JsonError: where it is anything else.
    """
    try:
        parsed = json.loads(data)
    except (ValueError, RecursionError):
        raise JsonError("no JSON") from None
    if isinstance(parsed, list) and len(parsed) == 1:
        parsed = parsed[0]
    if not isinstance(parsed, dict):
        raise JsonError("JSON, but no object")
    return parsed


def mapping(value: object) -> dict[str, object]:
    """Return `value` where it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[dict[str, object]]:
    """Return the mappings among the items of `value` where it is a list, else none."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text(value: object) -> str:
    """Return `value` where it is text that can be encoded as UTF-8, else what can be saved."""
    # JSON can spell half a surrogate pair, which no database or screen takes.
    return value.encode(errors="replace").decode() if isinstance(value, str) else ""


def count(value: object) -> int | None:
    """Return `value` where it is a plausible number of tokens, else None."""
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 31
    return value if is_count else None  # type: ignore[return-value]  # narrowed above


class Decoder(Protocol):
    """Turns the bytes of a stream, cut anywhere, into events."""

    @property
    def has_unfinished_event(self) -> bool:
        """True where the bytes so far end amid an event."""

    def feed(self, data: bytes) -> list[sse.Event]:
        """Return the events that `data` completes; `probes.sse.BrokenStream` where it cannot."""


class JsonReply(ABC):
    """A `probes.providers.ReplyReader` for formats whose replies are JSON objects.

    A format says how to `take` one object: the data of one event, or the whole body.
    Of `output_tokens`, `reasoning_tokens` were spent on thinking, which `saw_reasoning` tells
    to have been among the pieces.
    """

    END_MARKER = "its end marker"
    ENDS_WITH_DONE = False

    def __init__(self, *, stream: bool) -> None:
        self.text = ""
        self.pieces = 0
        self.is_finished = False
        self.finish_reason: str | None = None
        self.input_tokens: int | None = None
        self.output_tokens: int | None = None
        self.reasoning_tokens = 0
        self.failure: Failure | None = None
        self._decoder = self.new_decoder() if stream else None
        self._opening = bytearray()
        self._saw_event = False
        self.saw_reasoning = False

    def new_decoder(self) -> "Decoder":
        """Return what turns the bytes of a stream into events."""
        return sse.Decoder()

    @abstractmethod
    def take(self, reply: dict[str, object]) -> None:
        """Read one object of the reply."""

    @abstractmethod
    def error(self, reply: dict[str, object]) -> Failure | None:
        """Return the error that stands in place of a reply, or None where there is none."""

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the body. Malformed input sets `failure`; it never raises."""
        if self.is_finished or self.failure:
            return
        limit = _OPENING_LIMIT if self._decoder else _BODY_LIMIT
        self._opening += data[: max(0, limit - len(self._opening))]
        if self._decoder is None:
            if len(self._opening) >= limit:
                self.fail(Outcome.MALFORMED, f"the reply is longer than {limit} bytes")
            return
        try:
            self._take_events(self._decoder.feed(data))
        except sse.BrokenStream as broken:
            self._take_events(broken.events)
            if not self.is_finished:
                self.fail(Outcome.MALFORMED, str(broken))
        # Nobody should wait for more of a reply that has failed already.
        self.is_finished = self.is_finished or self.failure is not None

    def end(self) -> None:
        """The body ended. A reply without its end marker sets `failure` to stream_broken."""
        if self.is_finished or self.failure:
            return
        if self._decoder and self._saw_event:
            half = " in the middle of an event" if self._decoder.has_unfinished_event else ""
            self.fail(
                Outcome.STREAM_BROKEN,
                f"the stream ended{half} without {self.END_MARKER}, after {self.pieces} pieces",
            )
            return
        self._read_whole(bytes(self._opening))

    def fail(self, outcome: Outcome, message: str) -> None:
        """Record the first failure; what comes after it is not read."""
        self.failure = self.failure or Failure(outcome=outcome, message=message)

    def add_text(self, value: object) -> None:
        """Take a piece of visible text."""
        piece = text(value)
        self.text += piece
        self.pieces += bool(piece)
        if len(self.text) > TEXT_LIMIT:
            self.text = self.text[:TEXT_LIMIT]
            self.fail(Outcome.MALFORMED, f"the answer is longer than {TEXT_LIMIT} characters")

    def add_reasoning(self, value: object) -> None:
        """Take a piece of reasoning: it shows that the model is at work, but is no answer."""
        is_piece = bool(text(value))
        self.pieces += is_piece
        self.saw_reasoning = self.saw_reasoning or is_piece

    def _take_events(self, events: list[sse.Event]) -> None:
        for event in events:
            if not self.is_finished and self.failure is None:
                self._take_event(event.data)

    def _take_event(self, data: str) -> None:
        self._saw_event = True
        if data.strip() == "[DONE]":
            self.is_finished = self.ENDS_WITH_DONE
            return
        try:
            reply = parse_object(data)
        except JsonError as broken:
            self.fail(
                Outcome.MALFORMED, f"an event of the stream is {broken}: {_excerpt(data.encode())}"
            )
            return
        self.failure = self.error(reply)
        if self.failure is None:
            self.take(reply)

    def _read_whole(self, body: bytes) -> None:
        if not body.strip():
            self.fail(Outcome.STREAM_BROKEN, "the body is empty")
            return
        try:
            reply = parse_object(body)
        except JsonError as broken:
            kind = "an HTML page" if looks_like_html(body) else str(broken)
            self.fail(Outcome.MALFORMED, f"the body of a 200 is {kind}: {_excerpt(body)}")
            return
        self.failure = self.error(reply)
        if self.failure:
            return
        if self._decoder:
            self.fail(Outcome.MALFORMED, "a whole reply where a stream was asked for")
            return
        self.take(reply)
        if not self.is_finished and self.failure is None:
            self.fail(Outcome.MALFORMED, f"the reply lacks {self.END_MARKER}: {_excerpt(body)}")


def _excerpt(body: bytes) -> str:
    return excerpt({}, body)


def looks_like_html(body: bytes) -> bool:
    """Return whether a body opens like a web page."""
    return body.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower().startswith(_HTML_STARTS)


def streamed_tokens(reader: ReplyReader) -> int | None:
    """Return how many tokens the pieces of a reply held: what speed is measured by.

    Some providers bill for reasoning without showing it; it passed before the first piece.
    """
    tokens = reader.output_tokens
    if tokens is None or not isinstance(reader, JsonReply) or reader.saw_reasoning:
        return tokens
    return max(0, tokens - reader.reasoning_tokens)
