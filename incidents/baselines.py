"""What is usual: a probe's speeds, and how often a stream of results fails, errs or is slow."""

import math
from dataclasses import dataclass, field

from incidents.evidence import Evidence
from incidents.rules import Rules
from incidents.seasons import Level
from probes.result import Outcome, ProbeResult, Timings

# Class borders of slowness, as ratios to the usual time to the first token.
_SLOW_LOGS = (math.log(1.7), math.log(3.0), math.log(6.0))
_WORST_CLASS = len(_SLOW_LOGS)
_SLOW_STREAM_LOG = math.log(0.6)
# What is usual before anything was learned.
_PRIOR_FAILURES = 0.005
_PRIOR_WRONG = 0.03
_PRIOR_SLOW_STREAMS = 0.02
_PRIOR_SLOWNESS = (0.88, 0.08, 0.03, 0.01)
_WRONG_CEILING = 0.08
_LONGEST_MS = 1e9


@dataclass(slots=True)
class Typical:
    """The usual speeds of one probe from one vantage.

    `signal` is the timing that stands for its latency: the first token where it has one,
    else the first byte, else the whole exchange.
    """

    signal: str = ""
    latency: Level = field(default_factory=Level)
    speed: Level = field(default_factory=Level)

    def weigh(self, result: ProbeResult, source: str, rules: Rules) -> Evidence:
        """Return what `result` says, compared with what is usual for its probe."""
        outcome, surface, at_ms = result.outcome, result.surface, result.started_at_ms
        if not outcome.is_answered:
            return Evidence(source, surface, outcome, at_ms, True)
        wrong = outcome is Outcome.WRONG_ANSWER
        evidence = Evidence(source, surface, outcome, at_ms, False, wrong)
        latency, speed = self.logs(result.timings)
        if latency is not None and self.latency.results >= rules.warm_up_results:
            usual = self.latency.at(at_ms)
            evidence.log_slowness = latency - usual
            evidence.slowness = _slowness(latency, usual, outcome, rules)
        if speed is not None and self.speed.results >= rules.warm_up_results:
            evidence.log_speed = speed - self.speed.at(at_ms)
            evidence.slow_stream = evidence.log_speed < _SLOW_STREAM_LOG
        return evidence

    def logs(self, timings: Timings) -> tuple[float | None, float | None]:
        """Return the logarithms of this probe's latency in ms and of its tokens per second."""
        value = {
            "ttft": timings.ttft_ms,
            "ttfb": timings.ttfb_ms,
            "total": timings.total_ms,
        }.get(self.signal)
        return _log(value), _log(timings.tokens_per_s)

    def learn(self, timings: Timings, at_ms: int, every_s: float) -> None:
        """Take one healthy answer into account."""
        self._choose_signal(timings)
        latency, speed = self.logs(timings)
        if latency is not None:
            self.latency.learn(latency, at_ms, every_s)
        if speed is not None:
            self.speed.learn(speed, at_ms, every_s)

    def _choose_signal(self, timings: Timings) -> None:
        for signal, value in (
            ("ttft", timings.ttft_ms),
            ("ttfb", timings.ttfb_ms),
            ("total", timings.total_ms),
        ):
            if signal == self.signal:
                return
            if _log(value) is not None:
                self.signal, self.latency = signal, Level()
                return


def _slowness(log: float, usual: float, outcome: Outcome, rules: Rules) -> int:
    if outcome is Outcome.TOO_SLOW:
        return _WORST_CLASS  # it broke a limit that somebody set on purpose
    if math.exp(log) - math.exp(usual) < rules.slow_min_ms:
        return 0
    return sum(log - usual > border for border in _SLOW_LOGS)


def _log(value: float | None) -> float | None:
    return math.log(value) if value is not None and 0 < value < _LONGEST_MS else None


@dataclass(slots=True)
class Share:
    """How often something happens: exponentially forgotten counts."""

    bad: float
    seen: float

    def learn(self, bad: bool, keep: float) -> None:
        """Count one more, after old counts faded by the factor `keep`."""
        self.bad = self.bad * keep + bad
        self.seen = self.seen * keep + 1

    @property
    def value(self) -> float:
        """The share, in [0, 1]."""
        return self.bad / self.seen


@dataclass(slots=True)
class Usual:
    """How often the results of one stream usually fail, are wrong or are slow.

    `slowness` counts answers per class of slowness. `wrong_ceiling` bounds the share of wrong
    answers that may ever count as usual.
    """

    failures: Share
    wrong: Share
    slow_streams: Share
    slowness: list[float]
    wrong_ceiling: float = _WRONG_CEILING

    @classmethod
    def prior(cls, results: float) -> "Usual":
        """Return what is usual before anything was seen, worth so many results."""
        return cls(
            failures=Share(_PRIOR_FAILURES * results, results),
            wrong=Share(_PRIOR_WRONG * results, results),
            slow_streams=Share(_PRIOR_SLOW_STREAMS * results, results),
            slowness=[share * results for share in _PRIOR_SLOWNESS],
        )

    def learn(self, seen: Evidence, memory_results: int) -> None:
        """Take one result from quiet times into account."""
        keep = 1 - 1 / memory_results
        self.failures.learn(seen.failed, keep)
        if seen.wrong is not None:
            self.wrong.learn(seen.wrong, keep)
        if seen.slow_stream is not None:
            self.slow_streams.learn(seen.slow_stream, keep)
        if seen.slowness is not None:
            self.slowness = [count * keep for count in self.slowness]
            self.slowness[seen.slowness] += 1

    def accept_wrong(self, share: float) -> None:
        """Take `share` of wrong answers as usual from now on."""
        self.wrong.bad = share * self.wrong.seen
        self.wrong_ceiling = max(_WRONG_CEILING, min(share, 0.9))
