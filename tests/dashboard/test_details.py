"""The provider page's tables: each run with its evidence, each surface with its last word."""

from typing import Any

import pytest

from dashboard import details
from dashboard.details import SurfaceRow
from incidents.amended import Amended
from incidents.incident import Facet, Incident, Scope, State
from probes.result import Outcome, ProbeResult, Surface, Timings
from storage.probes import WatchedProbe

NOW_MS = 1_790_000_000_000


def _result(**said: Any) -> ProbeResult:
    plausible: dict[str, Any] = {
        "probe": "aurora/canary",
        "provider": "aurora",
        "surface": Surface.API,
        "vantage": "home",
        "started_at_ms": NOW_MS - 8_000,
        "outcome": Outcome.OK,
    }
    return ProbeResult(**{**plausible, **said})


def _incident(**said: Any) -> Amended:
    plausible: dict[str, Any] = {
        "id": "one",
        "provider": "aurora",
        "scope": Scope.LOGIN,
        "state": State.BROWNOUT,
        "worst": State.OUTAGE,
        "facets": (Facet.AUTH, Facet.ERRORS),
        "sentence": "nobody can log in",
        "started_at_ms": NOW_MS - 600_000,
        "detected_at_ms": NOW_MS - 590_000,
    }
    incident = Incident(**{**plausible, **said})
    return Amended(incident=incident, judged=(incident.id,))


def test_phases_come_in_their_order_and_only_those_that_happened() -> None:
    timings = Timings(connect_ms=12.0, ttft_ms=412.0, total_ms=1_240.0, tokens_per_s=61.4)

    assert details.phases(timings) == (
        "connect 12 ms · first token 412 ms · total 1.24 s · 61 tokens/s"
    )


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_is_told_by_shape_and_words(outcome: Outcome) -> None:
    told = details.outcome(_result(outcome=outcome))

    assert "bo-mark" in told
    assert "_" not in told.rsplit("</span>", 2)[1]


def test_a_run_shows_status_score_detail_and_request_id() -> None:
    table = details.results(
        [_result(outcome=Outcome.WRONG_ANSWER, http_status=200, score=0.25,
                 detail="expected stone, got 42", request_id="req_77")]
    )  # fmt: skip

    for evidence in ("HTTP 200, score 0.25", "expected stone, got 42", "req_77", "14:13:12"):
        assert evidence in table


def test_an_open_incident_that_eased_still_tells_how_bad_it_was() -> None:
    row = details.incident_list([_incident()], NOW_MS)

    assert "Nobody can log in" in row
    assert "14:03:20 UTC still open · found after 10 s" in row
    for tag in ("Brownout", "Login", "login broken", "errors", "was outage"):
        assert f">{tag}</span>" in row


def test_a_closed_incident_tells_its_worst_and_how_long_it_lasted() -> None:
    ended = _incident(ended_at_ms=NOW_MS - 300_000, closed_at_ms=NOW_MS - 240_000)

    row = details.incident_list([ended], NOW_MS)

    assert "until 14:08:20 UTC" in row
    assert "<b>5 min</b>" in row
    assert ">Outage</span>" in row


def test_no_incident_is_said_in_words() -> None:
    assert "No incident in this window." in details.incident_list([], NOW_MS)


def test_a_surface_shows_its_last_run_and_what_it_waits_for() -> None:
    probe = WatchedProbe(name="aurora/canary", surface=Surface.API, check="canary", every_s=60)
    waits = WatchedProbe(
        name="aurora/key", surface=Surface.AUTH, check="auth", every_s=60, waiting_for="AURORA_KEY"
    )
    rows = [
        SurfaceRow(surface=Surface.API, probes=(probe,), last=_result(outcome=Outcome.OVERLOADED),
                   counts={Outcome.OK: 3, Outcome.OVERLOADED: 1}, ttft_p50_ms=412.0,
                   total_p50_ms=900.0, total_p95_ms=1_300.0),
        SurfaceRow(surface=Surface.AUTH, probes=(waits,), last=None, counts={}, ttft_p50_ms=None,
                   total_p50_ms=None, total_p95_ms=None),
    ]  # fmt: skip

    table = details.surfaces(rows, NOW_MS)

    completions, key = table.split("API key")
    for said in ("Completions", "overloaded", "8 s ago", "75.00 %", "412 ms", "95 % under 1.30 s"):
        assert said in completions
    assert "waits for AURORA_KEY" in key
