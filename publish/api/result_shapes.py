"""The shapes of results, of probes, and of a provider with its probes."""

from typing import Self

from probes.result import Fault, Outcome, ProbeResult, Surface
from publish.api.shapes import IncidentShape, ProviderShape, Shape
from storage.probes import WatchedProbe


class ExpectationShape(Shape):
    """One thing that a probe was told to expect."""

    name: str
    expected: str
    got: str
    held: bool


class TimingsShape(Shape):
    """The phases of one exchange; null where one did not happen."""

    dns_ms: float | None
    connect_ms: float | None
    tls_ms: float | None
    ttfb_ms: float | None
    ttft_ms: float | None
    total_ms: float | None
    longest_gap_ms: float | None
    tokens_per_s: float | None


class ResultShape(Shape):
    """One run of one probe."""

    probe: str
    provider: str
    surface: Surface
    model: str | None
    region: str | None
    vantage: str
    started_at_ms: int
    outcome: Outcome
    fault: Fault
    """Whose fault the outcome is; only `provider` lowers an uptime."""
    late_ms: float
    timings: TimingsShape
    http_status: int | None
    request_id: str | None
    input_tokens: int | None
    output_tokens: int | None
    score: float | None
    cost_microusd: int
    detail: str | None
    """Written by strangers in part: text, never markup."""
    expectations: list[ExpectationShape]

    @classmethod
    def of(cls, result: ProbeResult) -> Self:
        """Return the shape of a record."""
        taken = ("fault", "timings", "expectations")
        plain = {name: getattr(result, name) for name in cls.model_fields if name not in taken}
        return cls(
            **plain,
            fault=result.outcome.fault,
            timings=TimingsShape.model_validate(result.timings, from_attributes=True),
            expectations=[
                ExpectationShape.model_validate(each, from_attributes=True)
                for each in result.expectations
            ],
        )


class ResultPageShape(Shape):
    """A page of results, the newest first. A filter may leave a page short, even empty."""

    results: list[ResultShape]
    next: str | None
    """The `cursor` of the next page; null where this was the last."""


class ProbeShape(Shape):
    """A probe, and its newest result."""

    name: str
    surface: Surface
    check: str
    every_s: float
    waiting_for: str | None
    last: ResultShape | None

    @classmethod
    def of(cls, probe: WatchedProbe, last: ProbeResult | None) -> Self:
        """Return the shape of a record."""
        return cls(
            name=probe.name,
            surface=probe.surface,
            check=probe.check,
            every_s=probe.every_s,
            waiting_for=probe.waiting_for,
            last=None if last is None else ResultShape.of(last),
        )


class ProviderDetailShape(Shape):
    """One provider with its probes and its last incidents."""

    provider: ProviderShape
    probes: list[ProbeShape]
    recent_incidents: list[IncidentShape]
