"""Who to use meanwhile: candidates in the order to use now, with reasons, failing open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from incidents import wording
from incidents.incident import State


class Rank(IntEnum):
    """How well a candidate would do now, best first. What is not known is held against nobody."""

    WORKS = 0
    UNPROVEN = 1
    TROUBLED = 2
    REFUSES_US = 3
    FAILS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What is known of a provider now.

    `state` is that of its API, None where nobody watches it or it was not judged lately; `sentence`
    says why. `ttft_ms` is its typical time to first token of late. `proofs` tells of each need
    whether a probe for it passes; a need without a probe is not in it. `is_at_work` tells of
    planned maintenance.
    """

    provider: str
    state: State | None
    sentence: str
    ttft_ms: float | None = None
    proofs: Mapping[str, bool]
    is_at_work: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A candidate in its place, and the reason for it."""

    provider: str
    rank: Rank
    reason: str
    state: State | None
    ttft_ms: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Whom to use: `choices` from the best on; `sentence` says why the first is the first.

    `is_fail_open` where Brownout cannot tell and returns the order that was asked for.
    """

    at_ms: int
    asked: tuple[str, ...]
    choices: tuple[Choice, ...]
    is_fail_open: bool
    sentence: str

    @property
    def provider(self) -> str:
        """The provider to use now."""
        return self.choices[0].provider


def advise(
    candidates: Sequence[Candidate],
    at_ms: int,
    *,
    needs: Sequence[str] = (),
    max_ttft_ms: float | None = None,
    stale: str | None = None,
) -> Advice:
    """Return the candidates, which come in the order of preference, in the order to use now.

    `stale` says why nothing can be told now, where that is so. Raises ValueError without any.
    """
    if not candidates:
        raise ValueError("an order of preference names at least one provider")
    choices = [_choice(each, needs, max_ttft_ms) for each in candidates]
    if stale is None and all(each.state in (None, State.UNKNOWN) for each in candidates):
        stale = "none of these can be seen now"
    asked = tuple(each.provider for each in candidates)
    if stale is not None:
        as_asked = tuple(replace(each, rank=Rank.WORKS) for each in choices)
        said = f"{stale}: use {asked[0]}, as you would without Brownout"
        return Advice(at_ms=at_ms, asked=asked, choices=as_asked, is_fail_open=True, sentence=said)
    ranked = tuple(sorted(choices, key=lambda each: each.rank))
    return Advice(
        at_ms=at_ms,
        asked=asked,
        choices=ranked,
        is_fail_open=False,
        sentence=_why(ranked, {each.provider: each for each in choices}, asked),
    )


def _why(ranked: Sequence[Choice], by: Mapping[str, Choice], asked: Sequence[str]) -> str:
    first = ranked[0]
    passed_over = asked[: asked.index(first.provider)]
    said = f"use {first.provider}: {first.reason}"
    if first.rank >= Rank.TROUBLED and len(ranked) > 1:
        said = f"all are in trouble; {first.provider} is the least bad: {first.reason}"
    over = "; ".join(f"{name}: {by[name].reason}" for name in passed_over)
    return f"{said} (not {over})" if over else said


RANKS = {
    State.OPERATIONAL: Rank.WORKS,
    State.UNKNOWN: Rank.WORKS,
    State.MAINTENANCE: Rank.UNPROVEN,
    State.BROWNOUT: Rank.TROUBLED,
    State.ACCOUNT: Rank.REFUSES_US,
    State.OUTAGE: Rank.FAILS,
}
"""How well a provider would do whose API is in a state."""


def _choice(candidate: Candidate, needs: Sequence[str], max_ttft_ms: float | None) -> Choice:
    rank = Rank.WORKS if candidate.state is None else RANKS[candidate.state]
    reasons = [(rank, candidate.sentence)]
    if candidate.is_at_work:
        reasons.append((Rank.UNPROVEN, "planned work is going on there"))
    ttft_ms = candidate.ttft_ms
    if max_ttft_ms is not None:
        limit = wording.seconds(max_ttft_ms)
        if ttft_ms is None:
            reasons.append((Rank.UNPROVEN, "its time to first token is not known"))
        elif ttft_ms > max_ttft_ms:
            said = f"its first token takes {wording.seconds(ttft_ms)}, more than {limit}"
            reasons.append((Rank.TROUBLED, said))
    for need in needs:
        if need not in candidate.proofs:
            reasons.append((Rank.UNPROVEN, f"no probe tells whether it can do {need}"))
        elif not candidate.proofs[need]:
            reasons.append((Rank.FAILS, f"its probe for {need} fails"))
    worst = max(rank for rank, _ in reasons)
    return Choice(
        provider=candidate.provider,
        rank=worst,
        reason="; ".join(said for rank, said in reasons if rank == worst),
        state=candidate.state,
        ttft_ms=ttft_ms,
    )
