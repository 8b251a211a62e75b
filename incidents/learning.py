"""What becomes usual: quiet times are learned, and what lasts is accepted in the end."""

from incidents.detectors import Stream
from incidents.evidence import Dimension, Evidence
from incidents.incident import Facet, Incident
from incidents.rules import Rules
from incidents.seasons import Level
from incidents.watches import ProbeWatch, ScopeWatch
from incidents.weights import Weights
from probes.result import ProbeResult

_ACCEPTABLE = {Facet.LATENCY, Facet.THROUGHPUT, Facet.QUALITY}


def learn(
    streams: list[Stream],
    watch: ProbeWatch,
    result: ProbeResult,
    seen: Evidence,
    is_suspect: bool,
    rules: Rules,
) -> None:
    """Take one result from quiet times into what is usual.

    Speeds are not learned under suspicion, or a slow onset would teach that it is usual.
    """
    for stream in streams:
        stream.learn(seen, rules.memory_results)
    if not seen.failed and not is_suspect:
        watch.typical.learn(result.timings, result.started_at_ms, watch.every_s)


def is_new_normal(incident: Incident, opened_ms: int, now_ms: int, rules: Rules) -> bool:
    """True where answers have been slower or worse for so long that a new model explains it."""
    return (
        rules.accept_after_s is not None
        and now_ms - opened_ms >= rules.accept_after_s * 1000
        and _ACCEPTABLE.issuperset(incident.facets)
    )


def accept(scope: ScopeWatch) -> None:
    """Take the speeds and the quality that the incident is about as usual from now on."""
    for surface in scope.surfaces.values():
        streams = [watch.stream for watch in surface.probes.values()]
        if surface.pool is not None:
            streams.append(surface.pool)
        shown = {dimension for stream in streams for dimension in stream.recoveries}
        for watch in surface.probes.values():
            if Dimension.LATENCY in shown:
                watch.typical.latency = Level()
            if Dimension.THROUGHPUT in shown:
                watch.typical.speed = Level()
        for stream in streams:
            quality = stream.recoveries.get(Dimension.QUALITY)
            if quality is not None:
                stream.usual.accept_wrong(quality.bad_share)
                stream.weights = Weights.of(stream.usual)
