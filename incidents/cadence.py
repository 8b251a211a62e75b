"""How soon to look again: certainty comes fast where it matters and costs nothing in peace."""

from dataclasses import dataclass

from incidents.rules import Rules


@dataclass(slots=True)
class Budget:
    """A token bucket of extra runs: holds an hour's worth, refills evenly."""

    tokens: float
    at_ms: int = 0

    def take(self, now_ms: int, per_hour: float) -> bool:
        """Take one token if there is one."""
        refill = (now_ms - self.at_ms) * per_hour / 3_600_000
        self.tokens = min(per_hour, self.tokens + max(refill, 0.0))
        self.at_ms = max(self.at_ms, now_ms)
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """Why a probe should run again sooner: suspicion, or an incident of some age."""

    incident_age_s: float | None
    has_siblings: bool
    is_throttled: bool


def look_again_s(
    concern: Concern, budget: Budget, now_ms: int, every_s: float, rules: Rules
) -> float | None:
    """Return in how many seconds the probe should run again; None for its own cadence."""
    age_s = concern.incident_age_s
    gap_s = rules.burst_gap_pooled_s if concern.has_siblings else rules.burst_gap_s
    floor_s = rules.throttled_gap_s if concern.is_throttled else 0.0
    wants_burst = age_s is None or age_s < rules.incident_fast_s
    if wants_burst and max(gap_s, floor_s) < every_s and budget.take(now_ms, rules.burst_per_hour):
        return max(gap_s, floor_s)
    if age_s is not None and max(rules.incident_gap_s, floor_s) < every_s:
        return max(rules.incident_gap_s, floor_s)
    return None


def look_again_blind_s(every_s: float, rules: Rules) -> float | None:
    """Return the same for a probe that could not reach the network: asking costs nothing."""
    return rules.blind_gap_s if rules.blind_gap_s < every_s else None
