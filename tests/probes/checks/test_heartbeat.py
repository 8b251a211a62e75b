import asyncio
import time
from dataclasses import replace
from typing import Any

import pytest

from probes.checks import heartbeat
from probes.heartbeats import Heartbeat
from probes.result import Observation, Outcome

HOUR_MS = 3_600_000
DAILY = heartbeat.Options(within="24h", grace="30m")  # type: ignore[arg-type]


@pytest.fixture
def look(context: Any) -> Any:
    def run(heard: Heartbeat | None) -> Observation:
        async def tell() -> Heartbeat | None:
            return heard

        return asyncio.run(
            heartbeat.run(replace(context("http://127.0.0.1"), heartbeat=tell), DAILY)
        )

    return run


def ago_ms(hours: float) -> int:
    return time.time_ns() // 1_000_000 - round(hours * HOUR_MS)


def heard(beat_h: float | None = None, awaited_h: float = 1000, **said: Any) -> Heartbeat:
    usual = {
        "awaited_since_ms": ago_ms(awaited_h),
        "beat_at_ms": None if beat_h is None else ago_ms(beat_h),
        "listening_since_ms": ago_ms(2000),
        "listening_at_ms": ago_ms(0),
    }
    return Heartbeat(**(usual | said))


@pytest.mark.parametrize(
    ("beat_h", "awaited_h", "outcome"),
    [
        (1, 1000, Outcome.OK),
        (24.4, 1000, Outcome.OK),
        (24.6, 1000, Outcome.TIMEOUT),
        (None, 24.4, Outcome.OK),
        (None, 24.6, Outcome.TIMEOUT),
        # Somebody began to wait again after a pause in which nobody did.
        (100, 2, Outcome.OK),
    ],
)
def test_a_job_has_its_period_and_its_grace_to_report_in(
    look: Any, beat_h: float | None, awaited_h: float, outcome: Outcome
) -> None:
    assert look(heard(beat_h, awaited_h)).outcome is outcome


def test_silence_is_told_with_its_length_and_what_was_due(look: Any) -> None:
    seen = look(heard(beat_h=26 + 10 / 60))

    assert seen.detail is not None
    assert seen.detail.startswith("silent for 1 d 2 h, the last at 20")
    assert seen.detail.endswith("; one is due every 1 d")
    assert not seen.expectations[0].held
    assert "none yet" in (look(heard(awaited_h=30)).detail or "")


def test_what_nobody_listened_for_is_held_against_nobody(look: Any) -> None:
    back = heard(beat_h=40, listening_since_ms=ago_ms(1))
    assert look(back).outcome is Outcome.OK
    for away in ({"listening_at_ms": ago_ms(1)}, {"listening_at_ms": None}):
        seen = look(heard(beat_h=40, **away))
        assert seen.outcome is Outcome.SKIPPED
        assert "nobody listens" in (seen.detail or "")
    assert look(None).outcome is Outcome.SKIPPED


def test_a_job_that_reports_a_failure_has_failed_until_it_reports_in(look: Any) -> None:
    failed = {"failed_at_ms": ago_ms(1), "detail": "disk full"}

    seen = look(heard(beat_h=2, **failed))
    assert seen.outcome is Outcome.SERVER_ERROR
    assert "reported a failure" in (seen.detail or "")
    assert "disk full" in (seen.detail or "")
    assert look(heard(beat_h=0.5, **failed)).outcome is Outcome.OK


@pytest.mark.parametrize("within", ["0s", "soon", -1])
def test_a_period_that_is_none_is_refused(within: object) -> None:
    with pytest.raises(ValueError, match="within"):
        heartbeat.Options.model_validate({"within": within})
