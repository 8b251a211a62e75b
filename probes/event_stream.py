"""Amazon's binary event stream, decoded as its bytes arrive."""

import json
from typing import TYPE_CHECKING

from probes.sse import MAX_EVENT_BYTES, BrokenStream, Event, EventTooLarge

if TYPE_CHECKING:
    from botocore.eventstream import EventStreamMessage


class Decoder:
    """Turns bytes, cut anywhere, into events.

    Each has the data `{"name": payload}`, where the name is that of the event or, where the
    message is an exception, of the exception. The framing and its checksums are botocore's
    (application/vnd.amazon.eventstream).
    """

    def __init__(self, max_event_bytes: int = MAX_EVENT_BYTES) -> None:
        # Loaded where it is needed: most providers stream otherwise.
        from botocore.eventstream import EventStreamBuffer

        self._buffer = EventStreamBuffer()
        self._max_event_bytes = max_event_bytes
        self._unfinished = 0

    @property
    def has_unfinished_event(self) -> bool:
        """True where the bytes so far end amid an event."""
        return self._unfinished > 0

    def feed(self, data: bytes) -> list[Event]:
        """Return the events that `data` completes.

        Raises:
            EventTooLarge: when an event exceeds `max_event_bytes`.
            BrokenStream: when the bytes are no such stream, or a checksum does not hold.
        """
        from botocore.eventstream import ParserError

        events: list[Event] = []
        self._buffer.add_data(data)
        self._unfinished += len(data)
        try:
            for message in self._buffer:
                self._unfinished -= message.prelude.total_length
                events.append(_event(message))
        except (ParserError, ValueError) as error:
            broken = BrokenStream(f"the event stream cannot be decoded: {type(error).__name__}")
            broken.events = events
            raise broken from None
        if self._unfinished > self._max_event_bytes:
            large = EventTooLarge(f"an event is larger than {self._max_event_bytes} bytes")
            large.events = events
            raise large
        return events


def _event(message: "EventStreamMessage") -> Event:
    named = message.headers
    kind = next(
        (str(named[name]) for name in (":event-type", ":exception-type") if named.get(name)),
        # An error outside the model of the API has its code in a header.
        str(named.get(":error-code", "message")),
    )
    said = message.payload.decode() or json.dumps({"message": named.get(":error-message", "")})
    return Event(kind, f"{{{json.dumps(kind)}: {said}}}")
