"""What was asked, and what is to be answered: the two records between wire and voice."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A request as it came in.

    `path` starts behind the provider's name (`/v1/models`), names of `headers` are lower
    case, and `target` is what was asked for as it was written. Headers and body may hold
    keys, and stay out of the representation.
    """

    provider: str
    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    target: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer, in the pieces in which it leaves.

    `pieces` carry content, one token each; `opening` goes before and `closing` after them.
    The head leaves after `head_s` seconds, the first piece `first_s` later, the others
    `gap_s` apart.
    """

    status: int
    headers: Mapping[str, str]
    opening: bytes = b""
    pieces: tuple[bytes, ...] = ()
    closing: tuple[bytes, ...] = ()
    is_streamed: bool = False
    head_s: float = 0.0
    first_s: float = 0.0
    gap_s: float = 0.0

    @property
    def body(self) -> bytes:
        """All that follows the head."""
        return b"".join((self.opening, *self.pieces, *self.closing))


def whole(status: int, headers: Mapping[str, str], body: bytes, *, head_s: float = 0.0) -> Reply:
    """Return a reply without a stream; its two halves are there for faults to part."""
    half = len(body) // 2
    return Reply(
        status=status,
        headers=headers,
        pieces=(body[:half],),
        closing=(body[half:],),
        head_s=head_s,
    )
