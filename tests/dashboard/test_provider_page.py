"""The parts of the Provider page: phases, kinds of failure, tasks, costs, the allowance."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import provider_charts, provider_page
from dashboard.data import ProviderView
from dashboard.provider_data import Sampled
from probes.canaries import answer_to
from probes.result import Expectation, Outcome, ProbeResult, Surface, Timings
from publish.phases import stretches
from storage.history import Bucket

MINUTE_MS = 60_000
END_MS = 1_790_000_000_000


def _run(minutes_ago: float = 1, **said: Any) -> ProbeResult:
    return ProbeResult(
        **{
            "probe": "aurora/canary",
            "provider": "aurora",
            "surface": Surface.API,
            "vantage": "home",
            "started_at_ms": END_MS - round(minutes_ago * MINUTE_MS),
            "outcome": Outcome.OK,
            **said,
        }
    )


def _sampled(*runs: ProbeResult) -> Sampled:
    start_ms = END_MS - 60 * MINUTE_MS
    return Sampled(
        start_ms=start_ms, end_ms=END_MS, step_ms=MINUTE_MS, kept_from_ms=start_ms,
        runs=tuple(sorted(runs, key=lambda run: run.started_at_ms)),
    )  # fmt: skip


def _answered(task: str, score: float, detail: str | None = None) -> ProbeResult:
    right = score == 1.0
    told = Expectation(name=answer_to(task), expected="1", got="2", held=right)
    outcome = Outcome.OK if right else Outcome.WRONG_ANSWER
    return _run(score=score, expectations=(told,), outcome=outcome, detail=detail)


durations = st.none() | st.floats(0, 1e5)


@given(st.builds(Timings, dns_ms=durations, connect_ms=durations, tls_ms=durations,
                 ttfb_ms=st.floats(0, 1e5), ttft_ms=durations))  # fmt: skip
def test_stretches_follow_each_other_and_add_up_to_the_whole(timings: Timings) -> None:
    opening = sum(getattr(timings, f"{name}_ms") or 0.0 for name in ("dns", "connect", "tls"))
    answered = max(timings.ttfb_ms or 0.0, timings.ttft_ms or 0.0)
    whole = Timings(**{name: getattr(timings, name) for name in ("dns_ms", "connect_ms", "tls_ms",
                    "ttfb_ms", "ttft_ms")}, total_ms=opening + answered + 12.5)  # fmt: skip

    found = stretches(whole)

    assert all(ms >= 0 for _, ms in found)
    assert sum(ms for _, ms in found) == pytest.approx(opening + answered + 12.5)


def test_phases_are_told_by_surface_and_drawn_as_stretches() -> None:
    timings = Timings(dns_ms=4, connect_ms=10, tls_ms=20, ttfb_ms=100, ttft_ms=250, total_ms=500)
    found = _sampled(*(_run(n, timings=timings) for n in range(1, 6)),
                     _run(outcome=Outcome.TIMEOUT, timings=Timings(total_ms=9e9)))  # fmt: skip

    table = provider_page.phases(found)
    drawn = {trace.name: trace.y[0] for trace in provider_charts.phases(found, Surface.API).data}

    assert "Completions" in table
    assert "150 ms" in table
    assert drawn == {
        "DNS": 4, "connect": 10, "TLS": 20, "first byte": 100, "first token": 150, "the rest": 216,
    }  # fmt: skip


def test_failures_are_told_by_kind_with_whose_fault_they_are() -> None:
    counts = {Outcome.OK: 90, Outcome.OVERLOADED: 6, Outcome.QUOTA: 4, Outcome.SKIPPED: 50}
    bucket = Bucket(provider="aurora", surface=Surface.API, probe="aurora/canary", start_ms=0,
                    counts=counts)  # fmt: skip

    table = provider_page.failures([bucket])
    view = ProviderView(start_ms=0, end_ms=MINUTE_MS, step_ms=MINUTE_MS, surfaces=(),
                        buckets=(bucket,), points=(), incidents=(), planned=(),
                        usual_ttft_ms=None)  # fmt: skip
    figure = provider_charts.failures(view)

    assert table.index("overloaded") < table.index("our quota is spent")
    assert "the provider's" in table
    assert "our account's" in table
    assert "6.00 %" in table
    assert "skipped" not in table
    assert [trace.name for trace in figure.data] == ["overloaded", "our quota is spent"]


def test_tasks_come_worst_first_with_their_last_mistake_as_text() -> None:
    found = _sampled(
        *(_answered("echo", 1.0) for _ in range(3)),
        _answered("sort", 1.0),
        _answered("sort", 0.5, "expected <b>a</b>, got b"),
        _run(score=1.0),
    )

    table = provider_page.tasks(found)

    assert table.index("sort") < table.index("echo")
    assert "50.0 %" in table
    assert "expected &lt;b&gt;a&lt;/b&gt;, got b" in table


def test_costs_are_told_by_probe_a_day_and_a_run() -> None:
    def spent(probe: str, microusd: int, runs: int) -> Bucket:
        return Bucket(provider="aurora", surface=Surface.API, probe=probe, start_ms=0,
                      counts={Outcome.OK: runs}, cost_microusd=microusd)  # fmt: skip

    half_a_day_ms = 12 * 60 * MINUTE_MS
    table = provider_page.costs(
        [spent("one", 2_000_000, 100), spent("two", 500_000, 100), spent("free", 0, 9)],
        {"one": "one · large"}, 0, half_a_day_ms,
    )  # fmt: skip

    assert "one · large" in table
    for said in ("$2.00", "$4.00", "$0.02", "$0.0050", "$2.50", "$5.00"):
        assert said in table
    assert "free" not in table


def _falling(last: float, every_min: int = 5) -> list[ProbeResult]:
    return [_run((20 - n) * every_min / 5, headroom=last + 0.02 * (19 - n)) for n in range(20)]


def test_a_429_of_our_own_making_is_seen_coming() -> None:
    runs = _falling(last=0.12)

    spent_ms = provider_page.spent_at_ms(runs)
    told = provider_page.allowance(_sampled(*runs))

    # 2 % a minute, and 12 % left a minute ago.
    assert spent_ms == pytest.approx(END_MS + 5 * MINUTE_MS, abs=MINUTE_MS)
    assert "12 % of the scarcest allowance is left" in told
    assert "a 429 is of our own making" in told


@pytest.mark.parametrize(
    "runs",
    [
        _falling(last=0.7),
        [_run(20 - n, headroom=0.5) for n in range(20)],
        [_run(20 - n, headroom=0.1 + 0.02 * n) for n in range(20)],
        _falling(last=0.1)[-4:],
    ],
    ids=["much is left", "steady", "rising", "too few to tell"],
)
def test_no_alarm_is_raised_over_an_allowance(runs: list[ProbeResult]) -> None:
    assert provider_page.spent_at_ms(runs) is None


def test_who_tells_nothing_of_an_allowance_is_not_drawn_one() -> None:
    assert "tells nothing of an allowance" in provider_page.allowance(_sampled(_run()))
    throttled = _run(outcome=Outcome.QUOTA, headroom=0.0)
    figure = provider_charts.allowance(_sampled(_run(2, headroom=0.05), throttled))
    assert [trace.name for trace in figure.data] == [
        "left to aurora/canary", "asked for fewer requests",
    ]  # fmt: skip
