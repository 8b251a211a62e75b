"""From numbers to words: a crossing of one stream becomes a finding about its provider."""

import math
from dataclasses import dataclass

from incidents import wording
from incidents.baselines import Typical
from incidents.detectors import Crossing, Stream
from incidents.evidence import Dimension, facet_of, majority_outcome
from incidents.extent import hit
from incidents.lifecycle import Finding
from probes.result import Surface


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A stream, how many probes it pools, from which surfaces and, for one probe's, its usual.

    `rivals` is how many probes have as many occasions for a chance alarm, `alone` names the
    probe where its siblings are judged beside it.
    """

    stream: Stream
    probes: int
    surfaces: tuple[Surface, ...]
    rivals: int
    alone: str | None = None
    typical: Typical | None = None


def find(crossing: Crossing, view: View) -> Finding:
    """Return the finding that a crossing comes to."""
    row = crossing.row
    return Finding(
        facet=facet_of(crossing.dimension, row.outcomes),
        is_failure=crossing.dimension is Dimension.FAILURE,
        is_new=crossing.is_new,
        rank=(len(row.sources), view.probes == 1),
        started_ms=row.started_ms,
        first_ms=row.first_ms,
        last_ms=row.last_bad_ms,
        sources=frozenset(hit(row.sources)),
        clause=_clause(crossing, view),
    )


def _clause(crossing: Crossing, view: View) -> str:
    row = crossing.row
    subject = wording.runs(view.surfaces, view.alone)
    usual = row.usual
    ratio = math.exp(row.log_sum / row.results)
    match crossing.dimension:
        case Dimension.FAILURE:
            outcome = majority_outcome(row.outcomes)
            return wording.failures(row.bad, row.results, subject, outcome, usual)
        case Dimension.QUALITY:
            return wording.wrong_answers(row.bad, row.results, subject, usual)
        case Dimension.LATENCY:
            if view.typical is None:
                return wording.slow_answers(subject, wording.Speed(ratio=ratio))
            median = math.exp(view.typical.latency.at(row.last_bad_ms))
            speed = wording.Speed(ratio=ratio, usual=median, signal=view.typical.signal)
            return wording.slow_answers(subject, speed)
        case Dimension.THROUGHPUT:
            rate = (
                None if view.typical is None else math.exp(view.typical.speed.at(row.last_bad_ms))
            )
            return wording.slow_streams(subject, wording.Speed(ratio=ratio, usual=rate))
