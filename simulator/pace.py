"""How many tokens a text is made of, and how long a provider takes over them."""

import re
from dataclasses import dataclass

from simulator.dice import draw
from simulator.faults import Fault
from simulator.provider import Provider

_TOKEN = re.compile(r"\s*\S{1,4}|\s+")

# Nothing but a completion needs a model, and that is what takes the time.
_WITHOUT_MODEL = 0.3
# The head of a stream leaves while its first token is still being made.
_HEAD_OF_TTFT = 0.6


def tokens(text: str) -> list[str]:
    """Return `text` cut into tokens: up to four characters and the space before them.

    A text of one token is cut in two, so that no stream is a single piece.
    """
    found: list[str] = _TOKEN.findall(text)
    if len(found) == 1 and len(text) > 1:
        half = (len(text) + 1) // 2
        return [text[:half], text[half:]]
    return found


@dataclass(frozen=True, slots=True)
class Pace:
    """The seconds that one reply takes: to its first token, and between any two."""

    ttft_s: float
    gap_s: float

    @classmethod
    def of(cls, provider: Provider, fault: Fault | None, number: int) -> "Pace":
        """Return the provider's pace at its request with this number, slowed by its fault."""
        ttft_s = provider.ttft_s * (0.9 + 0.2 * draw(provider.name, "ttft", number))
        gap_s = 1 / provider.tokens_per_s
        if fault and fault.kind == "latency":
            ttft_s *= fault.factor
        if fault and fault.kind == "slow_tokens":
            gap_s *= fault.factor
        return cls(ttft_s, gap_s)

    @property
    def plain_s(self) -> float:
        """The time of a reply that needs no model."""
        return self.ttft_s * _WITHOUT_MODEL

    @property
    def head_s(self) -> float:
        """The time to the head of a stream."""
        return self.ttft_s * _HEAD_OF_TTFT

    @property
    def first_s(self) -> float:
        """The time from the head of a stream to its first token."""
        return self.ttft_s - self.head_s

    def whole_s(self, count: int) -> float:
        """The time to a completion of `count` tokens that comes in one piece."""
        return self.ttft_s + self.gap_s * max(count - 1, 0)
