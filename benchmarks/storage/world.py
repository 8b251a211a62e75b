"""A year of plausible results of 40 probes, quickly: timings are drawn from pools made once."""

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from probes.result import Expectation, Outcome, ProbeResult, Surface, Timings

PROVIDERS = 10
SURFACES = (Surface.EDGE, Surface.AUTH, Surface.OAUTH, Surface.API)
EVERY_MS = 60_000
PROBES = PROVIDERS * len(SURFACES)

_POOL = 4_099  # a prime, so that no probe meets the same timings at the same hour
_FAILED_SHARE = 0.004
_VERDICTS = {
    Surface.EDGE: [("without a key", "401 or 403", "401 and JSON")],
    Surface.AUTH: [("with the key", "200 and JSON", "200 and JSON")],
    Surface.OAUTH: [
        ("issuer", "named", "https://auth.example.com"),
        ("signing keys", "at least one", "2: 2026-1, 2026-2"),
        ("a client that does not exist", "a refusal", "invalid_client"),
    ],
    Surface.API: [("status", "200", "200"), ("end marker", "seen", "seen")],
}


def results(start_ms: int, number: int, seed: int = 7) -> Iterator[ProbeResult]:
    """Yield so many results from `start_ms` (epoch ms UTC) on, in the order of their starts.

    Each probe runs once a minute, at its own phase and a few milliseconds late. One result in
    250 fails; only those have words and a request id.
    """
    draw = random.Random(seed)
    pools = {surface: [_run(draw, surface) for _ in range(_POOL)] for surface in SURFACES}
    late_ms = [draw.random() * 8 for _ in range(_POOL)]
    probes = [
        (f"provider-{p}/{surface}", f"provider-{p}", surface)
        for p in range(PROVIDERS)
        for surface in SURFACES
    ]

    def forever() -> Iterator[ProbeResult]:
        place, at_ms = 0, start_ms
        while True:
            for phase, (probe, provider, surface) in enumerate(probes):
                place = (place + 1) % _POOL
                late = late_ms[place - phase]
                outcome, timings, detail = pools[surface][place]
                started_ms = at_ms + 1_500 * phase + int(late)
                is_canary = surface is Surface.API
                yield ProbeResult(
                    probe=probe,
                    provider=provider,
                    surface=surface,
                    vantage="home",
                    started_at_ms=started_ms,
                    outcome=outcome,
                    late_ms=late,
                    timings=timings,
                    http_status=None if outcome is Outcome.TIMEOUT else 200,
                    request_id=detail and "req_011CSHoEeqs5C35K2UUqR7Fy",
                    input_tokens=42 if is_canary else None,
                    output_tokens=18 if is_canary else None,
                    score=1.0 if is_canary and outcome is Outcome.OK else None,
                    cost_microusd=34 if is_canary else 0,
                    detail=detail,
                    judged_at_ms=started_ms + 1_200 + phase,
                )
            at_ms += EVERY_MS

    return islice(forever(), number)


def telling(runs: Iterator[ProbeResult], seed: int = 7) -> Iterator[ProbeResult]:
    """Yield the results with all that checks of providers tell: verdicts, request ids, headroom."""
    draw = random.Random(seed)
    for run in runs:
        said = _VERDICTS[run.surface]
        if run.surface is Surface.API:
            answer = str(draw.randrange(100, 10_000))
            said = [*said, ("answer to arithmetic", answer, answer)]
        is_login = run.surface is Surface.OAUTH
        yield replace(
            run,
            http_status=401 if run.surface is Surface.EDGE else run.http_status,
            expectations=tuple(
                Expectation(name=name, expected=expected, got=got, held=True)
                for name, expected, got in said
            ),
            request_id=None if is_login else f"req_{draw.getrandbits(96):024x}",
            headroom=None if is_login else draw.randrange(9_900, 10_000) / 10_000,
        )


def _run(draw: random.Random, surface: Surface) -> tuple[Outcome, Timings, str | None]:
    if draw.random() < _FAILED_SHARE:
        outcome = draw.choice([Outcome.OVERLOADED, Outcome.TIMEOUT, Outcome.RATE_LIMITED])
        detail = "HTTP 529 overloaded_error: Overloaded, try again later"
        return outcome, Timings(dns_ms=2.0, connect_ms=18.0, tls_ms=24.0, total_ms=900.0), detail
    ttfb_ms = draw.lognormvariate(4.6, 0.3)
    opening = {
        "dns_ms": draw.uniform(0.5, 9),
        "connect_ms": draw.uniform(8, 30),
        "tls_ms": draw.uniform(10, 40),
    }
    if surface is not Surface.API:
        total_ms = ttfb_ms + draw.uniform(0.1, 3)
        return Outcome.OK, Timings(**opening, ttfb_ms=ttfb_ms, total_ms=total_ms), None
    ttft_ms = draw.lognormvariate(6, 0.35)
    return (
        Outcome.OK,
        Timings(
            **opening,
            ttfb_ms=ttft_ms - 5,
            ttft_ms=ttft_ms,
            total_ms=ttft_ms + draw.lognormvariate(6.5, 0.3),
            longest_gap_ms=draw.uniform(20, 90),
            tokens_per_s=round(draw.uniform(20, 90), 3),
        ),
        None,
    )
