"""How a state looks wherever it is shown: its words, its shape and its tones."""

from dataclasses import dataclass

from incidents.incident import State


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
