"""A crossing as a finding: whose it is, since when, and the clause that people read."""

import math

import pytest

from incidents.baselines import Typical
from incidents.detectors import Crossing, Stream
from incidents.evidence import Dimension
from incidents.findings import View, find
from incidents.incident import Facet
from incidents.lifecycle import Finding
from incidents.rows import Row
from incidents.rules import Rules
from incidents.seasons import Level
from probes.result import Outcome, Surface

LAST_MS = 120_000


def row(log_sum: float = 0.0, **sources: int) -> Row:
    return Row(
        nats=20.0, first_ms=60_000, gap_ms=10_000, last_bad_ms=LAST_MS, results=8, bad=6,
        log_sum=log_sum, usual=0.02, outcomes={Outcome.TIMEOUT: 4, Outcome.RATE_LIMITED: 2},
        sources=sources or {"canary": 6},
    )  # fmt: skip


def view(*, alone: str | None = None, typical: Typical | None = None, probes: int = 1) -> View:
    stream = Stream.new(Rules())
    return View(
        stream=stream, probes=probes, surfaces=(Surface.API,), rivals=1, alone=alone,
        typical=typical,
    )  # fmt: skip


def usual(latency_ms: float, tokens_per_s: float, signal: str = "ttft") -> Typical:
    known = Typical(signal=signal, latency=Level(), speed=Level())
    for _ in range(200):
        known.latency.learn(math.log(latency_ms), LAST_MS, 60)
        known.speed.learn(math.log(tokens_per_s), LAST_MS, 60)
    return known


def test_a_finding_says_whose_it_is_and_when_it_was_seen() -> None:
    crossing = Crossing(Dimension.FAILURE, row(a=5, b=1, c=3), is_new=True)

    assert find(crossing, view(probes=3)) == Finding(
        facet=Facet.ERRORS,
        is_failure=True,
        is_new=True,
        rank=(3, False),
        started_ms=55_000,
        first_ms=60_000,
        last_ms=LAST_MS,
        sources=frozenset({"a", "c"}),
        clause="6 of the last 8 canaries timed out (usually 2.0 %)",
    )
    assert find(crossing, view()).rank == (3, True)


@pytest.mark.parametrize(
    ("dimension", "log_sum", "of", "facet", "clause"),
    [
        (
            Dimension.FAILURE, 0.0, view(alone="canary"), Facet.ERRORS,
            '6 of the last 8 runs of "canary" timed out (usually 2.0 %)',
        ),
        (
            Dimension.QUALITY, 0.0, view(), Facet.QUALITY,
            "6 of the last 8 canaries were answered wrongly (usually 2.0 %)",
        ),
        (
            Dimension.LATENCY, 8 * math.log(3), view(probes=2), Facet.LATENCY,
            "first token takes 3.0 times as long as usual (canaries)",
        ),
        (
            Dimension.LATENCY, 8 * math.log(3), view(typical=usual(700, 60, "ttfb")),
            Facet.LATENCY, "first byte takes 2.1 s (usually 0.70 s)",
        ),
        (
            Dimension.THROUGHPUT, 8 * math.log(0.5), view(probes=2), Facet.THROUGHPUT,
            "tokens come at 50 % of their usual rate (canaries)",
        ),
        (
            Dimension.THROUGHPUT, 8 * math.log(0.5), view(typical=usual(700, 60)),
            Facet.THROUGHPUT, "tokens come at 30 a second (usually 60)",
        ),
    ],
)  # fmt: skip
def test_each_way_of_browning_out_has_its_clause(
    dimension: Dimension, log_sum: float, of: View, facet: Facet, clause: str
) -> None:
    found = find(Crossing(dimension, row(log_sum), is_new=False), of)

    assert (found.facet, found.clause) == (facet, clause)
    assert found.is_failure is (dimension is Dimension.FAILURE)
    assert found.is_new is False
