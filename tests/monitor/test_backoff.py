"""Whoever asks for fewer requests gets fewer."""

import asyncio
from dataclasses import replace

import pytest

from monitor.backoff import Backoff
from probes.result import Outcome, ProbeResult, Surface
from probes.schedule import Schedule
from probes.spec import ProbeSpec, ProviderSpec, StrictModel

RESULT = ProbeResult(
    probe="x/canary",
    provider="x",
    surface=Surface.API,
    vantage="here",
    started_at_ms=1,
    outcome=Outcome.RATE_LIMITED,
)


def test_a_wait_that_was_told_is_kept_within_reason() -> None:
    backoff = Backoff()

    assert backoff.hold_s(replace(RESULT, retry_after_s=90), 60) == 90
    assert backoff.hold_s(replace(RESULT, retry_after_s=86_400), 60) == 3600


def test_without_one_each_further_throttle_waits_longer_up_to_a_most() -> None:
    backoff = Backoff()

    assert [backoff.hold_s(RESULT, 60) for _ in range(7)] == [0, 60, 120, 180, 240, 240, 240]
    assert backoff.hold_s(replace(RESULT, outcome=Outcome.OK), 60) == 0
    assert backoff.hold_s(RESULT, 60) == 0


@pytest.mark.parametrize(
    "outcome", [Outcome.OVERLOADED, Outcome.SERVER_ERROR, Outcome.TIMEOUT, Outcome.OK]
)
def test_nothing_else_slows_the_watching_down(outcome: Outcome) -> None:
    backoff = Backoff()

    for _ in range(5):
        assert backoff.hold_s(replace(RESULT, outcome=outcome, retry_after_s=90), 60) == 0


def test_suspicion_does_not_spend_an_allowance_that_is_nearly_spent() -> None:
    backoff = Backoff()
    assert backoff.may_hurry("x")

    backoff.hold_s(replace(RESULT, headroom=0.05), 60)
    assert not backoff.may_hurry("x")
    assert backoff.may_hurry("another")
    backoff.hold_s(replace(RESULT, headroom=0.5, outcome=Outcome.OK), 60)
    assert backoff.may_hurry("x")


def test_a_probe_that_is_held_runs_not_even_on_suspicion_and_says_so() -> None:
    ran: list[str] = []
    missed: list[str] = []

    async def run(spec: ProbeSpec, late_ms: float) -> None:
        ran.append(spec.name)

    async def play() -> None:
        schedule = Schedule(run, lambda spec, due_ms, why: missed.append(why))
        probe = ProbeSpec(
            name="x/canary",
            provider=ProviderSpec(id="x", name="X"),
            surface=Surface.API,
            check="http",
            options=StrictModel(),
            every_s=0.2,
        )
        schedule.start([probe])
        while not ran:
            await asyncio.sleep(0.01)
        schedule.hold("x/canary", 60)
        before = len(ran)
        schedule.look_again("x/canary", 0)
        while len(missed) < 2:
            await asyncio.sleep(0.01)
        assert len(ran) <= before + 1  # one may have begun before it was held
        await schedule.stop()

    asyncio.run(play())
    assert "as the provider asked for fewer requests" in missed[-1]
