"""One probe, run once: deadline, check, classification, cost and redaction."""

import asyncio
import math
import random
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import probes.checks
from probes import plugins
from probes.checks import Check, Context, Usage
from probes.custom import BrokenRun
from probes.exchange import ExchangeFailed
from probes.failures import classify_exchange_failure
from probes.heartbeats import Listen
from probes.held_secrets import secrets_of
from probes.measurement import STOOD_STILL_S
from probes.oauth import Broken
from probes.official import Reading
from probes.redact import Redactor, shorten
from probes.result import Fault, Observation, Outcome, ProbeResult, Surface
from probes.spec import Price, ProbeSpec
from probes.transcript import RecordingTransport
from probes.transport import Transport

# The transport keeps the deadlines; this one is for what happens beside it.
_MARGIN_S = 2.0
_LOOKED_AT, _SHOWN = 8192, 200


async def run_probe(
    spec: ProbeSpec,
    *,
    transport: Transport,
    vantage: str,
    rng: random.Random | None = None,
    clock_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    late_ms: float = 0.0,
    listen: Listen | None = None,
) -> ProbeResult:
    """Run one probe once and return what it came to, redacted.

    It never retries, and raises nothing but what cancels it: whatever goes wrong in our own
    code is a result of outcome `internal`. `listen` is who hears heartbeats, if anybody.
    """
    started_at_ms = clock_ms()
    recording = RecordingTransport(transport)
    context = Context(
        provider=spec.provider,
        transport=recording,
        deadlines=spec.deadlines,
        rng=rng or random.Random(),
    )
    if listen is not None:
        context = replace(context, heartbeat=partial(listen, spec.name))
    seen = await _observe(spec, context)
    seen = replace(seen, outcome=_on_surface(seen.outcome, spec.surface))
    redactor = Redactor([*secrets_of(spec), *context.secrets])
    is_told = seen.outcome.fault not in (Fault.NONE, Fault.MONITOR)
    return _redacted(
        ProbeResult(
            probe=spec.name,
            provider=spec.provider.id,
            surface=spec.surface,
            vantage=vantage,
            started_at_ms=started_at_ms,
            outcome=seen.outcome,
            late_ms=round(late_ms, 3),
            timings=seen.timings,
            http_status=seen.http_status,
            request_id=seen.request_id,
            input_tokens=seen.input_tokens,
            output_tokens=seen.output_tokens,
            score=seen.score,
            cost_microusd=cost_microusd(spec.provider.price, seen, _most(spec, seen)),
            detail=seen.detail,
            expectations=seen.expectations,
            headroom=seen.headroom,
            retry_after_s=seen.retry_after_s,
            official=seen.official,
            model=spec.model,
            region=spec.region,
            transcript=recording.told(spec.surface, redactor.clean) if is_told else None,
        ),
        redactor,
    )


def cost_microusd(price: Price | None, seen: Observation, most: Usage | None = None) -> int:
    """Return what a run cost in micro-dollars, rounded up; 0 without a price or tokens.

    Tokens that nobody told of are taken to be the `most` that there can be.
    """
    asked, answered = seen.input_tokens, seen.output_tokens
    if most is not None:
        asked = most.input_tokens if asked is None else asked
        answered = most.output_tokens if answered is None else answered
    if price is None or asked is answered is None:
        return 0
    return math.ceil(price.microusd(asked or 0, answered or 0))


def _most(spec: ProbeSpec, seen: Observation) -> Usage | None:
    """Return what a run took at most whose tokens nobody told of, None where it is not billed.

    An answer that broke off is billed too, and so may be one that was not waited for.
    """
    if spec.provider.price is None or None not in (seen.input_tokens, seen.output_tokens):
        return None
    is_answered = seen.http_status is not None and 200 <= seen.http_status < 300
    is_sent = seen.http_status is None and seen.timings.connect_ms is not None
    is_lost = is_sent and seen.outcome in (Outcome.TIMEOUT, Outcome.STREAM_BROKEN)
    if not (is_answered or is_lost):
        return None
    return check_of(spec).usage(spec.provider, spec.options)


def check_of(spec: ProbeSpec) -> Check:
    """Return the check that a probe runs."""
    check: Check = spec.custom or plugins.load(probes.checks, spec.check)
    return check


async def _observe(spec: ProbeSpec, context: Context) -> Observation:
    limit_s = spec.deadlines.total + _MARGIN_S
    timer = asyncio.timeout(limit_s)
    try:
        check = check_of(spec)
        async with timer:
            return await check.run(context, spec.options)
    except ExchangeFailed as failed:
        failure = classify_exchange_failure(failed)
        return Observation(
            outcome=failure.outcome,
            detail=failure.message,
            timings=failed.timings,
            http_status=failed.exchange.status if failed.exchange else None,
        )
    except Broken as broken:
        return Observation(outcome=broken.failure.outcome, detail=broken.failure.message)
    except BrokenRun as broken:
        return Observation(outcome=Outcome.INTERNAL, detail=str(broken))
    except Exception as bug:  # noqa: BLE001  a bug of ours must become a result, not a crash
        if isinstance(bug, TimeoutError) and timer.expired():
            message = f"gave up after {limit_s:g} s"
            late_s = asyncio.get_running_loop().time() - (timer.when() or 0.0)
            is_ours = late_s > STOOD_STILL_S
            if is_ours:
                message += f", of which this process stood still or was starved for {late_s:.1f} s"
            return Observation(
                outcome=Outcome.SKIPPED if is_ours else Outcome.TIMEOUT, detail=message
            )
        return Observation(outcome=Outcome.INTERNAL, detail=_located(bug))


def _located(bug: Exception) -> str:
    frames = traceback.extract_tb(bug.__traceback__)
    where = f" at {'/'.join(Path(frames[-1].filename).parts[-3:])}:{frames[-1].lineno}"
    return f"{type(bug).__name__}: {bug}{where if frames else ''}"


def _on_surface(outcome: Outcome, surface: Surface) -> Outcome:
    """A login that answers nonsense is broken, in whatever way a plain check words it."""
    is_login = surface in (Surface.AUTH, Surface.OAUTH)
    is_nonsense = outcome in (Outcome.WRONG_ANSWER, Outcome.MALFORMED)
    return Outcome.AUTH_BROKEN if is_login and is_nonsense else outcome


def _cleaned(reading: Reading | None, clean: Callable[[str], str]) -> Reading | None:
    if reading is None:
        return None
    incidents = (
        replace(
            each,
            key=clean(each.key),
            title=clean(each.title),
            status=clean(each.status),
            components=tuple(map(clean, each.components)),
            url=None if each.url is None else clean(each.url),
        )
        for each in reading.incidents
    )
    return replace(reading, incidents=tuple(incidents))


def _redacted(result: ProbeResult, redactor: Redactor) -> ProbeResult:
    def clean(text: str) -> str:
        return redactor.clean(shorten(text, _LOOKED_AT))

    def short(text: str) -> str:
        return shorten(clean(text), _SHOWN)

    return replace(
        result,
        detail=None if result.detail is None else clean(result.detail),
        request_id=None if result.request_id is None else short(result.request_id),
        official=_cleaned(result.official, short),
        expectations=tuple(
            replace(each, name=short(each.name), expected=short(each.expected), got=short(each.got))
            for each in result.expectations
        ),
    )
