"""The figures of an incident: every run is drawn once, the usual range and the detection stand."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import incident_charts
from dashboard.theme import OUTCOMES
from incidents.incident import Facet, Incident, Scope, State
from probes.result import Outcome, Surface
from publish import words
from storage.history import Bucket
from storage.usual import UsualRange

START_MS = 1_790_000_000_000
STEP_MS = 60_000
SPAN = (START_MS, START_MS + 30 * STEP_MS, STEP_MS)
INCIDENT = Incident(
    id="one",
    provider="aurora",
    scope=Scope.API,
    state=State.OUTAGE,
    worst=State.OUTAGE,
    facets=(Facet.ERRORS,),
    sentence="it failed",
    started_at_ms=START_MS + 10 * STEP_MS,
    detected_at_ms=START_MS + 12 * STEP_MS,
)


def _bucket(number: int, counts: dict[Outcome, int], **said: Any) -> Bucket:
    return Bucket(
        provider="aurora",
        surface=Surface.API,
        probe=said.pop("probe", "aurora/canary"),
        start_ms=START_MS + number * STEP_MS,
        counts=counts,
        **said,
    )


BUCKETS = st.lists(
    st.builds(
        lambda number, counts, probe: _bucket(number, counts, probe=probe),
        st.integers(0, 29),
        st.dictionaries(st.sampled_from(Outcome), st.integers(1, 9), max_size=4),
        st.sampled_from("ab"),
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=30)
@given(buckets=BUCKETS)
def test_every_run_is_drawn_once_and_what_went_well_on_top(buckets: list[Bucket]) -> None:
    figure = incident_charts.outcomes(buckets, INCIDENT, *SPAN)

    drawn = {bar.name: sum(bar.y) for bar in figure.data}
    totals: dict[str, int] = {}
    for bucket in buckets:
        for outcome, number in bucket.counts.items():
            totals[OUTCOMES[outcome]] = totals.get(OUTCOMES[outcome], 0) + number
    assert drawn == totals
    names = [bar.name for bar in figure.data]
    if "ok" in names:
        assert names[-1] == "ok"
    failed = [drawn[name] for name in names if name != "ok"]
    assert failed == sorted(failed, reverse=True)


def test_the_incident_is_shaded_and_the_detection_dotted() -> None:
    figure = incident_charts.outcomes([], INCIDENT, *SPAN)

    shaded, dotted = figure.layout.shapes
    at = words.moment(INCIDENT.started_at_ms).replace(tzinfo=None)
    assert (shaded.x0, dotted.name) == (at, "detected")
    assert dotted.x0 == words.moment(INCIDENT.detected_at_ms).replace(tzinfo=None)


def test_a_detection_outside_the_figure_is_not_drawn() -> None:
    figure = incident_charts.outcomes([], INCIDENT, START_MS, START_MS + 11 * STEP_MS, STEP_MS)

    assert [shape.name for shape in figure.layout.shapes] == ["outage: one"]


def test_the_usual_range_lies_under_what_was_measured() -> None:
    usual = UsualRange(low_ms=200.0, middle_ms=220.0, high_ms=260.0)
    buckets = [_bucket(n, {Outcome.OK: 1}, ttft_p50_ms=900.0, ttft_p95_ms=900.0) for n in (3, 4)]

    figure = incident_charts.first_token(buckets, [], usual, INCIDENT, *SPAN)

    assert [trace.name for trace in figure.data] == [None, "usual, 200 ms to 260 ms", "median"]
    assert (set(figure.data[0].y), set(figure.data[1].y)) == ({200.0}, {260.0})
    assert list(figure.data[2].y) == [900.0, 900.0]


def test_without_a_past_there_is_no_usual_range() -> None:
    figure = incident_charts.first_token([], [], None, INCIDENT, *SPAN)

    assert not figure.data
