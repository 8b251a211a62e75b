"""How failures become a facet."""

import pytest

from incidents.evidence import Dimension, Evidence, facet_of, majority_outcome
from incidents.incident import Facet
from probes.result import Outcome, Surface


@pytest.mark.parametrize(
    ("outcomes", "facet"),
    [
        ({Outcome.RATE_LIMITED: 3, Outcome.TIMEOUT: 2}, Facet.THROTTLING),
        ({Outcome.STREAM_BROKEN: 3}, Facet.TRUNCATION),
        ({Outcome.AUTH_BROKEN: 2, Outcome.CONNECT: 1}, Facet.AUTH),
        ({Outcome.SERVER_ERROR: 5}, Facet.ERRORS),
        ({Outcome.RATE_LIMITED: 2, Outcome.SERVER_ERROR: 2}, Facet.ERRORS),
    ],
)
def test_the_outcome_of_most_failures_names_the_facet(outcomes, facet):
    assert facet_of(Dimension.FAILURE, outcomes) is facet


def test_slowness_and_wrongness_are_facets_whatever_the_outcomes():
    assert facet_of(Dimension.LATENCY, {Outcome.TOO_SLOW: 9}) is Facet.LATENCY
    assert facet_of(Dimension.QUALITY, {Outcome.WRONG_ANSWER: 9}) is Facet.QUALITY
    assert facet_of(Dimension.THROUGHPUT, {Outcome.OK: 9}) is Facet.THROUGHPUT


def test_half_is_no_majority():
    assert majority_outcome({Outcome.TLS: 1, Outcome.CONNECT: 1}) is None


@pytest.mark.parametrize("failed", [True, False])
def test_among_unlike_surfaces_a_result_says_whether_it_failed_and_no_more(failed):
    whole = Evidence("a", Surface.EDGE, Outcome.TLS, 7, failed, True, 3, True, 1.5, -0.5)
    assert whole.failure_only() == Evidence("a", Surface.EDGE, Outcome.TLS, 7, failed)
