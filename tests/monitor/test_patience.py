"""When a run is overdue, and how often that may cost another."""

import pytest

from monitor.patience import MOST_AT_ONCE, PER_HOUR, Patience
from probes.result import Outcome, ProbeResult, Surface, Timings


def patience(took_ms: float, runs: int = 50, outcome: Outcome = Outcome.OK) -> Patience:
    learned = Patience()
    for number in range(runs):
        result = ProbeResult(
            probe="p/canary",
            provider="p",
            surface=Surface.API,
            vantage="here",
            started_at_ms=number,
            outcome=outcome,
            timings=Timings(total_ms=took_ms),
        )
        learned.learn(result, 60)
    return learned


@pytest.mark.parametrize(
    ("took_ms", "after_s"),
    [(200, 5.0), (2_000, 10.0), (9_000, 15.0)],
    ids=["fast", "usual", "slow"],
)
def test_a_run_is_overdue_after_several_times_what_is_usual(took_ms: float, after_s: float) -> None:
    assert patience(took_ms).overdue_after_s("p/canary", 30) == pytest.approx(after_s, rel=0.01)


def test_nothing_is_overdue_before_something_is_usual() -> None:
    assert patience(200, runs=5).overdue_after_s("p/canary", 30) is None
    assert patience(200, outcome=Outcome.TIMEOUT).overdue_after_s("p/canary", 30) is None


def test_a_probe_that_gives_up_sooner_is_never_overdue() -> None:
    assert patience(2_000).overdue_after_s("p/canary", 8) is None


def test_so_many_runs_may_be_under_way_at_once() -> None:
    granted = [patience(200).may_ask_beside("p", under_way, 0) for under_way in range(5)]
    assert granted.count(True) == MOST_AT_ONCE == 3


def test_an_hour_allows_so_many() -> None:
    asking = patience(200)
    granted = [asking.may_ask_beside("p", 1, 1_000) for _ in range(100)]
    assert granted.count(True) == PER_HOUR
