"""How a state looks: its words, its shape and its colours on light and on dark ground."""

from dataclasses import dataclass
from enum import StrEnum

from incidents.incident import Facet, Scope, State
from probes.result import Fault, Outcome, Surface


@dataclass(frozen=True, slots=True)
class Tone:
    """A colour as `#rrggbb`, once for light ground and once for dark."""

    light: str
    dark: str


GROUND = Tone("#F7F8FA", "#0E1116")
CARD = Tone("#FFFFFF", "#171B22")
INK = Tone("#151922", "#E9ECF1")
MUTED = Tone("#596273", "#9AA4B4")
LINE = Tone("#E2E5EB", "#2A303B")
HOLLOW = Tone("#D5D9E1", "#333B48")
LINK = Tone("#3152C8", "#8DA6FF")

GOOD = Tone("#0B7A4B", "#3DD68C")
WARN = Tone("#915700", "#F5B83D")
BAD = Tone("#C1232C", "#FF7369")
CALM = Tone("#3152C8", "#8DA6FF")
OURS = Tone("#7638C2", "#C39CFF")
DIM = Tone("#596273", "#9AA4B4")


@dataclass(frozen=True, slots=True)
class Look:
    """How a state is shown: words, a shape that differs from every other, and a tone."""

    words: str
    shape: str
    tone: Tone
    name: str


LOOKS = {
    State.OPERATIONAL: Look("Operational", "check", GOOD, "good"),
    State.BROWNOUT: Look("Brownout", "triangle", WARN, "warn"),
    State.OUTAGE: Look("Outage", "octagon", BAD, "bad"),
    State.UNKNOWN: Look("Cannot tell", "ring", DIM, "dim"),
    State.MAINTENANCE: Look("Maintenance", "wrench", CALM, "calm"),
    State.ACCOUNT: Look("Our account", "key", OURS, "ours"),
}
BLIND = Look("We are blind", "eye", DIM, "dim")
WAITING = Look("Waiting for a key", "hourglass", DIM, "dim")
FALSE_ALARM = Look("False alarm", "ring", DIM, "dim")
STALE = Look("Monitor not running", "pause", WARN, "warn")


class Group(StrEnum):
    """Outcomes as the charts group them, best first."""

    SERVED = "served well"
    POOR = "served slowly or wrongly"
    FAILED = "failed by the provider"
    ACCOUNT = "refused for our account"
    UNSEEN = "not seen (our network or monitor)"

    @classmethod
    def of(cls, outcome: Outcome) -> "Group":
        """Return the group that an outcome belongs to."""
        if outcome is Outcome.OK:
            return cls.SERVED
        if outcome.is_answered:
            return cls.POOR
        return _BY_FAULT[outcome.fault]


_BY_FAULT = {
    Fault.PROVIDER: Group.FAILED,
    Fault.ACCOUNT: Group.ACCOUNT,
    Fault.NETWORK: Group.UNSEEN,
    Fault.MONITOR: Group.UNSEEN,
}

# Plotly draws one figure for both grounds, so these keep 3:1 against either of them.
MARKS = {
    Group.SERVED: "#1E9E6A",
    Group.POOR: "#B97C0A",
    Group.FAILED: "#D9484A",
    Group.ACCOUNT: "#9A63DB",
    Group.UNSEEN: "#7C8798",
}
PATTERNS = {
    Group.SERVED: "",
    Group.POOR: "/",
    Group.FAILED: "x",
    Group.ACCOUNT: ".",
    Group.UNSEEN: "-",
}
TRACE = "#4F74E3"
TRACE_SOFT = "#7E889B"

SURFACES = {
    Surface.EDGE: "Reachable",
    Surface.AUTH: "API key",
    Surface.OAUTH: "Login",
    Surface.API: "Completions",
    Surface.DEPENDENCY: "Dependency",
    Surface.OFFICIAL: "Their status page",
}
SCOPES = {Scope.API: "API", Scope.LOGIN: "Login", Scope.DEPENDENCY: "Dependency"}
FACETS = {
    Facet.ERRORS: "errors",
    Facet.LATENCY: "slow",
    Facet.THROUGHPUT: "slow stream",
    Facet.THROTTLING: "throttled",
    Facet.QUALITY: "wrong answers",
    Facet.AUTH: "login broken",
    Facet.TRUNCATION: "cut off",
}
OUTCOMES = {
    Outcome.OK: "ok",
    Outcome.CONNECT: "no connection",
    Outcome.TLS: "TLS failed",
    Outcome.TIMEOUT: "timed out",
    Outcome.SERVER_ERROR: "server error",
    Outcome.OVERLOADED: "overloaded",
    Outcome.RATE_LIMITED: "rate limited",
    Outcome.STREAM_BROKEN: "stream broke off",
    Outcome.MALFORMED: "malformed reply",
    Outcome.WRONG_ANSWER: "wrong answer",
    Outcome.TOO_SLOW: "too slow",
    Outcome.AUTH_BROKEN: "login broken",
    Outcome.AUTH_REJECTED: "our key was rejected",
    Outcome.QUOTA: "our quota is spent",
    Outcome.BAD_REQUEST: "our request was refused",
    Outcome.MODEL_GONE: "our model is gone",
    Outcome.DNS_LOCAL: "our DNS failed",
    Outcome.BLIND: "we were offline",
    Outcome.INTERNAL: "the monitor failed",
    Outcome.SKIPPED: "skipped",
}
# One hue for what is alike, and a pattern apart, so that none is told by colour alone.
OUTCOME_MARKS = {
    Outcome.OK: (MARKS[Group.SERVED], ""),
    Outcome.CONNECT: ("#C4473F", "x"),
    Outcome.TLS: ("#C4473F", "+"),
    Outcome.TIMEOUT: ("#B5568F", "/"),
    Outcome.SERVER_ERROR: ("#D9484A", ""),
    Outcome.OVERLOADED: ("#C7692A", "\\"),
    Outcome.RATE_LIMITED: ("#C7692A", "."),
    Outcome.STREAM_BROKEN: ("#B5568F", "-"),
    Outcome.MALFORMED: ("#B5568F", "+"),
    Outcome.WRONG_ANSWER: (MARKS[Group.POOR], "."),
    Outcome.TOO_SLOW: (MARKS[Group.POOR], "/"),
    Outcome.AUTH_BROKEN: ("#D9484A", "|"),
    **dict.fromkeys(
        (Outcome.AUTH_REJECTED, Outcome.QUOTA, Outcome.BAD_REQUEST, Outcome.MODEL_GONE),
        (MARKS[Group.ACCOUNT], PATTERNS[Group.ACCOUNT]),
    ),
    **dict.fromkeys(
        (Outcome.DNS_LOCAL, Outcome.BLIND, Outcome.INTERNAL, Outcome.SKIPPED),
        (MARKS[Group.UNSEEN], PATTERNS[Group.UNSEEN]),
    ),
}
"""A colour and a pattern for each outcome, where outcomes are told apart."""

GROUP_NAMES = {
    Group.SERVED: "good",
    Group.POOR: "warn",
    Group.FAILED: "bad",
    Group.ACCOUNT: "ours",
    Group.UNSEEN: "dim",
}
_TONES = {
    "ground": GROUND,
    "card": CARD,
    "ink": INK,
    "muted": MUTED,
    "line": LINE,
    "hollow": HOLLOW,
    "link": LINK,
    "good": GOOD,
    "warn": WARN,
    "bad": BAD,
    "calm": CALM,
    "ours": OURS,
    "dim": DIM,
}


def css_variables() -> str:
    """Return the tones as CSS custom properties `--bo-<name>` that follow the page's scheme."""
    lines = "".join(f"--bo-{name}:light-dark({t.light},{t.dark});" for name, t in _TONES.items())
    return f":root{{{lines}}}"


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two `#rrggbb` colours, from 1 to 21.

    Source: WCAG 2.2, definitions of "contrast ratio" and "relative luminance".
    """
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
