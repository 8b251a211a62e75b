"""The figures: incidents are shaded where they were, holes stay holes, shares add up."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from dashboard import charts
from dashboard.theme import MARKS, Group
from incidents.incident import Facet, Incident, Scope, State
from probes.result import Outcome, Surface
from publish import words
from storage.history import Bucket
from storage.points import Point

START_MS = 1_790_000_000_000
STEP_MS = 60_000
END_MS = START_MS + 30 * STEP_MS


def _bucket(number: int, counts: dict[Outcome, int], **said: Any) -> Bucket:
    return Bucket(
        provider="aurora",
        surface=Surface.API,
        probe=said.pop("probe", "aurora/canary"),
        start_ms=START_MS + number * STEP_MS,
        counts=counts,
        **said,
    )


def _incident(start_ms: int, end_ms: int | None, worst: State = State.OUTAGE) -> Incident:
    return Incident(
        id="one",
        provider="aurora",
        scope=Scope.API,
        state=worst,
        worst=worst,
        facets=(Facet.ERRORS,),
        sentence="it failed",
        started_at_ms=start_ms,
        detected_at_ms=start_ms,
        ended_at_ms=end_ms,
        closed_at_ms=end_ms,
    )


def _availability(*buckets: Bucket, incidents: tuple[Incident, ...] = ()) -> Any:
    return charts.availability(buckets, incidents, START_MS, END_MS, STEP_MS)


def _first_token(*buckets: Bucket, **said: Any) -> Any:
    given = {"points": (), "usual_ms": None, "incidents": (), **said}
    return charts.first_token(buckets, start_ms=START_MS, end_ms=END_MS, step_ms=STEP_MS, **given)


def _naive(at_ms: int) -> datetime:
    return words.moment(at_ms).replace(tzinfo=None)


def test_an_incident_is_shaded_from_its_start_to_its_end() -> None:
    incident = _incident(START_MS + 5 * STEP_MS, START_MS + 9 * STEP_MS)

    # Full bars would hide what lies below them.
    for figure, layer in (
        (_availability(_bucket(0, {Outcome.OK: 1}), incidents=(incident,)), "above"),
        (_first_token(incidents=(incident,)), "below"),
    ):
        (shape,) = figure.layout.shapes
        assert shape.x0 == _naive(incident.started_at_ms)
        assert shape.x1 == _naive(START_MS + 9 * STEP_MS)
        assert shape.fillcolor == MARKS[Group.FAILED]
        assert shape.layer == layer


def test_an_open_incident_is_shaded_up_to_now_and_an_old_one_from_the_left_edge() -> None:
    figure = _availability(incidents=(_incident(START_MS - STEP_MS, None, State.BROWNOUT),))

    (shape,) = figure.layout.shapes
    assert (shape.x0, shape.x1) == (_naive(START_MS), _naive(END_MS))
    assert shape.fillcolor == MARKS[Group.POOR]


def test_an_incident_outside_the_window_is_not_drawn() -> None:
    figure = _availability(incidents=(_incident(START_MS - 9 * STEP_MS, START_MS - STEP_MS),))

    assert not figure.layout.shapes


def test_the_shares_of_a_bucket_add_up_over_all_its_probes() -> None:
    figure = _availability(
        _bucket(0, {Outcome.OK: 6, Outcome.TIMEOUT: 1}),
        _bucket(0, {Outcome.TOO_SLOW: 1, Outcome.QUOTA: 1, Outcome.BLIND: 1}, probe="other"),
        _bucket(3, {Outcome.OK: 2}),
    )

    first = {bar.name: bar.y[0] for bar in figure.data}
    assert first == pytest.approx(
        {Group.SERVED: 60, Group.POOR: 10, Group.FAILED: 10, Group.ACCOUNT: 10, Group.UNSEEN: 10}
    )
    assert [sum(bar.y[n] for bar in figure.data) for n in (0, 1)] == pytest.approx([100, 100])


def test_a_bucket_without_results_has_no_bar() -> None:
    figure = _availability(_bucket(0, {Outcome.OK: 1}), _bucket(7, {Outcome.OK: 1}))

    half = timedelta(milliseconds=STEP_MS / 2)
    assert list(figure.data[0].x) == [
        _naive(START_MS) + half,
        _naive(START_MS + 7 * STEP_MS) + half,
    ]


def test_pointing_at_a_bar_tells_how_many_of_how_many() -> None:
    figure = _availability(_bucket(0, {Outcome.OK: 3, Outcome.TIMEOUT: 1}))

    failed = next(bar for bar in figure.data if bar.name == Group.FAILED)
    assert failed.text[0] == "1 of 4 results"


def _speed(number: int, p50_ms: float, p95_ms: float, **said: Any) -> Bucket:
    return _bucket(
        number, {Outcome.OK: 9}, ttft_p50_ms=p50_ms, ttft_p95_ms=p95_ms, ttft_count=9, **said
    )


def test_the_line_breaks_where_nobody_measured() -> None:
    figure = _first_token(*(_speed(n, 400, 700) for n in (0, 1, 2, 10, 11)))

    line = next(trace for trace in figure.data if trace.name == "median")
    assert list(line.y) == [400, 400, 400, None, 400, 400]


def test_a_slow_cadence_is_no_hole() -> None:
    figure = _first_token(*(_speed(n, 400, 700) for n in (0, 5, 10, 15)))

    line = next(trace for trace in figure.data if trace.name == "median")
    assert None not in line.y


def test_several_probes_give_the_median_line_and_the_worst_tail() -> None:
    figure = _first_token(
        _speed(0, 100, 200, probe="a"), _speed(0, 300, 900, probe="b"), _speed(0, 500, 600)
    )

    traces = {trace.name: list(trace.y) for trace in figure.data}
    assert traces == {"95 % are under": [900], "median": [300]}


def test_runs_are_points_that_say_which_probe_and_how_it_ended() -> None:
    points = [
        Point(provider="aurora", probe="aurora/canary", started_at_ms=START_MS, outcome=outcome,
              ttft_ms=ttft_ms, total_ms=900.0)
        for outcome, ttft_ms in ((Outcome.OK, 400.0), (Outcome.WRONG_ANSWER, 500.0),
                                 (Outcome.TIMEOUT, None))
    ]  # fmt: skip

    figure = _first_token(points=points)

    assert [list(trace.text) for trace in figure.data] == [
        ["aurora/canary: 400 ms, ok"],
        ["aurora/canary: 500 ms, wrong answer"],
    ]
    assert len({trace.marker.symbol for trace in figure.data}) == 2


def test_the_usual_level_spans_the_window() -> None:
    (usual,) = _first_token(usual_ms=412.0).data

    assert usual.name == "usual, 412 ms"
    assert list(usual.x) == [_naive(START_MS), _naive(END_MS)]


def test_the_axis_is_one_of_time_even_without_anything_to_draw() -> None:
    assert _first_token().layout.xaxis.type == "date"


def test_figures_take_the_ground_of_the_page() -> None:
    layout = _availability().layout

    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
