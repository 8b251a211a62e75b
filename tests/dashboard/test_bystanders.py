"""What still works in an incident: served, well, slow and not looked at are told apart."""

from typing import Any

import pytest

from dashboard import bystanders
from incidents.amended import Amended
from incidents.incident import Facet, Incident, Scope, State
from probes.result import Outcome, ProbeResult, Surface, Timings
from publish.bystanders import Neighbour, Part
from publish.incident_report import IncidentReport
from storage.usual import UsualRange

INCIDENT = Incident(
    id="one",
    provider="aurora",
    scope=Scope.API,
    state=State.BROWNOUT,
    worst=State.BROWNOUT,
    facets=(Facet.QUALITY,),
    sentence="wrong",
    started_at_ms=1_000,
    detected_at_ms=2_000,
)


def _report(**said: Any) -> IncidentReport:
    plausible: dict[str, Any] = {
        "at_ms": 9_000, "shown": Amended(incident=INCIDENT, judged=("one",)), "title": "Aurora AI",
        "status_page": None, "sentence": "wrong", "start_ms": 1_000, "end_ms": 9_000,
        "moments": (), "parts": (),
        "neighbours": (), "failures": (), "slow": (), "usual": None, "official": (),
        "lag_ms": None, "planned": None,
    }  # fmt: skip
    return IncidentReport(**{**plausible, **said})


@pytest.mark.parametrize(
    ("counts", "shape", "told"),
    [
        ({Outcome.OK: 10}, "check", "100 % served<"),
        ({Outcome.OK: 4, Outcome.WRONG_ANSWER: 6}, "triangle", "100 % served, 40.0 % well"),
        ({Outcome.OK: 4, Outcome.TIMEOUT: 6}, "triangle", "40.0 % served<"),
        ({Outcome.TIMEOUT: 6}, "octagon", "0 % served<"),
        ({Outcome.BLIND: 6}, "ring", "not looked at"),
    ],
)
def test_each_part_tells_how_it_went_in_words_and_shape(
    counts: dict[Outcome, int], shape: str, told: str
) -> None:
    part = Part(surface=Surface.API, probe="aurora/canary", counts=counts)

    shown = bystanders.working(_report(parts=(part,)))

    assert f"bo-{shape}" in shown
    assert told in shown


def test_what_is_served_but_slow_is_not_shown_as_well() -> None:
    part = Part(surface=Surface.API, probe="aurora/canary", counts={Outcome.OK: 10})
    slow = ProbeResult(
        probe="aurora/canary", provider="aurora", surface=Surface.API, vantage="home",
        started_at_ms=5_000, outcome=Outcome.OK, timings=Timings(ttft_ms=900.0),
    )  # fmt: skip
    usual = UsualRange(low_ms=200.0, middle_ms=220.0, high_ms=260.0)

    shown = bystanders.working(_report(parts=(part,), slow=(slow,), usual=usual))

    assert "bo-check" not in shown
    assert "100 % served, slowly" in shown


def test_a_neighbour_with_an_incident_of_its_own_is_no_refuge() -> None:
    well = Neighbour(provider="b", title="<b>B</b>", counts={Outcome.OK: 5}, incidents=())
    ill = Neighbour(provider="c", title="C", counts={Outcome.OK: 5}, incidents=(INCIDENT,))

    shown = bystanders.working(_report(neighbours=(well, ill)))

    first, second = shown.split("&lt;b&gt;B&lt;/b&gt;")
    assert "bo-check" in first
    assert "had an incident too" in second
    assert "bo-check" not in second


def test_where_nobody_looked_that_is_said() -> None:
    assert "Nobody looked at that time." in bystanders.working(_report())
