"""Waits for a job to report in by HTTP within its period: one that stays silent has failed.

The job asks for `/heartbeat/NAME` on the dashboard's port when it is done, or for
`/heartbeat/NAME/fail` when it failed. Whatever nobody listened for counts for nobody.
"""

import time
from datetime import UTC, datetime
from typing import Annotated

from pydantic import BeforeValidator, Field

from probes.checks import Context
from probes.expect import parse_duration_s, spelled
from probes.result import Expectation, Observation, Outcome, Surface
from probes.spec import ProviderSpec, StrictModel

SURFACE = Surface.DEPENDENCY

# Whoever listens says so every few seconds.
_LISTENING_MS = 60_000

Period = Annotated[float, BeforeValidator(parse_duration_s), Field(gt=0)]
Grace = Annotated[float, BeforeValidator(parse_duration_s)]


class Options(StrictModel):
    """The keys of a heartbeat."""

    within: Period
    """How often the job reports in, such as `24h`."""
    grace: Grace = 60.0
    """How much later than that it may be."""


def waiting_for(provider: ProviderSpec, options: Options) -> None:
    """Return nothing: it can always be waited for."""


def usage(provider: ProviderSpec, options: Options) -> None:
    """Return nothing: no tokens are spent."""


def target(provider: ProviderSpec, options: Options) -> None:
    """Return nothing: nobody is asked."""


async def run(context: Context, options: Options) -> Observation:
    """Compare the last sign of life with the clock."""
    heard = await context.heartbeat()
    now_ms = time.time_ns() // 1_000_000
    if heard is None:
        return _unheard("only a running worker knows of heartbeats")
    if heard.listening_at_ms is None or now_ms - heard.listening_at_ms > _LISTENING_MS:
        return _unheard("nobody listens for heartbeats: the dashboard is not running")
    beat_ms, failed_ms = heard.beat_at_ms, heard.failed_at_ms
    if failed_ms is not None and failed_ms > (beat_ms or 0):
        said = f": {heard.detail}" if heard.detail else ""
        detail = f"the job reported a failure at {_clock(failed_ms)}{said}"
        return _told(Outcome.SERVER_ERROR, options, "a failure", detail)
    # From then on it would have been heard.
    since_ms = max(beat_ms or 0, heard.awaited_since_ms, heard.listening_since_ms or 0)
    silent_s = max(0.0, (now_ms - since_ms) / 1000)
    last = "none yet" if beat_ms is None else f"the last at {_clock(beat_ms)}"
    if silent_s <= options.within + options.grace:
        return _told(Outcome.OK, options, last, None)
    detail = f"silent for {spelled(silent_s)}, {last}; one is due every {spelled(options.within)}"
    return _told(Outcome.TIMEOUT, options, last, detail)


def _told(outcome: Outcome, options: Options, got: str, detail: str | None) -> Observation:
    due = f"one every {spelled(options.within)}"
    seen = Expectation(name="heartbeat", expected=due, got=got, held=outcome is Outcome.OK)
    return Observation(outcome=outcome, detail=detail, expectations=(seen,))


def _unheard(why: str) -> Observation:
    return Observation(outcome=Outcome.SKIPPED, detail=why)


def _clock(at_ms: int) -> str:
    return f"{datetime.fromtimestamp(at_ms / 1000, UTC):%Y-%m-%d %H:%M:%S} UTC"
