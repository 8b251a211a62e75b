"""What quiet times teach, and what is accepted in the end."""

import pytest

from incidents.cadence import Budget
from incidents.detectors import Stream
from incidents.evidence import Dimension, Evidence
from incidents.incident import Facet, Incident, Scope, State
from incidents.learning import accept, is_new_normal, learn
from incidents.recovery import Recovery
from incidents.rules import Rules
from incidents.watches import ProbeWatch, ScopeWatch, SurfaceWatch
from incidents.weights import Weights
from probes.result import Surface

RULES = Rules(accept_after_s=3600, memory_results=1000)


def watched(probe="canary", surface=Surface.API):
    return ProbeWatch(probe, "home", surface, 60.0, Stream.new(RULES))


@pytest.mark.parametrize(
    ("char", "is_suspect", "learned"), [(".", False, 1), (".", True, 0), ("x", False, 0)]
)
def test_rates_are_learned_from_every_quiet_result_and_speeds_from_answers_beyond_suspicion(
    kit, char, is_suspect, learned
):
    watch, pool = watched(), Stream.new(RULES)
    result = kit.result(char, 0)
    seen = Evidence(watch.source, Surface.API, result.outcome, 0, char == "x", False)
    expected = Stream.new(RULES)
    expected.learn(seen, 1000)

    learn([watch.stream, pool], watch, result, seen, is_suspect, RULES)

    assert watch.stream == pool == expected
    assert (watch.typical.latency.results, watch.typical.speed.results) == (learned, learned)


def incident(*facets):
    return Incident(
        id="a", provider="p", scope=Scope.API, state=State.BROWNOUT, worst=State.BROWNOUT,
        facets=facets, sentence="", started_at_ms=0, detected_at_ms=0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("facets", "lasted_ms", "accepted"),
    [
        ((Facet.LATENCY,), 3_600_000, True),
        ((Facet.LATENCY,), 3_599_999, False),
        ((Facet.THROUGHPUT, Facet.QUALITY), 3_600_000, True),
        ((Facet.LATENCY, Facet.ERRORS), 10**9, False),
        ((Facet.THROTTLING,), 10**9, False),
    ],
)
def test_what_is_slow_or_wrong_for_as_long_as_the_rules_say_is_the_new_normal(
    facets, lasted_ms, accepted
):
    assert is_new_normal(incident(*facets), 500, 500 + lasted_ms, RULES) is accepted
    never = RULES.model_copy(update={"accept_after_s": None})
    assert not is_new_normal(incident(*facets), 500, 10**12, never)


@pytest.mark.parametrize(
    ("dimension", "latency", "speed"),
    [(Dimension.LATENCY, 0, 9), (Dimension.THROUGHPUT, 9, 0), (Dimension.QUALITY, 9, 9)],
)
@pytest.mark.parametrize("shown_by", ["probe", "pool"])
def test_only_the_speed_that_the_incident_is_about_is_learned_anew(
    kit, dimension, latency, speed, shown_by
):
    watch, sibling, pool = watched(), watched("other"), Stream.new(RULES)
    edge = watched("reach", Surface.EDGE)
    for each in (watch, sibling, edge):
        for _ in range(9):
            each.typical.learn(kit.result(".", 0).timings, 0, 60.0)
    shown = Recovery.begin(3, 30)
    (pool if shown_by == "pool" else sibling.stream).recoveries[dimension] = shown

    accept(
        ScopeWatch(
            {
                Surface.API: SurfaceWatch(Budget(0), {"a": watch, "b": sibling}, pool),
                Surface.EDGE: SurfaceWatch(Budget(0), {"c": edge}),
            }
        )
    )

    for each in (watch, sibling):
        typical = each.typical
        assert (typical.latency.results, typical.speed.results) == (latency, speed)
    # Nothing was shown of the other surface.
    assert (edge.typical.latency.results, edge.typical.speed.results) == (9, 9)


def test_of_the_wrong_answers_as_many_are_usual_as_the_incident_had_where_it_showed():
    watch, sibling, pool = watched(), watched("other"), Stream.new(RULES)
    shown = Recovery.begin(12, 30)
    watch.stream.recoveries[Dimension.QUALITY] = shown
    pool.recoveries[Dimension.QUALITY] = shown
    surface = SurfaceWatch(Budget(0), {"a": sibling, "b": watch}, pool)

    accept(ScopeWatch({Surface.API: surface}))

    for stream in (watch.stream, pool):
        assert stream.usual.wrong.value == pytest.approx(12.5 / 31)
        assert stream.weights == Weights.of(stream.usual)
    assert sibling.stream == Stream.new(RULES)
