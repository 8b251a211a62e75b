"""Our judge, and the rules by which others decide that something is broken.

Theirs are written from their documentation, and see what their products see: whether a request
failed. Sources: github.com/TwiN/gatus (failure-threshold 3, success-threshold 2);
github.com/louislam/uptime-kuma (60 s, 3 retries of 20 s); prometheus.io/docs, alerting rules
with `for:`; "Alerting on SLOs", The Site Reliability Workbook, table 5-8.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from benchmarks.detection.world import PATIENCE_S, World
from incidents.incident import Change, Incident
from incidents.judge import Judge
from incidents.rules import Rules
from monitor.patience import Patience
from probes.result import ProbeResult


@dataclass(slots=True)
class Alarm:
    """An incident as a rule tells it, in seconds since the start of the world.

    `opened_s` and `closed_s` are when the rule was sure, `started_s` and `ended_s` when it
    says that it began and ended. Each time it is opened again it is told again.
    """

    opened_s: float
    started_s: float
    closed_s: float | None = None
    ended_s: float | None = None


@dataclass(frozen=True, slots=True)
class Again:
    """The wish to run a probe again in so many seconds."""

    probe: str
    after_s: float


class Rule(Protocol):
    """What is told every result of a provider in the order in which they are known."""

    alarms: list[Alarm]
    knows_own_network: bool

    def overdue_after_s(self, probe: str) -> float | None:
        """Return when to ask again beside a run of a probe that has not ended; None for never."""

    def may_ask_beside(self, probe: str, at_s: float, under_way: int) -> bool:
        """Return whether to do so, with so many runs of it under way."""

    def hear(self, result: ProbeResult, known_s: float) -> Sequence[Again]:
        """Take one result; return which probes should run again sooner."""


def _failed(result: ProbeResult) -> bool:
    return not result.outcome.is_answered


@dataclass(slots=True)
class Ours:
    """Brownout's judge, under one of its presets."""

    preset: str
    every_s: float
    knows_own_network: bool = True
    alarms: list[Alarm] = field(default_factory=list)
    _judge: Judge = field(init=False)
    _patience: Patience = field(default_factory=Patience)

    def __post_init__(self) -> None:
        self._judge = Judge("provider", Rules.model_validate({"preset": self.preset}))

    def overdue_after_s(self, probe: str) -> float | None:
        """Wait so long as the worker would."""
        return self._patience.overdue_after_s(probe, PATIENCE_S)

    def may_ask_beside(self, probe: str, at_s: float, under_way: int) -> bool:
        """Ask as often as the worker would."""
        return self._patience.may_ask_beside("provider", under_way, round(at_s * 1000))

    def hear(self, result: ProbeResult, known_s: float) -> Sequence[Again]:
        """Judge, and note what opened and closed."""
        self._patience.learn(result, self.every_s)
        judged = self._judge.step(result, every_s=self.every_s)
        for transition in judged.transitions:
            self._note(transition.change, transition.incident, known_s)
        return [Again(look.probe, look.after_s) for look in judged.look_again]

    def _note(self, change: Change, incident: Incident, known_s: float) -> None:
        if change is Change.OPENED:
            self.alarms.append(Alarm(known_s, World.moment_s(incident.started_at_ms)))
        elif change is Change.REOPENED:
            # One incident that goes on: it is not told anew.
            self.alarms[-1].closed_s = self.alarms[-1].ended_s = None
        elif change is Change.CLOSED:
            self.alarms[-1].closed_s = known_s
            self.alarms[-1].ended_s = World.moment_s(incident.ended_at_ms or 0)


@dataclass(slots=True)
class _OneAtATime:
    """What the simple rules share: an alarm is on or off."""

    knows_own_network: bool = False
    alarms: list[Alarm] = field(default_factory=list)

    def overdue_after_s(self, probe: str) -> float | None:
        """Wait for each run to end."""
        return None

    def may_ask_beside(self, probe: str, at_s: float, under_way: int) -> bool:
        """Ask never."""
        return False

    @property
    def is_on(self) -> bool:
        """Whether the last alarm has not been closed."""
        return bool(self.alarms) and self.alarms[-1].closed_s is None

    def turn(self, is_bad: bool, known_s: float) -> None:
        """Open or close."""
        if is_bad and not self.is_on:
            self.alarms.append(Alarm(known_s, known_s))
        elif not is_bad and self.is_on:
            self.alarms[-1].closed_s = self.alarms[-1].ended_s = known_s


@dataclass(slots=True)
class InARow(_OneAtATime):
    """Gatus: so many failures in a row open, so many successes in a row close."""

    failures: int = 3
    successes: int = 2
    _bad: int = 0
    _good: int = 0

    def hear(self, result: ProbeResult, known_s: float) -> Sequence[Again]:
        """Count."""
        self._bad, self._good = (self._bad + 1, 0) if _failed(result) else (0, self._good + 1)
        if self._bad >= self.failures:
            self.turn(True, known_s)
        elif self._good >= self.successes:
            self.turn(False, known_s)
        return ()


@dataclass(slots=True)
class Retries(_OneAtATime):
    """Uptime Kuma: after a failure some quicker retries; if all fail it is down."""

    retries: int = 3
    gap_s: float = 20.0
    _tried: int = 0

    def hear(self, result: ProbeResult, known_s: float) -> Sequence[Again]:
        """Retry while it is not down yet."""
        if not _failed(result):
            self._tried = 0
            self.turn(False, known_s)
            return ()
        self._tried += 1
        if self._tried > self.retries:
            self.turn(True, known_s)
            return ()
        return [Again(result.probe, self.gap_s)]


@dataclass(slots=True)
class _Window:
    """The share of failures within the last so many seconds."""

    length_s: float
    seen: deque[tuple[float, bool]] = field(default_factory=deque)
    bad: int = 0

    def share(self, known_s: float, is_bad: bool) -> float:
        self.seen.append((known_s, is_bad))
        self.bad += is_bad
        while self.seen[0][0] <= known_s - self.length_s:
            self.bad -= self.seen.popleft()[1]
        return self.bad / len(self.seen)


@dataclass(slots=True)
class RatioFor(_OneAtATime):
    """Prometheus: less than three quarters succeed over 5 minutes, for 2 minutes."""

    hold_s: float = 120.0
    _window: _Window = field(default_factory=lambda: _Window(300.0))
    _since_s: float | None = None

    def hear(self, result: ProbeResult, known_s: float) -> Sequence[Again]:
        """Evaluate the expression at each result."""
        is_bad = self._window.share(known_s, _failed(result)) > 0.25
        self._since_s = (
            (self._since_s if self._since_s is not None else known_s) if is_bad else None
        )
        is_firing = self._since_s is not None and known_s - self._since_s >= self.hold_s
        self.turn(is_firing, known_s)
        return ()


@dataclass(slots=True)
class BurnRate(_OneAtATime):
    """The SRE workbook's multi-window, multi-burn-rate alert for an objective of 99.5 %."""

    budget: float = 0.005
    _windows: dict[float, _Window] = field(
        default_factory=lambda: {s: _Window(s) for s in (300.0, 1800.0, 3600.0, 21_600.0)}
    )

    def hear(self, result: ProbeResult, known_s: float) -> Sequence[Again]:
        """Fire where a long and a short window both burn too fast."""
        is_bad = _failed(result)
        burn = {s: w.share(known_s, is_bad) / self.budget for s, w in self._windows.items()}
        is_fast = burn[3600.0] > 14.4 and burn[300.0] > 14.4
        is_slow = burn[21_600.0] > 6 and burn[1800.0] > 6
        self.turn(is_fast or is_slow, known_s)
        return ()


RULES: Mapping[str, Callable[[], Rule]] = {
    "Brownout balanced": lambda: Ours("balanced", 60.0),
    "Brownout fast": lambda: Ours("fast", 60.0),
    "Gatus 3 bad, 2 good": InARow,
    "Uptime Kuma, 3 retries of 20 s": Retries,
    "Prometheus < 75 % over 5 m for 2 m": RatioFor,
    "SRE burn rate, 99.5 %": BurnRate,
}
"""Each rule by its name, made anew for each world."""
