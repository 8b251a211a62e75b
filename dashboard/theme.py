"""The looks of the pages: the palette, and what the charts and tables add to it."""

from incidents.incident import Facet, Scope
from probes.result import Outcome, Surface
from publish.groups import GROUP_NAMES, Group
from publish.palette import (
    BAD,
    BLIND,
    CALM,
    CARD,
    DIM,
    FALSE_ALARM,
    GOOD,
    GROUND,
    HOLLOW,
    INK,
    LINE,
    LINK,
    LOOKS,
    MUTED,
    OURS,
    STALE,
    WAITING,
    WARN,
    Look,
    Tone,
    css_variables,
)

__all__ = [
    "BAD",
    "BLIND",
    "CALM",
    "CARD",
    "DIM",
    "FACETS",
    "FALSE_ALARM",
    "GOOD",
    "GROUND",
    "GROUP_NAMES",
    "HOLLOW",
    "INK",
    "LINE",
    "LINK",
    "LOOKS",
    "MARKS",
    "MUTED",
    "OURS",
    "OUTCOMES",
    "OUTCOME_MARKS",
    "PATTERNS",
    "PHASES",
    "SCOPES",
    "SERIES",
    "STALE",
    "SURFACES",
    "TRACE",
    "TRACE_SOFT",
    "WAITING",
    "WARN",
    "WEEK_SCALE",
    "Group",
    "Look",
    "Tone",
    "contrast",
    "css_variables",
]

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
SERIES = (
    ("#4F74E3", "solid", "circle"), ("#C7692A", "dash", "square"), ("#2F8F83", "dot", "diamond"),
    ("#9A63DB", "dashdot", "cross"), ("#B5568F", "12px,3px", "x"), ("#8A7F2E", "3px,3px", "star"),
    ("#4E8CA6", "8px,8px", "hexagon"), ("#7C8798", "1px,5px", "pentagon"),
)  # fmt: skip
"""A colour, a dash and a symbol for each of several that are alike: providers, models."""
PHASES = {
    "DNS": ("#7C8798", "."),
    "connect": ("#4E8CA6", "/"),
    "TLS": ("#9A63DB", "\\"),
    "first byte": ("#4F74E3", ""),
    "first token": ("#B5568F", "x"),
    "the rest": ("#2F8F83", "-"),
}
"""A colour and a pattern for each stretch of an exchange, in their order."""
WEEK_SCALE = "Cividis"
"""From little to much; told apart by those who see no red or green, as published for it."""

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
