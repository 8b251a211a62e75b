"""Timelines that read like a history strip: one character a result."""

from collections.abc import Callable, Iterable, Sequence

import pytest

from incidents.incident import Judgement, Transition
from incidents.judge import Judge
from incidents.rules import Rules
from probes.result import Outcome, ProbeResult, Surface, Timings

START_MS = 1_790_000_000_000

OUTCOMES = {
    ".": Outcome.OK,
    "l": Outcome.OK,  # slow to its first token
    "h": Outcome.OK,  # slow in its stream of tokens
    "w": Outcome.WRONG_ANSWER,
    "s": Outcome.TOO_SLOW,
    "x": Outcome.SERVER_ERROR,
    "o": Outcome.OVERLOADED,
    "c": Outcome.CONNECT,
    "t": Outcome.TIMEOUT,
    "r": Outcome.RATE_LIMITED,
    "b": Outcome.STREAM_BROKEN,
    "a": Outcome.AUTH_BROKEN,
    "K": Outcome.AUTH_REJECTED,
    "Q": Outcome.QUOTA,
    "M": Outcome.MODEL_GONE,
    "B": Outcome.BLIND,
    "D": Outcome.DNS_LOCAL,
    "i": Outcome.INTERNAL,
    "-": Outcome.SKIPPED,
}


def result(
    char: str,
    at_s: float,
    *,
    probe: str = "canary",
    surface: Surface = Surface.API,
    vantage: str = "home",
    usual_ms: float = 700.0,
    model: str | None = None,
    region: str | None = None,
) -> ProbeResult:
    """One result, `at_s` after the start."""
    outcome = OUTCOMES[char]
    answered = outcome.is_answered
    ttft_ms = usual_ms * (4 if char in "ls" else 1)
    return ProbeResult(
        probe=probe,
        provider="borealis",
        surface=surface,
        vantage=vantage,
        started_at_ms=START_MS + round(at_s * 1000),
        outcome=outcome,
        timings=Timings(
            ttft_ms=ttft_ms if answered else None,
            total_ms=ttft_ms + 300 if answered else 300.0,
            tokens_per_s=(20.0 if char == "h" else 60.0) if answered else None,
        ),
        model=model,
        region=region,
    )


def results(
    line: str, *, every: float = 60.0, start: float = 0.0, **traits: object
) -> list[ProbeResult]:
    """A timeline: one result a character, `every` seconds apart; a space is none."""
    return [
        result(char, start + index * every, **traits)  # type: ignore[arg-type]
        for index, char in enumerate(line)
        if char != " "
    ]


def merged(*timelines: Sequence[ProbeResult]) -> list[ProbeResult]:
    """Several timelines in order of time."""
    return sorted((one for line in timelines for one in line), key=lambda one: one.started_at_ms)


def run(judge: Judge, timeline: Iterable[ProbeResult], every: float = 60.0) -> list[Judgement]:
    """Judge a timeline."""
    return [judge.step(one, every_s=every) for one in timeline]


def transitions(judgements: Iterable[Judgement]) -> list[Transition]:
    """All transitions in order."""
    return [one for judgement in judgements for one in judgement.transitions]


def changes(judgements: Iterable[Judgement]) -> list[str]:
    """All changes in order, as words."""
    return [f"{one.incident.scope} {one.change}" for one in transitions(judgements)]


def live(
    judge: Judge, char_at: Callable[[float], str], until_s: float, every: float = 60.0
) -> list[tuple[float, Judgement]]:
    """Run one probe live: it runs again when the judge wants it, else at its cadence."""
    at_s, seen = 0.0, []
    while at_s < until_s:
        judgement = judge.step(result(char_at(at_s), at_s), every_s=every)
        seen.append((at_s, judgement))
        at_s += judgement.look_again[0].after_s if judgement.look_again else every
    return seen


class Kit:
    """What the tests of this room share."""

    start_ms = START_MS
    chars = "".join(OUTCOMES)
    result = staticmethod(result)
    results = staticmethod(results)
    merged = staticmethod(merged)
    run = staticmethod(run)
    transitions = staticmethod(transitions)
    changes = staticmethod(changes)
    live = staticmethod(live)


@pytest.fixture(scope="session")
def kit() -> type[Kit]:
    """The shared timelines."""
    return Kit


@pytest.fixture(scope="session")
def quick() -> Rules:
    """Rules for timelines at a fixed cadence of 10 s, with a short warm-up."""
    return Rules(warm_up_results=12, accept_after_s=3600)
