"""How failures become a facet."""

import pytest

from incidents.evidence import Dimension, facet_of, majority_outcome
from incidents.incident import Facet
from probes.result import Outcome


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


def test_half_is_no_majority():
    assert majority_outcome({Outcome.TLS: 1, Outcome.CONNECT: 1}) is None
