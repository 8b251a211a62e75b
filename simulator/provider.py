"""A provider that does not exist: its name, the wire format it speaks, how fast it is."""

import re
from dataclasses import dataclass

WIRES = ("openai", "anthropic", "gemini", "cohere", "bedrock", "oauth")

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Provider:
    """Who is played. `name` is the first segment of its address.

    The first token comes `ttft_s` seconds after the request, give or take a tenth, and the
    rest at `tokens_per_s`.

    Raises:
        ValueError: where the name does not fit into a URL, the wire is unknown, or a speed
            is impossible.
    """

    name: str
    wire: str
    key: str = "sim-key"
    model: str = "sim-small"
    ttft_s: float = 0.15
    tokens_per_s: float = 80

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(
                f"provider name {self.name!r}: use lower-case letters, digits and hyphens"
            )
        if self.wire not in WIRES:
            raise ValueError(
                f"provider {self.name}: unknown wire {self.wire!r}, use one of {', '.join(WIRES)}"
            )
        if self.ttft_s < 0 or self.tokens_per_s <= 0:
            raise ValueError(
                f"provider {self.name}: ttft_s must be 0 or more, tokens_per_s more than 0"
            )
