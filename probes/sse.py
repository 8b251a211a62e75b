"""Server-sent events, decoded as their bytes arrive."""

import re
from dataclasses import dataclass

MAX_EVENT_BYTES = 256 * 1024

_LINE_END = re.compile(rb"\r\n|\r|\n")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its type (`message` where the stream names none) and its data, lines joined."""

    event: str
    data: str


class BrokenStream(ValueError):
    """The stream cannot be decoded any further; `events` were complete in the same bytes."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.events: list[Event] = []


class EventTooLarge(BrokenStream):
    """An event, or one line of it, is larger than the decoder was told to hold."""


class BadEncoding(BrokenStream):
    """The stream is not UTF-8."""


class Decoder:
    """Turns bytes, cut anywhere, into events.

    The format is https://html.spec.whatwg.org/multipage/server-sent-events.html with two
    differences: `id` and `retry` are ignored, since a probe never reconnects, and bytes that
    are not UTF-8 are an error where a browser would replace them. An event without data is
    none, and an event that the end of the stream cuts off is never given out.
    """

    def __init__(self, max_event_bytes: int = MAX_EVENT_BYTES) -> None:
        self._max_event_bytes = max_event_bytes
        self._is_first_line = True
        self._is_after_cr = False
        self._line: list[bytes] = []
        self._line_bytes = 0
        self._type = ""
        self._data: list[str] = []
        self._data_bytes = 0

    @property
    def has_unfinished_event(self) -> bool:
        """True where the bytes so far end amid an event; half a comment is none."""
        line = b"".join(self._line)
        return bool(self._type or self._data or (line and not line.startswith(b":")))

    def feed(self, data: bytes) -> list[Event]:
        """Return the events that `data` completes, as soon as their blank line has begun.

        Raises:
            EventTooLarge: when a line, or the data of an event, exceeds `max_event_bytes`.
            BadEncoding: when a line is not UTF-8.
        """
        if not data:
            return []
        if self._is_after_cr and data.startswith(b"\n"):
            data = data[1:]
        self._is_after_cr = data.endswith(b"\r")
        events: list[Event] = []
        first, *others = _LINE_END.split(data)
        try:
            self._extend_line(first)
            for start in others:
                event = self._end_line()
                if event is not None:
                    events.append(event)
                self._extend_line(start)
        except BrokenStream as error:
            error.events = events
            raise
        return events

    def _extend_line(self, part: bytes) -> None:
        self._line.append(part)
        self._line_bytes += len(part)
        self._bound(self._line_bytes)

    def _end_line(self) -> Event | None:
        line = b"".join(self._line)
        self._line, self._line_bytes = [], 0
        if self._is_first_line:
            self._is_first_line = False
            line = line.removeprefix(_BOM)
        if not line:
            return self._end_event()
        try:
            name, _, value = line.decode().partition(":")
        except UnicodeDecodeError:
            raise BadEncoding("the event stream is not UTF-8") from None
        self._set(name, value.removeprefix(" "))
        return None

    def _set(self, name: str, value: str) -> None:
        if name == "data":
            self._data.append(value)
            self._data_bytes += len(value.encode()) + 1
            self._bound(self._data_bytes)
        elif name == "event":
            self._type = value

    def _end_event(self) -> Event | None:
        kind, data = self._type or "message", self._data
        self._type, self._data, self._data_bytes = "", [], 0
        return Event(kind, "\n".join(data)) if data else None

    def _bound(self, size: int) -> None:
        if size > self._max_event_bytes:
            raise EventTooLarge(f"an event is larger than {self._max_event_bytes} bytes")
