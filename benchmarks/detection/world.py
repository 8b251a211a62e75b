"""A provider that is well most of the time, and ill in labelled ways at known moments.

Healthy traffic has a load that follows the hour and drifts, answers with a slow tail, a few base
errors, and what nobody should be woken for: outages of seconds, short bursts of rate limits,
half-hours that are a little slow. All chance comes from one seed, and what befalls the provider
does not depend on who looks, or how often; times are seconds since the start.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from probes.result import Outcome, ProbeResult, Surface, Timings

DAY_S = 86_400.0
PATIENCE_S = 15.0
"""Without a first token for so long, a probe has timed out."""
_ANSWER_TOKENS = 64
_START_MS = 1_790_000_000_000
_GRID_S = 300.0
_TAKES_S = {
    Outcome.TIMEOUT: PATIENCE_S,
    Outcome.CONNECT: 1.0,
    Outcome.BLIND: 1.0,
}


@dataclass(frozen=True, slots=True)
class Illness:
    """A kind of episode: which share of requests fails how, and how answers change.

    `on_off_s` is how long it is ill and well in turn, for one that flaps.
    """

    name: str
    failing: float = 0.0
    outcome: Outcome = Outcome.SERVER_ERROR
    latency: float = 1.0
    speed: float = 1.0
    accuracy: float = 1.0
    shortest_s: float = 480.0
    on_off_s: tuple[float, float] | None = None
    is_ours: bool = False


ILLNESSES = (
    Illness("hard 5xx", 1.0),
    Illness("no connection", 1.0, Outcome.CONNECT),
    Illness("stall", 1.0, Outcome.TIMEOUT),
    Illness("auth out", 1.0, Outcome.AUTH_BROKEN),
    Illness("err 50 %", 0.5),
    Illness("err 25 %", 0.25, shortest_s=1200),
    Illness("err 10 %", 0.10, shortest_s=1200),
    Illness("err 5 %", 0.05, shortest_s=1200),
    Illness("429 60 %", 0.6, Outcome.RATE_LIMITED),
    Illness("cut short 30 %", 0.3, Outcome.STREAM_BROKEN, shortest_s=1200),
    Illness("latency x4", latency=4.0),
    Illness("latency x2", latency=2.0, shortest_s=1200),
    Illness("tokens/s / 3", speed=1 / 3, shortest_s=1200),
    Illness("accuracy 0.70", accuracy=0.70, shortest_s=1200),
    Illness("flapping", 1.0, on_off_s=(120.0, 120.0)),
    Illness("own network", 1.0, Outcome.CONNECT, is_ours=True),
)


@dataclass(frozen=True, slots=True)
class Episode:
    """One stretch of one illness."""

    start_s: float
    end_s: float
    illness: Illness

    def strikes(self, at_s: float) -> bool:
        """Return whether it is felt at this moment of it."""
        if self.illness.on_off_s is None:
            return True
        on_s, off_s = self.illness.on_off_s
        return (at_s - self.start_s) % (on_s + off_s) < on_s


@dataclass(slots=True)
class _Spells:
    """Stretches of something, asked for by moments that mostly go forward."""

    spells: list[tuple[float, float, float]]
    place: int = 0

    def at(self, at_s: float) -> float | None:
        """Return the strength of the spell at a moment, None outside of any."""
        while self.place < len(self.spells) and self.spells[self.place][1] <= at_s:
            self.place += 1
        if self.place == len(self.spells) or self.spells[self.place][0] > at_s:
            return None
        return self.spells[self.place][2]


class World:
    """One provider over `days` days after `warm_days` in which it is only ever well.

    `flavour` says which world: `usual`, or one that no threshold was chosen in: `heavy` has
    longer tails and more nuisances, `drifting` gets slower by the week and changes its model.
    Without `is_ill` there are no episodes: whatever is told of it is a false alarm.
    """

    def __init__(
        self,
        seed: int,
        days: float,
        *,
        warm_days: float = 4.0,
        flavour: str = "usual",
        is_ill: bool = True,
    ) -> None:
        self.warm_days, self.flavour = warm_days, flavour
        self.length_s = (warm_days + days) * DAY_S
        chance = random.Random(f"{flavour} {seed}")
        is_heavy = flavour == "heavy"
        self._log_ttft_ms = chance.uniform(math.log(300), math.log(1700))
        self._spread = chance.uniform(0.13, 0.42) * (1.3 if is_heavy else 1)
        self._tail_share = chance.uniform(0.01, 0.05) * (2 if is_heavy else 1)
        self._swing = chance.uniform(0.0, 0.6)
        self._peak_h = chance.uniform(0, 24)
        self._error_share = math.exp(chance.uniform(math.log(0.001), math.log(0.01)))
        self._accuracy = chance.uniform(0.965, 0.997)
        self._log_speed = chance.uniform(math.log(40), math.log(150))
        self._speed_spread = chance.uniform(0.12, 0.25)
        self._drift = self._drifting(chance)
        nuisances = 2 if is_heavy else 1
        self._blips = self._spells(
            chance, 4 * nuisances / 30, lambda: min(60, chance.expovariate(1 / 15))
        )
        self._bursts = self._spells(chance, 2 * nuisances / 30, lambda: chance.uniform(30, 110))
        self._patches = self._spells(
            chance,
            nuisances / 3,
            lambda: chance.uniform(600, 1800),
            lambda: chance.uniform(1.2, 1.4),
        )
        self._blip_outcome = chance.choice(_BLIP_OUTCOMES)
        self.nuisances = sorted(
            (start_s, end_s) for start_s, end_s, _ in (*self._blips.spells, *self._bursts.spells)
        )
        self.episodes = list(self._planned(chance)) if is_ill else []
        self._place = 0
        self._noise = random.Random(f"noise {flavour} {seed}")

    def ask(self, at_s: float, probe: str, *, knows_own_network: bool) -> tuple[ProbeResult, float]:
        """Return what a probe that begins now comes to, and when that is known, in seconds.

        Who knows that its own network is gone says so; for everybody else the provider failed.
        """
        noise, episode = self._noise, self._episode(at_s)
        illness = episode.illness if episode and episode.strikes(at_s) else _WELL
        load = self._load(at_s)
        outcome = self._outcome(at_s, illness)
        if illness.is_ours and knows_own_network:
            outcome = Outcome.BLIND
        log_ttft = self._log_ttft_ms + load + math.log(illness.latency)
        log_ttft += noise.gauss(0, self._spread)
        if noise.random() < self._tail_share:
            log_ttft += math.log(4) + noise.gauss(0, 0.6)
        ttft_ms = math.exp(log_ttft)
        speed = math.exp(
            self._log_speed
            - load / 2
            + math.log(illness.speed)
            + noise.gauss(0, self._speed_spread)
        )
        is_right = noise.random() < self._accuracy * illness.accuracy
        if outcome is Outcome.OK and ttft_ms > 1000 * PATIENCE_S:
            outcome = Outcome.TIMEOUT
        if outcome is Outcome.OK:
            outcome = Outcome.OK if is_right else Outcome.WRONG_ANSWER
            timings = Timings(
                ttft_ms=ttft_ms,
                total_ms=ttft_ms + 1000 * _ANSWER_TOKENS / speed,
                tokens_per_s=speed,
            )
        else:
            timings = Timings(total_ms=1000 * _TAKES_S.get(outcome, 0.3))
        result = ProbeResult(
            probe=probe,
            provider="provider",
            surface=Surface.API,
            vantage="here",
            started_at_ms=_START_MS + round(1000 * at_s),
            outcome=outcome,
            timings=timings,
            score=1.0 if is_right else 0.0,
        )
        return result, at_s + (timings.total_ms or 0) / 1000

    @staticmethod
    def moment_s(at_ms: int) -> float:
        """Return a time of a result or an incident as seconds since the start."""
        return (at_ms - _START_MS) / 1000

    def _outcome(self, at_s: float, illness: Illness) -> Outcome:
        noise = self._noise
        if noise.random() < illness.failing:
            return illness.outcome
        if self._blips.at(at_s) is not None:
            return self._blip_outcome
        if self._bursts.at(at_s) is not None and noise.random() < 0.5:
            return Outcome.RATE_LIMITED
        if noise.random() < self._error_share:
            return noise.choice(_BASE_ERRORS)
        return Outcome.OK

    def _episode(self, at_s: float) -> Episode | None:
        while self._place < len(self.episodes) and self.episodes[self._place].end_s <= at_s:
            self._place += 1
        if self._place == len(self.episodes) or self.episodes[self._place].start_s > at_s:
            return None
        return self.episodes[self._place]

    def _load(self, at_s: float) -> float:
        """The logarithm of how much slower the load makes it: the hour, drift, a slow patch."""
        hour, is_weekend = at_s / 3600 % 24, int(at_s // DAY_S) % 7 >= 5
        wave = (0.5 + 0.5 * math.cos(2 * math.pi * (hour - self._peak_h) / 24)) ** 1.5
        swing = self._swing * (0.5 if is_weekend else 1.0) * wave
        place = at_s / _GRID_S
        before, after = self._drift[int(place)], self._drift[int(place) + 1]
        patch = self._patches.at(at_s)
        drift = before + (place % 1) * (after - before)
        return math.log1p(swing) + drift + (math.log(patch) if patch else 0.0)

    def _drifting(self, chance: random.Random) -> list[float]:
        """A load that wanders and comes back, on a grid; a drifting world does not come back."""
        sigma, keep = chance.uniform(0.05, 0.10), math.exp(-_GRID_S / 2400)
        weekly = chance.uniform(0.05, 0.15) if self.flavour == "drifting" else 0.0
        changes_s = chance.uniform(0.3, 0.9) * self.length_s
        jump = chance.uniform(-0.3, 0.3) if self.flavour == "drifting" else 0.0
        at, walk = chance.gauss(0, 1), []
        for step in range(int(self.length_s / _GRID_S) + 3):
            at = keep * at + math.sqrt(1 - keep * keep) * chance.gauss(0, 1)
            since_s = step * _GRID_S
            changed = jump if since_s > changes_s else 0.0
            walk.append(sigma * at + weekly * since_s / (7 * DAY_S) + changed)
        return walk

    def _spells(self, chance, per_day, length_s, strength=lambda: 1.0) -> _Spells:
        starts, at_s = [], chance.expovariate(per_day / DAY_S)
        while at_s < self.length_s:
            starts.append((at_s, at_s + length_s(), strength()))
            at_s = starts[-1][1] + chance.expovariate(per_day / DAY_S)
        return _Spells(starts)

    def _planned(self, chance: random.Random) -> Iterator[Episode]:
        """Episodes after the warm days, each kind in turn in a shuffled order, hours apart."""
        at_s = self.warm_days * DAY_S + chance.uniform(0, 3 * 3600)
        order: list[Illness] = []
        while True:
            if not order:
                order = chance.sample(ILLNESSES, len(ILLNESSES))
            illness = order.pop()
            # Real incidents last 40 minutes in the median, a tenth of them under ten.
            lasts_s = 38 * 60 * math.exp(chance.gauss(0, 1))
            if illness.is_ours:
                lasts_s = min(max(lasts_s / 4, 120), 3600)
            else:
                lasts_s = min(max(lasts_s, illness.shortest_s), 4 * 3600)
            if at_s + lasts_s > self.length_s - 3600:
                return
            if illness.on_off_s is not None:
                turns_s = (chance.uniform(60, 180), chance.uniform(60, 180))
                illness = replace(illness, on_off_s=turns_s)
            yield Episode(at_s, at_s + lasts_s, illness)
            at_s += lasts_s + 3600 * chance.uniform(3, 6)


_WELL = Illness("well")
_BLIP_OUTCOMES = (Outcome.SERVER_ERROR, Outcome.CONNECT, Outcome.TIMEOUT)
_BASE_ERRORS = (
    *[Outcome.SERVER_ERROR] * 5,
    *[Outcome.TIMEOUT] * 2,
    Outcome.CONNECT,
    Outcome.RATE_LIMITED,
    Outcome.STREAM_BROKEN,
)
