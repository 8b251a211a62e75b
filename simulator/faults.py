"""What can be made to go wrong with a provider, and for which of its requests."""

from dataclasses import KW_ONLY, dataclass
from typing import Literal, get_args

from simulator.dice import draw

Kind = Literal[
    "error",  # the documented refusal named by `body`; `status` overrides its status
    "in_stream_error",  # a 200, `after` pieces of content, then that refusal as an event
    "latency",  # the first token takes `factor` times as long, and `extra_s` on top
    "slow_tokens",  # all further tokens take `factor` times as long
    "wrong_answer",  # plausible, but wrong
    "empty_answer",  # complete, but without a word
    "garbled",  # the right answer with letters of another script
    "token_budget",  # the tokens ran out before the first word
    "hang",  # the request is taken and never answered
    "hang_mid_stream",  # silence after `after` pieces
    "comments_forever",  # keep-alive comments every `every_s`, no content, no end
    "cut",  # a clean end after `after` pieces, without the end marker
    "half_event",  # half an event after `after` pieces, then the connection closes
    "reset",  # the connection is reset (RST) after `after` pieces
    "bad_utf8",  # bytes in the answer that are no UTF-8
    "bad_json",  # an event, or a body, whose JSON breaks off
    "html",  # a page for people, with `status` (502 by default)
    "login_down",  # the login surface alone answers 503 with a page for people
    "flood",  # `size` bytes of blanks
    "trickle",  # the body comes a byte at a time, one every `every_s`
    "redirect_loop",  # every address redirects onward, for ever
    "refuse",  # the connection closes before a byte is answered
]
Paths = Literal["all", "api", "models", "oauth", "health"]

_KINDS: tuple[str, ...] = get_args(Kind)
_PATHS: tuple[str, ...] = get_args(Paths)


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to fail.

    `paths` names the surface that is hit: `api` (completions), `models`, `oauth`, `health`,
    or `all`. Of the requests there, `share` in [0, 1] fail, and `seed` says which. What does
    not happen to a reply without a stream happens halfway through its body. Seconds given
    here are real ones: the simulator's `speed` does not scale them.

    Raises:
        ValueError: where a parameter is out of range, or would change nothing.
    """

    kind: Kind
    _: KW_ONLY
    paths: Paths = "all"
    share: float = 1.0
    seed: int = 0
    body: str = "server_error"
    status: int | None = None
    factor: float = 1.0
    extra_s: float = 0.0
    after: int = 2
    every_s: float = 1.0
    size: int = 10_000_000

    def __post_init__(self) -> None:
        if self.kind not in _KINDS:
            raise ValueError(f"unknown fault {self.kind!r}, use one of {', '.join(_KINDS)}")
        if self.paths not in _PATHS:
            raise ValueError(f"unknown paths {self.paths!r}, use one of {', '.join(_PATHS)}")
        if not 0 <= self.share <= 1:
            raise ValueError(f"share {self.share} lies outside 0 to 1")
        if self.status is not None and not 200 <= self.status <= 599:
            raise ValueError(f"status {self.status} is none that ends a request (200 to 599)")
        if min(self.factor, self.extra_s, self.after, self.every_s, self.size) < 0:
            raise ValueError("factor, extra_s, after, every_s and size must not be negative")
        slows = self.factor != 1 or (self.kind == "latency" and self.extra_s)
        if self.kind in ("latency", "slow_tokens") and not slows:
            raise ValueError(f"{self.kind} changes nothing: say a factor, or extra_s of a latency")

    def applies_to(self, surface: str) -> bool:
        """Return whether requests on `surface` are candidates for this fault."""
        if surface == "status":
            # It stands elsewhere, and is about something else than what happens.
            return False
        if self.kind == "login_down":
            return surface == "oauth"
        return self.paths in ("all", surface)

    def hits(self, number: int) -> bool:
        """Return whether the candidate with this number, counted from 0, fails."""
        return draw("share", self.seed, number) < self.share
