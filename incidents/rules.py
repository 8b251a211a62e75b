"""The thresholds of judging: the `incidents:` section of probes.yaml."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from probes.spec import StrictModel

Nats = Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)]
Seconds = Annotated[float, Field(ge=0, le=366 * 86_400, allow_inf_nan=False)]
Results = Annotated[int, Field(ge=1, le=1_000_000)]
Share = Annotated[float, Field(gt=0, lt=1)]

# A single failure weighs at most ln(0.9 / 0.002) nats: a lower bar would open on every blip.
ONE_FAILURE_NATS = 6.2

_PRESETS: dict[str, dict[str, float]] = {
    "fast": {
        "evidence_failures": 11,
        "evidence_quality": 11.5,
        "evidence_latency": 16,
        "evidence_throughput": 13,
        "open_after_s": 10,
        "open_after_pooled_s": 10,
        "burst_gap_s": 5,
    },
    "balanced": {},
    "quiet": {
        "evidence_failures": 15,
        "evidence_quality": 15,
        "evidence_latency": 28,
        "evidence_throughput": 18,
        "open_after_s": 60,
        "open_after_pooled_s": 40,
    },
}


class Rules(StrictModel):
    """When evidence becomes an incident, when that is over, and how soon to look again.

    Evidence is counted in nats: the natural logarithm of how much likelier the results are
    if the provider has a problem than if it is as it usually is. Durations are in seconds.
    A preset sets the fields that it names; what is written out beside it wins.
    """

    preset: Literal["fast", "balanced", "quiet"] = "balanced"
    """How eager to be: `fast` is sooner and more often wrong, `quiet` later and surer."""

    evidence_failures: Nats = 13
    """Evidence (nats) of failures that opens an incident; a pool of n probes needs ln n more."""
    evidence_quality: Nats = 13
    """Evidence (nats) of wrong answers that opens an incident."""
    evidence_latency: Nats = 22
    """Evidence (nats) of slow answers that opens one; a pool of n probes needs 2 ln n more."""
    evidence_throughput: Nats = 15.5
    """Evidence (nats) of slow token streams that opens one; a pool of n needs 3 ln n more."""
    suspect_failures: Nats = 3
    """Evidence (nats) of failures from which on probes are run again sooner."""
    suspect_quality: Nats = 4
    """Evidence (nats) of wrong answers from which on probes are run again sooner."""
    suspect_latency: Nats = 4.5
    """Evidence (nats) of slow answers from which on probes are run again sooner."""
    suspect_throughput: Nats = 4
    """Evidence (nats) of slow token streams from which on probes are run again sooner."""

    open_after_s: Seconds = 30
    """How long trouble must have lasted before one probe alone may open an incident."""
    open_after_pooled_s: Seconds = 15
    """The same for probes that are judged together."""
    open_after_throttled_s: Seconds = 120
    """The same where most failures are rate limits, which often pass by themselves."""
    agreeing_probes: Annotated[int, Field(ge=2)] = 3
    """So many probes, not all of one surface, open an incident by failing together, at once."""
    repeat_s: Seconds = 30
    """A failure this soon after a failure is partly the same blip and weighs less."""

    outage_share: Share = 0.9
    """Share of recent runs that must fail, for every probe that counts, to call it an outage."""
    eased_share: Share = 0.5
    """An outage becomes a brownout when less than this share of some probe's runs fails."""
    quorum: Share = 0.5
    """From more than this share of the vantages nothing must work to call it an outage."""
    vantages_to_open: Annotated[int, Field(ge=1, le=1000)] = 1
    """So many vantages, or all that look, must see trouble before an incident opens."""
    evidence_recovery: Nats = 5
    """Evidence (nats) of good results that an incident needs to close."""
    quiet_s: Seconds = 240
    """How long all must have been well before an incident closes."""
    reopen_s: Seconds = 600
    """Trouble this soon after a close reopens the same incident."""
    accept_after_s: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = 86_400
    """After this long, slower or worse answers without failures count as usual; null: never."""

    burst_gap_s: Seconds = 10
    """How soon a suspicious judge wants a probe to run again, if it is alone on its surface."""
    burst_gap_pooled_s: Seconds = 5
    """The same where other probes exercise the same surface."""
    burst_per_hour: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 90
    """How many such extra runs an hour one surface may cost; unused ones are kept for an hour."""
    throttled_gap_s: Seconds = 30
    """After a rate limit never look again sooner than this."""
    incident_fast_s: Seconds = 90
    """For this long after an incident opened, probes run at the burst gap."""
    incident_gap_s: Seconds = 30
    """How soon a probe runs again later in an incident."""
    blind_gap_s: Seconds = 15
    """How soon a probe runs again while this machine has no network."""
    sight_confirmations: Results = 3
    """After blindness, so many connection failures in a row are needed to count as the provider's.
    """

    warm_up_results: Results = 100
    """Answers to learn a probe's usual speed from before slowness counts."""
    memory_results: Annotated[int, Field(ge=10, le=1_000_000)] = 3000
    """How many results usual rates look back on, fading."""
    prior_results: Results = 200
    """How many results the built-in idea of usual rates is worth."""
    slow_min_ms: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 100
    """Slower by less than so many milliseconds is never slow, however fast the probe usually is."""
    forget_probe_after_s: Seconds = 1800
    """A probe silent this long (and three cadences) while others report is no longer judged."""

    @model_validator(mode="before")
    @classmethod
    def _fill_in_preset(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        preset = given.get("preset", "balanced")
        chosen = _PRESETS.get(preset, {}) if isinstance(preset, str) else {}
        return {**chosen, **given}

    @model_validator(mode="after")
    def _refuse_the_impossible(self) -> Self:
        problems = [
            f"suspect_{name} ({suspect:g} nats) must be below evidence_{name} ({evidence:g} nats): "
            "suspicion comes before certainty"
            for name, suspect, evidence in (
                ("failures", self.suspect_failures, self.evidence_failures),
                ("quality", self.suspect_quality, self.evidence_quality),
                ("latency", self.suspect_latency, self.evidence_latency),
                ("throughput", self.suspect_throughput, self.evidence_throughput),
            )
            if suspect >= evidence
        ]
        if self.evidence_failures <= ONE_FAILURE_NATS:
            problems.append(
                f"evidence_failures ({self.evidence_failures:g} nats) must be above "
                f"{ONE_FAILURE_NATS} nats, the weight of one failure, or every blip is an incident"
            )
        if self.eased_share >= self.outage_share:
            problems.append(
                f"eased_share ({self.eased_share:g}) must be below outage_share "
                f"({self.outage_share:g}), or an outage would end as it begins"
            )
        if self.prior_results > self.memory_results:
            problems.append(
                f"prior_results ({self.prior_results}) must not exceed memory_results "
                f"({self.memory_results}), or nothing would ever be learned"
            )
        if self.accept_after_s is not None and self.accept_after_s <= self.quiet_s:
            problems.append(
                f"accept_after_s ({self.accept_after_s:g} s) must be longer than quiet_s "
                f"({self.quiet_s:g} s), or trouble would count as usual before it could end"
            )
        if problems:
            raise ValueError("; ".join(problems))
        return self
